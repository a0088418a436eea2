"""Places that an organiser takes and gives back by hand, each in one statement."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from eventreg.domain.errors import EventCancelled, Frozen, OnlyAllTheSame, Refused
from eventreg.models import Event, EventStatus

GONE = {EventStatus.CLOSED: Frozen, EventStatus.CANCELLED: EventCancelled}


def take(session: Session, event_id: int, *, all_the_same: bool, amending: bool = False) -> None:
    """Take a place, whatever the sign-up window; over the capacity only `all_the_same`, at a closed event `amending`.

    Raises OnlyAllTheSame, Frozen, EventCancelled.
    """
    gone = set(GONE) - ({EventStatus.CLOSED} if amending else set())
    open_ = [Event.id == event_id, Event.status.not_in(gone)]
    if not all_the_same:
        open_.append(or_(Event.capacity.is_(None), Event.places_taken < Event.capacity))
    taken = update(Event).where(*open_).values(places_taken=Event.places_taken + 1)
    if session.execute(taken, execution_options={"synchronize_session": False}).rowcount == 0:
        raise _reason(session, event_id)


def give_back(session: Session, event_id: int) -> None:
    """Give a place back. Raises Frozen, EventCancelled."""
    standing = update(Event).where(Event.id == event_id, Event.status.not_in(GONE))
    given = standing.values(places_taken=Event.places_taken - 1)
    if session.execute(given, execution_options={"synchronize_session": False}).rowcount == 0:
        raise _reason(session, event_id)


def hold(session: Session, *event_ids: int) -> None:
    """Let nobody else count places of these events meanwhile.

    Whoever changes a registration's place holds the event first and then the registration, events in the order of
    their ids: so nobody waits for somebody who waits for them.
    """
    held = select(Event.id).where(Event.id.in_(event_ids)).order_by(Event.id)
    session.execute(held.with_for_update(key_share=True)).all()


def refuse_frozen(session: Session, event: Event) -> None:
    """Let nothing change at a closed event, nor let it close meanwhile. Raises Frozen."""
    status = session.scalar(select(Event.status).where(Event.id == event.id).with_for_update(key_share=True))
    if status is EventStatus.CLOSED:
        raise Frozen


def _reason(session: Session, event_id: int) -> Refused:
    status = session.scalar(select(Event.status).where(Event.id == event_id))
    return GONE.get(status, OnlyAllTheSame)()  # type: ignore[arg-type]
