"""Taking the people of an event along to its copy: those who have a place get one there, once each."""

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventreg.domain import audit, notices, outbox, sign_up_rows
from eventreg.domain.errors import EventFull
from eventreg.domain.sign_up_rows import SignUp
from eventreg.models import CategoryAnswer, Event, MailKind, Registration, RegistrationStatus, User


def take_along(session: Session, event: Event, copy: Event, *, by: User | None, now: datetime) -> int:
    """Sign everybody up for `copy` who has a place at `event`, and confirm it by mail; return how many.

    A person with two places gets one. As whom they take part, and consents, are not copied: each person says
    so anew. The number of statements does not depend on the number of people, but for batches of a thousand.
    Raises EventFull where the copy has fewer places.
    """
    people = {found.person_id: found for found in session.scalars(_with_a_place(event))}
    _take_places(session, copy, len(people))
    _sign_up(session, copy, list(people.values()), now=now)
    outbox.write_to_all(session, copy, MailKind.CONFIRMATION, now=now)
    detail = {"of": event.id, "people": len(people)}
    audit.log(session, "take_along", "event", copy.id, by=by, now=now, project_id=copy.project_id, **detail)
    return len(people)


def _sign_up(session: Session, copy: Event, people: list[Registration], *, now: datetime) -> None:
    notice = notices.current(session, copy.project_id)
    made = [_for_copy(copy, found, now=now) for found in people]
    for drawn in made:
        drawn.notice_id = notice.id
    session.add_all(made)
    session.flush()
    session.add_all(
        CategoryAnswer(registration_id=drawn.id, project_id=copy.project_id, sensitive=False, declared_at=now)
        for drawn in made
    )
    session.flush()


def _with_a_place(event: Event) -> object:
    standing = (Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED)
    return select(Registration).where(*standing).order_by(Registration.id.desc())


def _for_copy(copy: Event, found: Registration, *, now: datetime) -> Registration:
    """Return the same person's registration at the copy; the same one twice is refused by its submission."""
    submission = hashlib.sha256(f"copy\0{found.manage}\0{copy.id}".encode()).hexdigest()
    same = ("name", "surname", "organisation", "country", "language", "email", "phone")
    drawn = sign_up_rows.draw(
        copy, SignUp(submission=submission, **{name: getattr(found, name) for name in same}), now=now
    )
    drawn.submission, drawn.person_id, drawn.part = submission, found.person_id, found.part
    return drawn


def _take_places(session: Session, copy: Event, number: int) -> None:
    room = update(Event).where(
        Event.id == copy.id, (Event.capacity.is_(None)) | (Event.places_taken + number <= Event.capacity)
    )
    values = room.values(places_taken=Event.places_taken + number)
    if session.execute(values, execution_options={"synchronize_session": False}).rowcount == 0:
        raise EventFull
    session.refresh(copy, ["places_taken"])
