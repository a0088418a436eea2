"""Attendance that was signed on paper, entered afterwards by an organiser, and taken back again.

An entry is a scan like those of a door (DESIGN.md 2), only made by a user: so attendance follows it by the same
triggers, and whoever asks later sees that it came from paper, by whom and when.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from eventreg.domain import attendance, audit
from eventreg.domain.errors import N_, Refused
from eventreg.domain.tickets import digest
from eventreg.models import (
    Action,
    Attendance,
    Event,
    EventDay,
    EventStatus,
    Registration,
    RegistrationStatus,
    Scan,
    User,
    Verdict,
    Way,
)

LATEST = 30  # entries that are shown


@dataclass(frozen=True)
class Entry:
    """A row of the form: its own id, and whom it means."""

    uuid: str
    registration_id: int


@dataclass(frozen=True)
class Entered:
    """What was entered from paper, the person's name and who did it, and when."""

    registration_id: int
    full_name: str
    by: str
    at: datetime


class ReasonNeeded(Refused):
    """What changes the numbers of a closed event says why."""

    message = N_("The event is closed. Say why its numbers change")
    field = "reason"


@dataclass(frozen=True)
class Hand:
    """Who enters or takes back, when; `reason` is asked for at a closed event."""

    by: User
    now: datetime
    reason: str = ""


def mark(session: Session, event: Event, day: EventDay, entries: Sequence[Entry], hand: Hand) -> list[int]:
    """Enter people as present on a day; return the registrations of those who have a place. Raises ReasonNeeded.

    The same row again adds nothing. Whoever is present already stays so, by one more scan.
    """
    _check(event, hand)
    standing = _lock(session, event, {each.registration_id for each in entries})
    new = {_id_of(each, day): each.registration_id for each in entries if each.registration_id in standing}
    known = set(session.scalars(select(Scan.uuid).where(Scan.event_id == event.id, Scan.uuid.in_(new))))
    present = set(
        session.scalars(
            select(Attendance.registration_id).where(
                Attendance.day_id == day.id, Attendance.registration_id.in_(standing)
            )
        )
    )
    scans = []
    for scan_id, registration_id in new.items():
        if scan_id not in known:
            verdict = Verdict.ALREADY_IN if registration_id in present else Verdict.ADMITTED
            about = {"registration_id": registration_id, "day_id": day.id, "verdict": verdict}
            scans.append(_scan(event, scan_id, Action.ADMIT, hand) | about)
            present.add(registration_id)
    if scans:
        session.execute(insert(Scan.__table__), scans)
        _log(session, event, ("enter", "event", event.id), day, hand, people=len(scans))
    return sorted(standing)


def take_back(session: Session, event: Event, registration_id: int, day: EventDay, hand: Hand) -> bool:
    """Take back every scan by which somebody is present on a day, whoever made it; say whether there was one.

    Raises ReasonNeeded.
    """
    _check(event, hand)
    _lock(session, event, {registration_id})
    standing = attendance.read_standing(session, event, [registration_id]).get((registration_id, day.id), [])
    undos = [
        _scan(event, str(uuid.uuid5(uuid.UUID(each.uuid), "taken back")), Action.UNDO, hand)
        | {"undoes": each.uuid, "verdict": Verdict.UNDONE}
        for each in standing
    ]
    if undos:
        session.execute(insert(Scan.__table__), undos)
        _log(session, event, ("take_back", "registration", registration_id), day, hand)
    return bool(undos)


def list_entered(session: Session, event: Event, day: EventDay) -> list[Entered]:
    """Return who was entered from paper for a day and is present still, the latest first."""
    undone = select(Scan.undoes).where(Scan.event_id == event.id, Scan.undoes.is_not(None))
    rows = session.execute(
        select(Registration.id, Registration.name, Registration.surname, User.name, Scan.received_at)
        .select_from(Attendance)
        .join(Scan, (Scan.registration_id == Attendance.registration_id) & (Scan.day_id == Attendance.day_id))
        .join(Registration, Registration.id == Attendance.registration_id)
        .outerjoin(User, User.id == Scan.user_id)
        .where(
            Attendance.day_id == day.id,
            Scan.way == Way.PAPER,
            Scan.action == Action.ADMIT,
            Scan.verdict.in_(attendance.ACCEPTED),
            Scan.uuid.not_in(undone),
        )
        .order_by(Scan.received_at.desc(), Scan.id.desc())
        .limit(LATEST)
    )
    return [Entered(number, f"{name} {surname}", by or "", at) for number, name, surname, by, at in rows]


def _check(event: Event, hand: Hand) -> None:
    if event.status is EventStatus.CLOSED and not hand.reason:
        raise ReasonNeeded


def _lock(session: Session, event: Event, ids: set[int]) -> set[int]:
    """Return those of these registrations that have a place, and let no door decide about them meanwhile."""
    rows = session.execute(
        select(Registration.id, Registration.status)
        .where(Registration.event_id == event.id, Registration.id.in_(ids))
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    return {number for number, status in rows if status is RegistrationStatus.CONFIRMED}


def _id_of(entry: Entry, day: EventDay) -> str:
    """Return the id of an entry's scan: the same row with the same answer is the same scan."""
    return str(uuid.uuid5(uuid.UUID(entry.uuid), f"{entry.registration_id} {day.id}"))


def _scan(event: Event, scan_id: str, action: Action, hand: Hand) -> dict[str, object]:
    return {
        "event_id": event.id,
        "uuid": scan_id,
        "action": action,
        "way": Way.PAPER,
        "registration_id": None,
        "day_id": None,
        "undoes": None,
        "digest": digest(json.dumps(["paper", scan_id])),
        "user_id": hand.by.id,
        "at": hand.now,
        "received_at": hand.now,
        "offline": False,
    }


def _log(
    session: Session, event: Event, what: tuple[str, str, int], day: EventDay, hand: Hand, **detail: object
) -> None:
    why = {"reason": hand.reason} if hand.reason else {}
    about = {"project_id": event.project_id, "event": event.id, "day": day.date.isoformat()}
    audit.log(session, *what, by=hand.by, now=hand.now, **about, **detail, **why)
