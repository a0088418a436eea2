"""The next event, with one tap: what else somebody can sign up for by the manage link, and where they did."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from eventreg.domain import registration as sign_up
from eventreg.domain.registration import SignUp
from eventreg.models import Event, EventStatus, Kind, Registration, RegistrationStatus

MOST = 50


@dataclass(frozen=True)
class NextEvent:
    """A coming event of the same project; `taken` is the place that this manage link led to."""

    event: Event
    taken: Registration | None


def list_next(session: Session, registration: Registration, *, today: date) -> list[NextEvent]:
    """Return the coming public events of the project besides one's own.

    It knows only of places that were taken by one tap, from this registration on or before it: whoever
    signs up with the name and address of another must not learn where that other takes part (DESIGN.md 4).
    """
    joined = {each.event_id: each for each in list_tied(session, registration) if _stands(each)}
    coming = session.scalars(
        select(Event)
        .where(
            Event.project_id == registration.project_id,
            Event.id != registration.event_id,
            Event.kind == Kind.EVENT,
            Event.status == EventStatus.PUBLISHED,
            Event.by_invitation.is_(False),
            Event.last_day >= today,
        )
        .options(joinedload(Event.project), selectinload(Event.days))
        .order_by(Event.first_day, Event.id)
        .limit(MOST)
    )
    return [NextEvent(event, joined.get(event.id)) for event in coming]


def join(
    session: Session, registration: Registration, event: Event, *, notice: int, language: str, now: datetime
) -> Registration:
    """Take a place at another event of the project with the same data; two taps are one registration.

    As whom one takes part is not copied. Raises EventFull, SignUpNotOpen, SignUpClosed, EventCancelled.
    """
    earlier = [each for each in list_tied(session, registration) if each.event_id == event.id]
    if standing := next((each for each in earlier if _stands(each)), None):
        return standing
    given = SignUp(
        submission=_key(registration, event.id, len(earlier)),
        name=registration.name,
        surname=registration.surname,
        organisation=registration.organisation,
        country=registration.country,
        language=language,
        email=registration.email,
        phone=registration.phone,
        notice=notice,
    )
    return sign_up.register_again(session, event, given, person_id=registration.person_id, now=now)


def list_tied(session: Session, registration: Registration) -> list[Registration]:
    """Return the other registrations of the same person that are tied to this one by taps, by their ids."""
    of_person = Registration.project_id == registration.project_id, Registration.person_id == registration.person_id
    known = list(session.scalars(select(Registration).where(*of_person).order_by(Registration.id)))
    tied, waiting = {registration.id: registration}, [registration]
    while waiting:
        one = waiting.pop()
        for other in known:
            if other.id not in tied and (_led_to(one, other, known) or _led_to(other, one, known)):
                tied[other.id] = other
                waiting.append(other)
    return [each for number, each in sorted(tied.items()) if number != registration.id]


def find_next(session: Session, registration: Registration, event_id: int, *, today: date) -> Event | None:
    """Return an event that `list_next` offers."""
    return next((n.event for n in list_next(session, registration, today=today) if n.event.id == event_id), None)


def _led_to(one: Registration, other: Registration, known: list[Registration]) -> bool:
    return any(other.submission == _key(one, other.event_id, n) for n in range(len(known)))


def _key(registration: Registration, event_id: int, times: int) -> str:
    """Return what ties a registration to the one it was made from; only who has the manage link can make it."""
    return hashlib.sha256(f"next\0{registration.manage}\0{event_id}\0{times}".encode()).hexdigest()


def _stands(registration: Registration) -> bool:
    return registration.status is not RegistrationStatus.CANCELLED
