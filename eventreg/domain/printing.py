"""Who has a place, for paper: by surname, in parts that one file can hold."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from eventreg.models import Event, Registration, RegistrationStatus

IN_ORDER = (Registration.folded, Registration.id)  # which begins with the surname


@dataclass(frozen=True)
class Part:
    """A part of those who have a place: its number, how many they are, and the surnames that it goes from and to."""

    number: int
    people: int
    first: str
    last: str


class Person(NamedTuple):
    """What paper says of somebody with a place; `language` is the one that they read."""

    surname: str
    name: str
    organisation: str
    code: str
    ticket: str
    language: str


def list_parts(session: Session, event: Event, *, most: int, unreachable: bool = False) -> list[Part]:
    """Return the parts, of at most so many people each; `unreachable` leaves those without an e-mail address."""
    place = func.row_number().over(order_by=IN_ORDER)
    numbered = (
        select(Registration.surname, place.label("place"), func.count().over().label("people"))
        .where(*_wanted(event, unreachable=unreachable))
        .subquery()
    )
    ends = or_(numbered.c.place % most <= 1, numbered.c.place == numbered.c.people)
    surnames = {row.place: row for row in session.execute(select(numbered).where(ends))}
    people = max(surnames, default=0)
    return [
        Part(number, last - first + 1, surnames[first].surname, surnames[last].surname)
        for number, first in enumerate(range(1, people + 1, most), start=1)
        if (last := min(first + most - 1, people))
    ]


def list_people(session: Session, event: Event, *, part: int, most: int, unreachable: bool = False) -> list[Person]:
    """Return one part; the first is 1, and beyond the last there is nobody."""
    wanted = select(*(getattr(Registration, name) for name in Person._fields))
    found = wanted.where(*_wanted(event, unreachable=unreachable)).order_by(*IN_ORDER)
    return [Person(*row) for row in session.execute(found.limit(most).offset((part - 1) * most))]


def _wanted(event: Event, *, unreachable: bool) -> list[ColumnElement[bool]]:
    with_place = [Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED]
    return [*with_place, Registration.email.is_(None)] if unreachable else with_place
