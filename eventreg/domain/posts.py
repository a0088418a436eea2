"""A post at a door: what a scan is answered from of a pass and its event, read in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from eventreg.domain import attendance, round_trip
from eventreg.domain.attendance import Counts
from eventreg.domain.round_trip import Rows, Statement
from eventreg.models import Event, EventStatus, PassKind, User

READ = """
SELECT {who}, {sensitive}, e.id, e.status, pr.time_zone, e.capacity, e.places_taken, d.id, d.date,
    (SELECT sum(c.present) FROM day_count c WHERE c.day_id = d.id)
FROM {of}
JOIN project pr ON pr.id = e.project_id
LEFT JOIN event_day d ON d.event_id = e.id
WHERE {which}
ORDER BY d.date
"""
OF_PASS = {
    "who": "p.token_hash, p.id, NULL, p.name, p.operator, p.kind, p.supervisor,"
    " p.redeemed_at, p.expires_at, p.revoked_at",
    "sensitive": "e.sensitive",
    "of": "door_pass p JOIN event e ON e.id = p.event_id",
}
OF_USER = {  # whoever is logged in may see the names of a sensitive event too (DESIGN.md 5)
    "who": "'', NULL, u.id, '', u.name, 'desk', 1, NULL, NULL, NULL",
    "sensitive": "0",
    "of": '"user" u JOIN event e ON e.id = :event_id',
}
REDEEMED = "p.token_hash IN :tokens AND p.event_id = :event_id AND p.redeemed_at IS NOT NULL"
BY_TOKENS = Statement(READ.format(**OF_PASS, which=REDEEMED))
BY_ID = Statement(READ.format(**OF_PASS, which="p.id = :pass_id"))
BY_USER = Statement(READ.format(**OF_USER, which="u.id = :user_id"))


@dataclass(frozen=True)
class Key:
    """How posts of one event are found: the statement, what it is about, the event; when, if an end is looked at."""

    statement: Statement
    values: dict[str, object]
    event_id: int
    now: datetime | None = None


@dataclass(frozen=True)
class PostDay:
    """A day of the event, and how many were present on it when it was read."""

    id: int
    date: date
    present: int


@dataclass(frozen=True)
class Post:
    """Who scans where: a pass or an organiser, the event's days in order, and how many places are confirmed.

    `ended` says that the pass is over or the event closed: what it still delivers is for an organiser to decide.
    """

    pass_id: int | None
    user_id: int | None
    door: str
    operator: str
    kind: PassKind
    supervisor: bool
    since: datetime | None
    ended: bool
    event_id: int
    sensitive: bool
    zone: str
    capacity: int | None
    confirmed: int
    days: tuple[PostDay, ...]

    def today(self, moment: datetime) -> date:
        """Return the date that `moment` belongs to here."""
        return attendance.day_of(moment, self.zone)

    def find_day(self, day: date | None) -> PostDay | None:
        """Return the day of the event that is this date, if any is."""
        return next((each for each in self.days if each.date == day), None)

    def counts(self, day: date, came: int, *, joined: int = 0) -> Counts:
        """Return the counts of a day after `came` more were let in (or fewer: negative), and so many joined."""
        if self.ended:
            return Counts(present=0, confirmed=0)
        found = self.find_day(day)
        return Counts(present=(found.present if found else 0) + came, confirmed=self.confirmed + joined)


def by_tokens(hashes: Iterable[str], *, event_id: int, now: datetime) -> Key:
    """Find the posts of those whose bearer tokens have these hashes, if they were ever made for the event's door."""
    return Key(BY_TOKENS, {"tokens": sorted(set(hashes)), "event_id": event_id}, event_id, now)


def by_pass(pass_id: int, *, event_id: int) -> Key:
    """Find the post of a pass that was found in force."""
    return Key(BY_ID, {"pass_id": pass_id}, event_id)


def by_user(user: User, event: Event) -> Key:
    """Find the post of an organiser of the event, who decides as a supervisor with a desk."""
    return Key(BY_USER, {"user_id": user.id, "event_id": event.id}, event.id)


def find(session: Session, key: Key) -> dict[str, Post]:
    """Return the posts that a key leads to, by themselves."""
    return read(round_trip.run(session.connection(), [key.statement], key.values)[0], now=key.now)


def read(rows: Rows, *, now: datetime | None) -> dict[str, Post]:
    """Return the posts that the rows of a key's statement tell of, by the hash of the token; an organiser's has none.

    `now` asks whether they have ended.
    """
    found: dict[str, list[Sequence[object]]] = {}
    for token_hash, *row in rows:
        found.setdefault(token_hash, []).append(row)  # type: ignore[arg-type]
    return {token_hash: _post(its_rows, now) for token_hash, its_rows in found.items()}


def _post(rows: Rows, now: datetime | None) -> Post:
    """Return the post that some rows tell of, one for each day of its event."""
    pass_id, user_id, door, operator, kind, supervisor, since, expires, revoked = rows[0][:9]
    sensitive, event_id, status, zone, capacity, confirmed = rows[0][9:15]
    over = revoked is not None or (expires is not None and now is not None and as_moment(expires) <= now)
    return Post(
        pass_id=pass_id,
        user_id=user_id,
        door=door,
        operator=operator,
        kind=PassKind(kind),
        supervisor=bool(supervisor),
        since=as_moment(since) if since else None,
        ended=now is not None and (over or status == EventStatus.CLOSED.value),
        event_id=event_id,
        sensitive=bool(sensitive),
        zone=zone,
        capacity=capacity,
        confirmed=confirmed,
        days=tuple(PostDay(row[15], as_date(row[16]), row[17] or 0) for row in rows if row[15] is not None),
    )


def as_date(value: date | str) -> date:
    """Return a date, which SQLite keeps as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_moment(value: datetime | str) -> datetime:
    """Return a moment in UTC; SQLite keeps it as text without zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)
