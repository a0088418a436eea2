"""The door as an organiser watches it: who is present, when they came, by which door."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from eventreg.domain import attendance
from eventreg.models import (
    Action,
    Attendance,
    DayCount,
    DoorPass,
    Event,
    EventDay,
    Registration,
    RosterChange,
    Scan,
    Way,
)

LAST = 10  # arrivals that are shown by name


@dataclass(frozen=True)
class Presence:
    """How many are present on each day, by its id, and a number that is another one after each change at the door."""

    by_day: dict[int, int]
    change: int


@dataclass(frozen=True)
class Arrival:
    """Somebody who is present: since when, let in at which door (empty: by an organiser), and how."""

    registration_id: int
    at: datetime
    door: str
    way: Way

    @property
    def from_paper(self) -> bool:
        """Say whether it was entered from a list on paper, which tells the day and not the time."""
        return self.way is Way.PAPER


@dataclass(frozen=True)
class Named:
    """An arrival with the name of who came."""

    arrival: Arrival
    full_name: str


def read_presence(session: Session, event: Event) -> Presence:
    """Return how many are present on each day of an event, as the tables count it themselves."""
    change = select(func.max(RosterChange.change)).where(RosterChange.event_id == event.id).scalar_subquery()
    rows = session.execute(
        select(EventDay.id, func.coalesce(func.sum(DayCount.present), 0), change)
        .outerjoin(DayCount, DayCount.day_id == EventDay.id)
        .where(EventDay.event_id == event.id)
        .group_by(EventDay.id)
    ).all()
    return Presence({day_id: present for day_id, present, _ in rows}, rows[0][2] or 0 if rows else 0)


def list_arrivals(session: Session, event: Event, day: EventDay) -> list[Arrival]:
    """Return those who are present on a day in the order in which they came, each by the first scan that stands.

    It begins with those present and looks each one's scans up: never through all scans of an event.
    """
    undone = select(Scan.undoes).where(Scan.event_id == event.id, Scan.undoes.is_not(None))
    rows = session.execute(
        select(Scan.registration_id, Scan.at, DoorPass.name, Scan.way)
        .select_from(Attendance)
        .join(Scan, and_(Scan.registration_id == Attendance.registration_id, Scan.day_id == Attendance.day_id))
        .outerjoin(DoorPass, DoorPass.id == Scan.door_pass_id)
        .where(
            Attendance.day_id == day.id,
            Scan.action == Action.ADMIT,
            Scan.verdict.in_(attendance.ACCEPTED),
            Scan.uuid.not_in(undone),
        )
        .order_by(Scan.at, Scan.id)
    )
    first: dict[int, Arrival] = {}
    for registration_id, at, door, way in rows:
        first.setdefault(registration_id, Arrival(registration_id, at, door or "", way))
    return list(first.values())


def name_last(session: Session, event: Event, arrivals: list[Arrival]) -> list[Named]:
    """Return the last ones of those who came by name, the very last one first."""
    last = arrivals[: -LAST - 1 : -1]
    rows = session.execute(
        select(Registration.id, Registration.name, Registration.surname).where(
            Registration.event_id == event.id, Registration.id.in_([each.registration_id for each in last])
        )
    )
    names = {number: f"{name} {surname}" for number, name, surname in rows}
    return [Named(each, names[each.registration_id]) for each in last if each.registration_id in names]
