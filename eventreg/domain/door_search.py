"""Finding somebody at the door by name, for a desk without JavaScript (DESIGN.md 5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from eventreg.domain import attendance
from eventreg.domain.folding import fold
from eventreg.models import Attendance, DoorPass, PassKind, Registration, RegistrationStatus

LEAST = 3  # letters
MOST = 20  # people
LOOKED_THROUGH = 200  # who may only be found by what a desk does not see


@dataclass(frozen=True)
class Found:
    """Somebody at the event; `present` today."""

    registration_id: int
    full_name: str
    organisation: str
    status: RegistrationStatus
    present: bool


def may_search(door_pass: DoorPass) -> bool:
    """Say whether a pass sees names without a ticket: only a desk, and never at a sensitive event."""
    return door_pass.kind is PassKind.DESK and not door_pass.event.sensitive


def is_enough(text: str) -> bool:
    """Say whether a text has letters enough to search by."""
    return len("".join(fold(text).split())) >= LEAST


def search(session: Session, door_pass: DoorPass, text: str, *, now: datetime) -> list[Found]:
    """Return whose name or organisation holds all words of a text, whoever has not arrived today first.

    Case and diacritics do not matter. Of more than MOST the first ones; of two merged sign-ups the one that stays.
    """
    if not may_search(door_pass) or not is_enough(text):
        return []
    event, words = door_pass.event, fold(text).split()
    today = next((day.id for day in event.days if day.date == attendance.today(event, now)), None)
    present = exists().where(Attendance.registration_id == Registration.id, Attendance.day_id == today)
    seen = (Registration.name, Registration.surname, Registration.organisation)
    rows = session.execute(
        select(Registration.id, *seen, Registration.status, present.label("present"))
        .where(
            Registration.event_id == event.id,
            Registration.merged_into_id.is_(None),
            *(Registration.folded.contains(word, autoescape=True) for word in words),
        )
        .order_by("present", Registration.folded, Registration.id)
        .limit(LOOKED_THROUGH)
    )
    found = [
        Found(number, f"{name} {surname}", organisation, status, bool(came))
        for number, name, surname, organisation, status, came in rows
        if all(word in fold(f"{name} {surname} {organisation}") for word in words)
    ]
    return found[:MOST]
