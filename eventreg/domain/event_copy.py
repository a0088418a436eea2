"""A copy of an event: a new draft with the same words, its days moved."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from eventreg.domain import audit, event_people, events
from eventreg.domain.events import Day, EventDraft
from eventreg.models import Event, User

ANEW = ("number", "days", "conclusions", "first_day", "last_day", "period_reason", "opens_at", "closes_at")
"""What a copy does not take over as it is."""


def copy(
    session: Session,
    event: Event,
    *,
    number: int,
    first_day: date | None,
    period_reason: str = "",
    people: bool = False,
    by: User | None,
    now: datetime,
) -> Event:
    """Make a draft like `event`, all its days moved so that it begins on `first_day`; without one, without days.

    The times of sign-up move with the days. With its `people` the copy is public at once, since they are told of it.
    Raises NumberTaken, OutsidePeriod; with people also NoDays, EventFull.
    """
    draft = _draft(event, number=number, first_day=first_day, period_reason=period_reason)
    made = events.create(session, event.project, draft, by=by, now=now)
    audit.log(session, "copy", "event", made.id, by=by, now=now, project_id=made.project_id, of=event.id)
    if people:
        events.publish(session, made, by=by, now=now)
        event_people.take_along(session, event, made, by=by, now=now)
    return made


def _draft(event: Event, *, number: int, first_day: date | None, period_reason: str) -> EventDraft:
    same = {name: getattr(event, name) for name in EventDraft.__dataclass_fields__ if name not in ANEW}
    moved = first_day is not None and event.first_day is not None
    by_days = first_day - event.first_day if moved else timedelta()  # type: ignore[operator]
    days = tuple(Day(day.date + by_days, day.starts_at, day.ends_at) for day in event.days) if moved else ()
    return EventDraft(
        **same,
        number=number,
        days=days or ((Day(first_day),) if first_day else ()),
        period_reason=period_reason,
        opens_at=_move(event, event.opens_at, by_days) if moved else None,
        closes_at=_move(event, event.closes_at, by_days) if moved else None,
    )


def _move(event: Event, moment: datetime | None, by_days: timedelta) -> datetime | None:
    """Move a moment by whole days of the project's zone: nine o'clock stays nine o'clock, in summer too."""
    return moment and moment.astimezone(ZoneInfo(event.project.time_zone)) + by_days
