"""A post at a door: what a scan is answered from of a pass and its event, read in one statement."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

from eventreg.domain import attendance
from eventreg.domain.attendance import Counts
from eventreg.domain.tickets import digest
from eventreg.models import DoorPass, PassKind
from eventreg.models.columns import UtcDateTime

READ = """
SELECT p.id AS pass_id, p.name AS door, p.operator, p.kind, e.id AS event_id, e.sensitive, e.places_taken,
    pr.time_zone, d.id AS day_id, d.date,
    (SELECT sum(c.present) FROM day_count c WHERE c.day_id = d.id) AS present
FROM door_pass p
JOIN event e ON e.id = p.event_id
JOIN project pr ON pr.id = e.project_id
LEFT JOIN event_day d ON d.event_id = e.id
WHERE {which}
ORDER BY d.date
"""
IN_FORCE = (
    "p.token_hash = :token AND p.event_id = :event_id"
    " AND p.redeemed_at IS NOT NULL AND p.revoked_at IS NULL AND p.expires_at > :now"
)
BY_TOKEN = (
    text(READ.format(which=IN_FORCE)).bindparams(bindparam("now", type_=UtcDateTime)).columns(date=Date)  # type: ignore[arg-type]
)
BY_ID = text(READ.format(which="p.id = :pass_id")).columns(date=Date)


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
    days: tuple[PostDay, ...]
    confirmed: int

    def today(self, moment: datetime) -> date:
        """Return the date that `moment` belongs to here."""
        return attendance.day_of(moment, self.zone)

    def counts(self, day: date, came: int) -> Counts:
        """Return the counts of a day after `came` more were let in (or fewer: negative)."""
        present = next((each.present for each in self.days if each.date == day), 0)
        return Counts(present=present + came, confirmed=self.confirmed)


def enter(session: Session, token: str, *, event_id: int, now: datetime) -> Post | None:
    """Return the post of whoever carries this bearer token, if it opens the event's door and is in force."""
    rows = session.connection().execute(BY_TOKEN, {"token": digest(token), "event_id": event_id, "now": now})
    return _read(rows.all())


def of(session: Session, door_pass: DoorPass) -> Post:
    """Return the post of a pass that was found in force."""
    session.flush()
    found = _read(session.connection().execute(BY_ID, {"pass_id": door_pass.id}).all())
    assert found is not None
    return found


def _read(rows: list) -> Post | None:
    if not rows:
        return None
    first = rows[0]
    return Post(
        pass_id=first.pass_id,
        door=first.door,
        operator=first.operator,
        kind=PassKind(first.kind),
        event_id=first.event_id,
        sensitive=bool(first.sensitive),
        zone=first.time_zone,
        days=tuple(PostDay(row.day_id, row.date, row.present or 0) for row in rows if row.day_id is not None),
        confirmed=first.places_taken,
    )
