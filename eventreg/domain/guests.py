"""Who has signed up for an event: the organiser's list. It never holds a category (DESIGN.md 3.9)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.models import Attendance, Event, EventDay, Registration, RegistrationStatus


@dataclass(frozen=True)
class Row:
    """One line of the organiser's list; never holds a category."""

    registration: Registration
    present_days: int
    repeats: bool  # the same person has another standing registration at this event


def list_of(session: Session, event: Event) -> list[Row]:
    """Return who has signed up for an event, the latest first; who came, and who is there twice."""
    standing = func.count().filter(Registration.status != RegistrationStatus.CANCELLED)
    twice = standing.over(partition_by=Registration.person_id) > 1
    days = (
        select(func.count())
        .where(Attendance.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Registration, days, twice)
        .where(Registration.event_id == event.id)
        .order_by(Registration.signed_up_at.desc(), Registration.id.desc())
    )
    return [
        Row(registration, present, bool(repeats) and registration.status is not RegistrationStatus.CANCELLED)
        for registration, present, repeats in rows
    ]


def count_by_status(session: Session, event: Event) -> dict[RegistrationStatus, int]:
    """Return how many registrations of an event are confirmed, cancelled and so on; every status is there."""
    rows = session.execute(
        select(Registration.status, func.count()).where(Registration.event_id == event.id).group_by(Registration.status)
    )
    counts = {status: number for status, number in rows}
    return {status: counts.get(status, 0) for status in RegistrationStatus}


def count_by_day(session: Session, event: Event) -> dict[date, int]:
    """Return how many registrations were present on each day of an event, by its date; every day is there."""
    rows = session.execute(
        select(EventDay.date, func.count(Attendance.registration_id))
        .outerjoin(Attendance, Attendance.day_id == EventDay.id)
        .where(EventDay.event_id == event.id)
        .group_by(EventDay.date)
        .order_by(EventDay.date)
    )
    return {day: number for day, number in rows}
