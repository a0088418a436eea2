"""The list that a door device keeps: no names but for a desk, and only what changed (DESIGN.md 5, 6)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from eventreg.domain import attendance
from eventreg.models import DoorPass, Event, PassKind, Registration, RegistrationStatus

PAGE = 1000
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")


class BadCursor(Exception):
    """`since` was not made by us."""


@dataclass(frozen=True)
class Page:
    """Some entries as JSON-ready dicts, and the cursor for what comes after them."""

    cursor: str
    entries: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class Listed:
    """A registration, and the status of the one that it was merged into, if it was."""

    registration: Registration
    stays: RegistrationStatus | None

    @property
    def admits(self) -> int:
        """The id of the registration that its ticket admits."""
        return self.registration.merged_into_id or self.registration.id


def read(session: Session, door_pass: DoorPass, *, since: str | None) -> Page:
    """Return the next thousand registrations by time of change; cancelled ones stay as such. Raises BadCursor.

    One that was merged into another says so: its ticket admits that one, whose status and presence it shows.
    Names go only to desk passes, and never to a pass of a sensitive event.
    """
    event = door_pass.event
    after = _read_cursor(since) if since else None
    found = [Listed(*row) for row in session.execute(_changed(event, after))]
    standing = attendance.read_standing(session, event, [each.admits for each in found])
    dates = {day.id: day.date.isoformat() for day in event.days}
    present: dict[int, dict[str, object]] = {}
    for (registration_id, day_id), scans in standing.items():
        present.setdefault(registration_id, {})[dates[day_id]] = _presence(scans)
    named = door_pass.kind is PassKind.DESK and not event.sensitive
    entries = tuple(_entry(each, present.get(each.admits, {}), named=named) for each in found)
    return Page(cursor=_cursor(found[-1].registration) if found else since or "0-0", entries=entries)


def _changed(event: Event, after: tuple[datetime, int] | None) -> object:
    stays = aliased(Registration)
    both = select(Registration, stays.status).outerjoin(stays, stays.id == Registration.merged_into_id)
    later = both.where(Registration.event_id == event.id)
    if after is not None:
        at, number = after
        same = and_(Registration.changed_at == at, Registration.id > number)
        later = later.where(or_(Registration.changed_at > at, same))
    return later.order_by(Registration.changed_at, Registration.id).limit(PAGE)


def _entry(listed: Listed, present: dict[str, object], *, named: bool) -> dict[str, object]:
    registration = listed.registration
    entry: dict[str, object] = {
        "id": registration.id,
        "token_hash": registration.ticket_hash,
        "code": registration.code,
        "status": (listed.stays or registration.status).value,
        "changed_at": registration.changed_at.isoformat(),
        "present": present,
    }
    if listed.stays:
        entry["merged_into"] = listed.admits
    if named:
        entry |= {"name": registration.full_name, "organisation": registration.organisation}
    return entry


def _presence(scans: list[attendance.Standing]) -> dict[str, object]:
    first = min(scans, key=lambda scan: scan.at)
    return {"at": first.at.isoformat(), "door": first.door, "standing": [scan.uuid for scan in scans]}


def _cursor(registration: Registration) -> str:
    micro = int(registration.changed_at.timestamp()) * 1_000_000 + registration.changed_at.microsecond
    return f"{micro}-{registration.id}"


def _read_cursor(since: str) -> tuple[datetime, int]:
    found = CURSOR.fullmatch(since)
    if found is None:
        raise BadCursor
    seconds, micro = divmod(int(found[1]), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), int(found[2])
    except (OverflowError, ValueError, OSError) as error:
        raise BadCursor from error
