"""The days of an event, and those that it lost: each keeps the number by which calendars know it (decision 0009)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from eventreg.models import Event, EventDay, EventStatus, RemovedDay


@dataclass(frozen=True)
class Day:
    """One day of an event, in the project's time zone."""

    date: date
    starts_at: time | None = None
    ends_at: time | None = None


def arrange(event: Event, days: Iterable[Day], *, now: datetime) -> None:
    """Give an event these days.

    A day whose date goes while another comes has moved and keeps its number. One that only goes is kept as removed
    once the public may know of it, so that calendars hear that it does not take place; it comes back as itself.
    """
    wanted = {day.date: day for day in days}
    known = {day.date: day for day in event.days}
    gone = [known[when] for when in sorted(known) if when not in wanted]
    for when in sorted(wanted):
        if when in known:
            _set(known[when], wanted[when])
        elif not _bring_back(event, wanted[when]):
            _move_or_add(event, gone, wanted[when])
    for day in gone:
        _remove(event, day, now=now)


def _set(day: EventDay, wanted: Day) -> None:
    day.date, day.starts_at, day.ends_at = wanted.date, wanted.starts_at, wanted.ends_at


def _bring_back(event: Event, wanted: Day) -> bool:
    former = next((day for day in event.removed_days if day.date == wanted.date), None)
    if former is None:
        return False
    event.removed_days.remove(former)
    event.days.append(EventDay(number=former.number, **vars(wanted)))
    return True


def _move_or_add(event: Event, gone: list[EventDay], wanted: Day) -> None:
    if gone:
        _set(gone.pop(0), wanted)
        return
    highest = max((day.number for day in (*event.days, *event.removed_days)), default=0)
    event.days.append(EventDay(number=highest + 1, **vars(wanted)))


def _remove(event: Event, day: EventDay, *, now: datetime) -> None:
    event.days.remove(day)
    if event.status is not EventStatus.DRAFT and event.status is not None:
        was = {"date": day.date, "starts_at": day.starts_at, "ends_at": day.ends_at}
        event.removed_days.append(RemovedDay(number=day.number, **was, removed_at=now))
