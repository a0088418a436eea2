"""Who has signed up for an event: the organiser's list. It never holds a category (DESIGN.md 3.9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, DateTime, Select, String, and_, exists, func, not_, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from eventreg.domain import attendance, audit
from eventreg.domain.attendance import Standing
from eventreg.domain.folding import fold
from eventreg.models import (
    Attendance,
    Event,
    EventDay,
    OutgoingMail,
    Part,
    Registration,
    RegistrationStatus,
    User,
)

PAGE = 100  # rows of the list on one page
BATCH = 500  # rows that an export holds in memory


class Sort(StrEnum):
    """In which order the list stands."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    ORGANISATION = "organisation"


ORDER = {
    Sort.NEWEST: (Registration.signed_up_at.desc(), Registration.id.desc()),
    Sort.OLDEST: (Registration.signed_up_at, Registration.id),
    Sort.NAME: (Registration.folded, Registration.id),  # which begins with the surname
    Sort.ORGANISATION: (func.lower(Registration.organisation), Registration.folded, Registration.id),
}


@dataclass(frozen=True)
class Wanted:
    """What part of the list is wanted, and in which order; what is None or empty does not matter.

    `text` is searched for word by word, whatever its case and accents. `repeats` leaves those who
    are there twice, the sign-ups of one person beside each other.
    """

    text: str = ""
    status: RegistrationStatus | None = None
    came: bool | None = None
    part: Part | None = None
    repeats: bool = False
    standing: bool = False  # whatever is not cancelled
    sort: Sort = Sort.NEWEST


EVERYBODY = Wanted()


@dataclass(frozen=True)
class Row:
    """One line of the organiser's list; never holds a category."""

    registration: Registration
    present_days: int
    repeats: bool  # the same person has another standing registration at this event, and nobody said that both stay


class Line(NamedTuple):
    """What a file says of one registration, as the database keeps it; moments are UTC, with or without saying so."""

    surname: str
    name: str
    organisation: str
    country: str
    email: str | None
    phone: str | None
    part: str
    status: str
    present_days: int
    language: str
    code: str
    repeats: bool
    signed_up_at: datetime
    cancelled_at: datetime | None


def list_page(session: Session, event: Event, wanted: Wanted, *, page: int = 1) -> list[Row]:
    """Return one page of those who have signed up for an event; the first page is 1."""
    found = session.execute(rows(event, wanted).limit(PAGE).offset((page - 1) * PAGE))
    return [Row(*row) for row in found]


def find(session: Session, event: Event, registration_id: int) -> Row | None:
    """Return one registration of an event."""
    row = session.execute(rows(event).where(Registration.id == registration_id)).one_or_none()
    return Row(*row) if row else None


def list_mails(session: Session, registration: Registration) -> list[OutgoingMail]:
    """Return the mails about a registration, the first one first."""
    about = select(OutgoingMail).where(OutgoingMail.registration_id == registration.id)
    return list(session.scalars(about.order_by(OutgoingMail.created_at, OutgoingMail.id)))


def list_days(session: Session, event: Event, registration: Registration) -> list[tuple[EventDay, Standing]]:
    """Return the days on which somebody was there, each with the scan that came first."""
    standing = attendance.read_standing(session, event, [registration.id])
    return [(day, found[0]) for day in event.days if (found := standing.get((registration.id, day.id)))]


def find_adder(session: Session, registration: Registration) -> User | None:
    """Return who added a registration by hand."""
    return session.get(User, registration.added_by_id) if registration.added_by_id else None


def stream(session: Session, event: Event, wanted: Wanted) -> Iterator[Row]:
    """Go through all those who have signed up for an event and are wanted; few are in memory at once."""
    found = session.execute(rows(event, wanted), execution_options={"yield_per": BATCH})
    for batch in found.partitions():
        yield from (Row(*row) for row in batch)
        for row in batch:
            session.expunge(row[0])


def stream_lines(session: Session, event: Event, wanted: Wanted) -> Iterator[Line]:
    """Go through the same rows as plain values, several times as fast; few are in memory at once."""
    found = session.connection().execute(_lines(event, wanted), execution_options={"yield_per": BATCH})
    for batch in found.partitions():
        yield from batch  # type: ignore[misc]  # rows have the names of Line


def log_export(session: Session, event: Event, kind: str, number: int, *, by: User, now: datetime) -> None:
    """Note that somebody took so many registrations out as a file of this kind."""
    about = {"project_id": event.project_id, "format": kind, "registrations": number}
    audit.log(session, "export", "event", event.id, by=by, now=now, **about)


def count(session: Session, event: Event, wanted: Wanted) -> int:
    """Return how many registrations of an event are wanted."""
    return session.scalar(select(func.count()).select_from(Registration).where(*_where(event, wanted))) or 0


def count_those_who_came(session: Session, event: Event) -> int:
    """Return how many registrations were present on one day or more."""
    came = select(func.count(Attendance.registration_id.distinct())).where(Attendance.event_id == event.id)
    return session.scalar(came) or 0


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


def repeats() -> ColumnElement[bool]:
    """Return the condition that a registration's person has another one at the event, not both kept knowingly."""
    other = aliased(Registration)
    twice = exists().where(
        other.person_id == Registration.person_id,
        other.event_id == Registration.event_id,
        other.id != Registration.id,
        other.status != RegistrationStatus.CANCELLED,
        not_(and_(other.repeat_kept, Registration.repeat_kept)),
    )
    return and_(Registration.status != RegistrationStatus.CANCELLED, twice)


def rows(event: Event, wanted: Wanted = EVERYBODY) -> Select[tuple[Registration, int, bool]]:
    """Return the statement that reads the columns of Row."""
    days = (
        select(func.count())
        .where(Attendance.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )
    order = (Registration.person_id, Registration.id) if wanted.repeats else ORDER[wanted.sort]
    return select(Registration, days, repeats()).where(*_where(event, wanted)).order_by(*order)


def _lines(event: Event, wanted: Wanted) -> Select[tuple[object, ...]]:
    """Return the statement that reads the columns of Line, without making objects of words and moments."""
    days, twice = rows(event).selected_columns[-2:]
    plain = {String: ("part", "status"), DateTime: ("signed_up_at", "cancelled_at")}
    coerced = {name: type_coerce(getattr(Registration, name), kind) for kind, names in plain.items() for name in names}
    computed = {"present_days": days, "repeats": twice}
    columns = (coerced.get(name, computed.get(name, getattr(Registration, name, None))) for name in Line._fields)
    return rows(event, wanted).with_only_columns(*columns)


def _where(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Registration.event_id == event.id, *map(_holds, fold(wanted.text).split())]
    if wanted.status is not None:
        conditions.append(Registration.status == wanted.status)
    if wanted.standing:
        conditions.append(Registration.status != RegistrationStatus.CANCELLED)
    if wanted.part is not None:
        conditions.append(Registration.part == wanted.part)
    if wanted.came is not None:
        there = exists().where(Attendance.registration_id == Registration.id)
        conditions.append(there if wanted.came else not_(there))
    if wanted.repeats:
        conditions.append(repeats())
    return conditions


def _holds(word: str) -> ColumnElement[bool]:
    """Return the condition that a word occurs; a code may be typed as people read it, in two groups."""
    spellings = {word, word.replace("-", "") or word}
    return or_(*(Registration.folded.contains(each, autoescape=True) for each in sorted(spellings)))
