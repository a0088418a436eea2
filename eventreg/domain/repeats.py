"""Several sign-ups of one person at one event: to keep, or to merge so that each ticket admits the one that stays."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from eventreg.domain import audit, guests, places, registration
from eventreg.domain.errors import AlreadyCancelled, AlreadyThere, HasCome
from eventreg.domain.guests import Row
from eventreg.models import Event, Registration, RegistrationStatus, User

STANDS = Registration.status != RegistrationStatus.CANCELLED


def list_of(session: Session, event: Event, found: Registration) -> list[Row]:
    """Return the standing sign-ups of the person whom a registration is of, at its event, the first one first."""
    same = guests.rows(event).where(Registration.person_id == found.person_id, STANDS)
    return [Row(*row) for row in session.execute(same.order_by(None).order_by(Registration.id))]


def list_merged(session: Session, rows: list[Row]) -> list[Registration]:
    """Return the sign-ups that were merged into some others."""
    into = [row.registration.id for row in rows]
    merged = select(Registration).where(Registration.merged_into_id.in_(into))
    return list(session.scalars(merged.order_by(Registration.id)))


def standing_for(session: Session, found: Registration) -> Registration:
    """Return the registration that a ticket admits: where two sign-ups were merged, the one that stayed."""
    return session.get_one(Registration, found.merged_into_id) if found.merged_into_id else found


def keep(session: Session, event: Event, found: Registration, *, by: User, now: datetime) -> None:
    """Say that all sign-ups of a person at an event stay: it is no mistake that they are several."""
    same = update(Registration).where(
        Registration.event_id == event.id, Registration.person_id == found.person_id, STANDS
    )
    session.execute(same.values(repeat_kept=True), execution_options={"synchronize_session": False})
    audit.log(
        session, "keep_repeats", "registration", found.id, by=by, now=now, project_id=event.project_id, event=event.id
    )


def merge(session: Session, event: Event, stays: Registration, *, by: User, now: datetime) -> int:
    """Cancel the other sign-ups of a person in favour of the one that stays, without a mail; return how many.

    From then on their tickets admit the one that stays. `corrections.restore` takes it back, one by one.
    Raises HasCome where another of them was let in, AlreadyCancelled, Frozen.
    """
    places.refuse_frozen(session, event)
    same = select(Registration).where(
        Registration.event_id == event.id,
        or_(Registration.id == stays.id, Registration.person_id == stays.person_id),
    )
    locked = same.order_by(Registration.id).with_for_update(key_share=True)
    each = list(session.scalars(locked, execution_options={"populate_existing": True}))
    if stays.status is RegistrationStatus.CANCELLED:
        raise AlreadyCancelled
    others = [one for one in each if one.id != stays.id and one.status is not RegistrationStatus.CANCELLED]
    try:
        for other in others:  # a person has few
            registration.give_back(session, other, now=now, into=stays.id)
    except AlreadyThere as there:
        raise HasCome from there
    gone = [other.id for other in others]
    followers = update(Registration).where(Registration.merged_into_id.in_(gone))
    session.execute(
        followers.values(merged_into_id=stays.id, changed_at=now), execution_options={"synchronize_session": False}
    )
    about = {"project_id": event.project_id, "event": event.id, "merged": gone}
    audit.log(session, "merge", "registration", stays.id, by=by, now=now, **about)
    return len(gone)
