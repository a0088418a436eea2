"""What the door is told of each scan (DESIGN.md 5 and 6)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from eventreg.domain.attendance import Standing
from eventreg.domain.desk import Kept, Place
from eventreg.domain.posts import Post, PostDay
from eventreg.models import Event, PassKind, Verdict

NO_PHOTO, OVER_CAPACITY = "no_photo", "over_capacity"


@dataclass(frozen=True)
class Answer:
    """What the door is told of one scan; `error` says why a scan could not be read, and then all else is empty.

    `name` is empty where this pass may not learn it. `days` are the dates of the event that the
    registration is for; `first` is the standing scan that came first that day. `review` says that an organiser decides.
    """

    id: str | None
    verdict: Verdict | None = None
    name: str | None = None
    organisation: str | None = None
    marks: tuple[str, ...] = ()
    day: date | None = None
    day_number: int | None = None
    days: tuple[date, ...] = ()
    first: Standing | None = None
    cancelled_at: datetime | None = None
    event_name: dict[str, str] | None = None
    standing: tuple[str, ...] = ()
    review: bool = False
    error: str | None = None


def of_place(
    post: Post, kept: Kept, place: Place, day: PostDay | None, standing: list[Standing], *, named: bool, over: bool
) -> Answer:
    """Return the answer to a scan with all that this post may learn of a place at its event.

    A name is told in answer to a ticket, else to a desk only; nothing at all to a pass that has ended.
    """
    if post.ended:
        return Answer(kept.uuid, kept.verdict, review=kept.review)
    dates = tuple(each.date for each in post.days)
    seen = named or (post.kind is PassKind.DESK and not post.sensitive)
    return Answer(
        id=kept.uuid,
        verdict=kept.verdict,
        name=place.full_name if seen else None,
        organisation=place.organisation if seen else None,
        marks=(() if place.photo else (NO_PHOTO,)) + ((OVER_CAPACITY,) if over else ()),
        day=day.date if day else None,
        day_number=dates.index(day.date) + 1 if day else None,
        days=dates,
        first=min(standing, key=lambda s: s.at) if standing else None,
        cancelled_at=place.cancelled_at,
        standing=tuple(s.uuid for s in standing),
        review=kept.review,
    )


def find_others(session: Session, elsewhere: dict[str, int]) -> dict[str, Event]:
    """Return the events that scanned tickets of other events are for, by scan; `elsewhere` holds their ids."""
    if not elsewhere:
        return {}
    found = select(Event).where(Event.id.in_(set(elsewhere.values()))).options(selectinload(Event.days))
    events = {event.id: event for event in session.scalars(found)}
    return {scan: events[event_id] for scan, event_id in elsewhere.items() if event_id in events}


def name_other(answer: Answer, others: dict[str, Event]) -> Answer:
    """Say which event a ticket is for, unless that one is sensitive."""
    event = others.get(answer.id or "")
    if event is None or answer.error:
        return answer
    dates = tuple(day.date for day in event.days)
    return replace(answer, days=dates, event_name=None if event.sensitive else event.name)
