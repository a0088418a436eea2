"""The list that a door device keeps: no names but for a desk, and only what changed (DESIGN.md 5, 6, decision 0018)."""

import re
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session, aliased

from eventreg.domain import attendance, boxes
from eventreg.models import (
    Consent,
    DoorPass,
    PassKind,
    Purpose,
    Registration,
    RosterChange,
)

PAGE = 1000
CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})")
GONE = "gone"  # the registration is at another event now

# On PostgreSQL a change is numbered by its transaction. All below the oldest one that still runs are decided: nothing
# below can come later. Numbers from the newest on are of another life of the database, before it was restored.
OLDEST, NEWEST = (literal_column(f"pg_snapshot_{end}(pg_current_snapshot())::text::bigint") for end in ("xmin", "xmax"))
STAYS = aliased(Registration)
PHOTO = exists().where(
    Consent.registration_id == Registration.id, Consent.purpose == Purpose.PHOTO, Consent.withdrawn_at.is_(None)
)
CHANGED = (
    select(
        RosterChange.registration_id.label("number"),
        RosterChange.change,
        RosterChange.changed_at,
        Registration.id,
        Registration.ticket,
        Registration.ticket_hash,
        Registration.code,
        Registration.status,
        Registration.name,
        Registration.surname,
        Registration.organisation,
        Registration.merged_into_id,
        STAYS.status.label("stays"),
        PHOTO.label("photo"),
    )
    .outerjoin(
        Registration,
        and_(Registration.id == RosterChange.registration_id, Registration.event_id == RosterChange.event_id),
    )
    .outerjoin(STAYS, STAYS.id == Registration.merged_into_id)
    .order_by(RosterChange.change, RosterChange.registration_id)
)


class BadCursor(Exception):
    """`since` was not made by us."""


@dataclass(frozen=True)
class Page:
    """Some entries as JSON-ready dicts, and the cursor for what comes after them."""

    cursor: str
    entries: tuple[dict[str, object], ...]


def read(session: Session, door_pass: DoorPass, *, since: str | None) -> Page:
    """Return the next thousand registrations in the order of their changes; cancelled ones stay as such.

    One that was merged into another says so: its ticket admits that one, whose status and presence it shows. Names in
    clear go only to desk passes, and never to a pass of a sensitive event. Raises BadCursor.
    """
    event = door_pass.event
    changed = CHANGED.where(RosterChange.event_id == event.id, *_decided(session))
    found = session.execute(changed.where(*_after(session, event.id, since)).limit(PAGE)).all()
    standing = attendance.read_standing(session, event, [_admits(row) for row in found if row.id])
    dates = {day.id: day.date.isoformat() for day in event.days}
    present: dict[int, dict[str, object]] = {}
    for (registration_id, day_id), scans in standing.items():
        present.setdefault(registration_id, {})[dates[day_id]] = _presence(scans)
    named = door_pass.kind is PassKind.DESK and not event.sensitive
    entries = tuple(_entry(row, present, named=named) if row.id else _gone(row) for row in found)
    return Page(cursor=f"{found[-1].change}.{found[-1].number}" if found else since or "0.0", entries=entries)


def _decided(session: Session) -> list[ColumnElement[bool]]:
    if session.get_bind().dialect.name != "postgresql":
        return []
    return [or_(RosterChange.change < OLDEST, RosterChange.change >= NEWEST)]


def _after(session: Session, event_id: int, since: str | None) -> list[ColumnElement[bool]]:
    """Return what comes after a cursor; one of another life of the database begins from the start."""
    if since is None:
        return []
    cursor = CURSOR.fullmatch(since)
    if cursor is None:
        raise BadCursor
    change, number = int(cursor[1]), int(cursor[2])
    known = literal(change) < NEWEST
    if session.get_bind().dialect.name != "postgresql":
        highest = select(func.max(RosterChange.change)).where(RosterChange.event_id == event_id)
        known = literal(change) <= func.coalesce(highest.scalar_subquery(), 0)
    start = case((known, change), else_=0), case((known, number), else_=0)
    return [tuple_(RosterChange.change, RosterChange.registration_id) > tuple_(*start)]


def begin_life(session: Session) -> None:
    """Give changes that were numbered before the database was restored a number that comes before all of today's."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(update(RosterChange).where(RosterChange.change >= NEWEST).values(change=1))


def _admits(row: Row) -> int:
    """Return the id of the registration that a ticket admits."""
    return row.merged_into_id or row.id


def _entry(row: Row, present: dict[int, dict[str, object]], *, named: bool) -> dict[str, object]:
    name = f"{row.name} {row.surname}"
    marks = () if row.photo else ("no_photo",)
    entry: dict[str, object] = {
        "id": row.id,
        "token_hash": row.ticket_hash,
        "code": row.code,
        "box": boxes.seal(row.ticket, row.id, name=name, organisation=row.organisation, marks=marks),
        "status": (row.stays or row.status).value,
        "changed_at": row.changed_at.isoformat(),
        "present": present.get(_admits(row), {}),
    }
    if row.merged_into_id:
        entry["merged_into"] = row.merged_into_id
    if named:
        entry |= {"name": name, "organisation": row.organisation}
    return entry


def _gone(row: Row) -> dict[str, object]:
    """Return the entry of a registration that has left the event: a device forgets it."""
    return {"id": row.number, "status": GONE, "changed_at": row.changed_at.isoformat()}


def _presence(scans: list[attendance.Standing]) -> dict[str, object]:
    first = min(scans, key=lambda scan: scan.at)
    return {"at": first.at.isoformat(), "door": first.door, "standing": [scan.uuid for scan in scans]}
