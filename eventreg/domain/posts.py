"""A post at a door: what a scan is answered from of a pass and its event, read in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eventreg.domain import attendance
from eventreg.domain.attendance import Counts
from eventreg.domain.round_trip import Rows, Statement
from eventreg.models import PassKind

READ = """
SELECT p.token_hash, p.id, p.name, p.operator, p.kind, e.id, e.sensitive, pr.time_zone, e.places_taken, d.id, d.date,
    (SELECT sum(c.present) FROM day_count c WHERE c.day_id = d.id)
FROM door_pass p
JOIN event e ON e.id = p.event_id
JOIN project pr ON pr.id = e.project_id
LEFT JOIN event_day d ON d.event_id = e.id
WHERE {which}
ORDER BY d.date
"""
IN_FORCE = (
    "p.token_hash IN :tokens AND p.event_id = :event_id"
    " AND p.redeemed_at IS NOT NULL AND p.revoked_at IS NULL AND p.expires_at > :now"
)
BY_TOKENS, BY_ID = Statement(READ.format(which=IN_FORCE)), Statement(READ.format(which="p.id = :pass_id"))


@dataclass(frozen=True)
class Key:
    """How posts of one event are found: the statement, what it is about, and the event."""

    statement: Statement
    values: dict[str, object]
    event_id: int


@dataclass(frozen=True)
class PostDay:
    """A day of the event, and how many were present on it when it was read."""

    id: int
    date: date
    present: int


@dataclass(frozen=True)
class Post:
    """Who scans where: a pass in force, its event's days in order, and how many places are confirmed."""

    pass_id: int
    door: str
    operator: str
    kind: PassKind
    event_id: int
    sensitive: bool
    zone: str
    confirmed: int
    days: tuple[PostDay, ...]

    def today(self, moment: datetime) -> date:
        """Return the date that `moment` belongs to here."""
        return attendance.day_of(moment, self.zone)

    def counts(self, day: date, came: int) -> Counts:
        """Return the counts of a day after `came` more were let in (or fewer: negative)."""
        present = next((each.present for each in self.days if each.date == day), 0)
        return Counts(present=present + came, confirmed=self.confirmed)


def by_tokens(hashes: Iterable[str], *, event_id: int, now: datetime) -> Key:
    """Find the posts of those whose bearer tokens have these hashes, if they open the event's door and are in force."""
    moment = now.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return Key(BY_TOKENS, {"tokens": sorted(set(hashes)), "event_id": event_id, "now": moment}, event_id)


def by_pass(pass_id: int, *, event_id: int) -> Key:
    """Find the post of a pass that was found in force."""
    return Key(BY_ID, {"pass_id": pass_id}, event_id)


def read(rows: Rows) -> dict[str, Post]:
    """Return the posts that the rows of a key's statement tell of, by the hash of the token."""
    found: dict[str, list[Sequence[object]]] = {}
    for token_hash, *row in rows:
        found.setdefault(token_hash, []).append(row)  # type: ignore[arg-type]
    return {token_hash: _post(its_rows) for token_hash, its_rows in found.items()}


def _post(rows: Rows) -> Post:
    """Return the post that some rows tell of, one for each day of its event."""
    pass_id, door, operator, kind, event_id, sensitive, zone, confirmed, *_ = rows[0]
    days = tuple(PostDay(row[8], as_date(row[9]), row[10] or 0) for row in rows if row[8] is not None)
    return Post(pass_id, door, operator, PassKind(kind), event_id, bool(sensitive), zone, confirmed, days)


def as_date(value: date | str) -> date:
    """Return a date, which SQLite keeps as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
