"""Signing up and giving the place back."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from eventreg.domain import categories, outbox, people, places, sign_up_rows, tickets
from eventreg.domain.errors import (
    AlreadyCancelled,
    AlreadyThere,
    EventCancelled,
    EventFull,
    Meanwhile,
    Refused,
    SignUpClosed,
    SignUpNotOpen,
    TooLateToCancel,
)
from eventreg.domain.sign_up_rows import SEVERAL_TRIES, SignUp
from eventreg.domain.sign_up_rows import search_text as search_text
from eventreg.models import (
    Attendance,
    Category,
    Event,
    EventStatus,
    MailKind,
    Purpose,
    Registration,
    RegistrationStatus,
)

EVENT = Event.__table__.c
TAKE_PLACE = (
    update(Event.__table__)
    .where(
        EVENT.id == bindparam("event"),
        EVENT.status == EventStatus.PUBLISHED,
        or_(EVENT.opens_at.is_(None), EVENT.opens_at <= bindparam("now")),
        or_(EVENT.closes_at.is_(None), EVENT.closes_at > bindparam("now")),
        or_(EVENT.capacity.is_(None), EVENT.places_taken < EVENT.capacity),
    )
    .values(places_taken=EVENT.places_taken + 1)
)


def register(
    session: Session,
    event: Event,
    sign_up: SignUp,
    *,
    identity_key: bytes,
    now: datetime,
    choices: Sequence[Category] | None = None,
) -> Registration:
    """Take a place at a public event and write the confirmation into the outbox.

    The same form sent twice is one registration, whose last answers hold; in another form the same
    data are a new one. `choices` are the project's categories where they are read already.
    Raises EventFull, SignUpNotOpen, SignUpClosed, EventCancelled, UnknownCategory, ConsentNeeded.
    """
    submission = submission_key(event, sign_up)
    category = categories.choose(session, event.project_id, sign_up.category, consent=sign_up.consent, choices=choices)
    given = {"name": sign_up.name, "surname": sign_up.surname, "email": sign_up.email}
    person = people.find(session, event.project_id, **given, identity_key=identity_key)
    try:
        return _enter(session, event, sign_up, submission, person, category, now=now)
    except Meanwhile:
        if earlier := find_by_submission(session, submission):
            return categories.answer_anew(session, earlier, category, photo=sign_up.photo, now=now)
        raise


def register_again(session: Session, event: Event, sign_up: SignUp, *, person_id: int, now: datetime) -> Registration:
    """Take a place for somebody whom a manage link proves to be known; nothing is stated as whom.

    `submission` is kept as it is, and makes two taps one registration.
    Raises EventFull, SignUpNotOpen, SignUpClosed, EventCancelled.
    """
    if earlier := find_by_submission(session, sign_up.submission):
        return earlier
    try:
        return _enter(session, event, sign_up, sign_up.submission, people.Known(person_id), None, now=now)
    except Meanwhile:
        if earlier := find_by_submission(session, sign_up.submission):
            return earlier
        raise


def _enter(
    session: Session,
    event: Event,
    sign_up: SignUp,
    submission: str,
    person: people.Known,
    category: Category | None,
    *,
    now: datetime,
) -> Registration:
    """Write all that a sign-up is, or nothing of it. Raises Meanwhile if the same form came before, and refusals.

    The place is taken late, and whom others may wait for after it: all who sign up for one event wait for each
    other from then on (docs/decisions/0017).
    """
    session.flush()
    with session.connection().begin_nested():
        person_id = person.person_id or people.create(session, event.project_id, now=now)
        written = _insert_for(session, event, sign_up, submission, person_id=person_id, now=now)
        _answer(session, written, category, sign_up, now=now)
        _take_place(session, event, now=now)
        if person.person_id is None and person.digest:
            _claim(session, written, person.digest)
    return sign_up_rows.keep(session, written)


def _claim(session: Session, written: Registration, digest: str) -> None:
    owner = people.claim(session, written.project_id, written.person_id, digest)
    if owner != written.person_id:  # somebody signed the same person up at this moment
        session.execute(
            update(Registration.__table__).values(person_id=owner).where(sign_up_rows.COLUMNS.id == written.id)
        )
        people.remove(session, written.person_id)
        written.person_id = owner


def _answer(
    session: Session, written: Registration, category: Category | None, sign_up: SignUp, *, now: datetime
) -> None:
    categories.declare(session, written, category, now=now)
    if sign_up.photo:
        categories.give_consent(session, written, Purpose.PHOTO, now=now)
    outbox.confirm(session, written, now=now)


def cancel(session: Session, registration: Registration, *, now: datetime) -> None:
    """Give a place back while the event is not over, and say so by mail.

    Raises AlreadyCancelled, AlreadyThere, TooLateToCancel.
    """
    event = registration.event
    if event.last_day is not None and now >= end_of_day(event, event.last_day):
        raise TooLateToCancel
    give_back(session, registration, now=now)
    outbox.write(session, registration, MailKind.CANCELLATION, now=now)


def give_back(session: Session, registration: Registration, *, now: datetime, into: int | None = None) -> None:
    """Cancel a registration, whenever it is, without a mail; `into` is the one that stands for it from now on.

    Raises AlreadyCancelled, AlreadyThere, Meanwhile.
    """
    held = registration.event_id
    places.hold(session, held)
    session.refresh(registration, with_for_update=True)  # a scan, or a second tap, waits or was first
    if registration.event_id != held:
        raise Meanwhile
    before = registration.status  # only a confirmed place is a place to give back
    if before is RegistrationStatus.CANCELLED:
        raise AlreadyCancelled
    if session.scalar(select(exists().where(Attendance.registration_id == registration.id))):
        raise AlreadyThere
    gone = update(Registration).where(Registration.id == registration.id, Registration.status == before)
    session.execute(
        gone.values(status=RegistrationStatus.CANCELLED, cancelled_at=now, changed_at=now, merged_into_id=into)
    )
    if before is RegistrationStatus.CONFIRMED:
        taken = update(Event).where(Event.id == registration.event_id)
        session.execute(taken.values(places_taken=Event.places_taken - 1))
    session.refresh(registration)


def find_by_manage(session: Session, manage: str) -> Registration | None:
    """Return the registration that a manage link opens."""
    return _find(session, Registration.manage == manage)


def find_by_ticket(session: Session, ticket: str) -> Registration | None:
    """Return the registration that a ticket is for, in whatever case it was read."""
    return _find(session, Registration.ticket_hash == tickets.ticket_hash(ticket))


def find_by_submission(session: Session, submission: str) -> Registration | None:
    """Return the registration that a form made when it was sent before."""
    return _find(session, Registration.submission == submission)


def end_of_day(event: Event, day: object) -> datetime:
    """Return when a day of an event is over: 04:00 of the next morning in the project's zone, in UTC."""
    zone = ZoneInfo(event.project.time_zone)
    morning = datetime.combine(day, datetime.min.time(), zone)  # type: ignore[arg-type]
    return morning + timedelta(days=1, hours=4)


def _find(session: Session, key: object) -> Registration | None:
    return session.scalar(
        select(Registration)
        .join(Registration.event)
        .where(key)  # type: ignore[arg-type]
        .options(
            contains_eager(Registration.event).options(joinedload(Event.project), selectinload(Event.days)),
        )
    )


def submission_key(event: Event, sign_up: SignUp) -> str:
    """Return a hash of the form's id and of what was written: another person in the same form is another."""
    parts = [str(event.id), sign_up.submission, sign_up.name, sign_up.surname, sign_up.organisation]
    parts += [sign_up.country, sign_up.email or "", sign_up.phone or ""]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _take_place(session: Session, event: Event, *, now: datetime) -> None:
    """Take one place in one statement, or say why there is none."""
    late = event.last_day is not None and now >= end_of_day(event, event.last_day)
    if late or session.execute(TAKE_PLACE, {"event": event.id, "now": now}).rowcount == 0:
        raise refusal(session.get_one(Event, event.id, populate_existing=True), now=now) or EventFull()


def refusal(event: Event, *, now: datetime, draft_too: bool = False) -> Refused | None:
    """Return why nobody can sign up for an event now, or None if one can; `draft_too` takes a draft for public."""
    if event.status is EventStatus.CANCELLED:
        return EventCancelled()
    if event.status is not EventStatus.PUBLISHED and not (draft_too and event.status is EventStatus.DRAFT):
        return SignUpClosed()
    if event.last_day is not None and now >= end_of_day(event, event.last_day):
        return SignUpClosed()
    if event.opens_at is not None and now < event.opens_at:
        return SignUpNotOpen()
    if event.closes_at is not None and now >= event.closes_at:
        return SignUpClosed()
    if event.capacity is not None and event.places_taken >= event.capacity:
        return EventFull()
    return None


def insert(
    session: Session, event: Event, sign_up: SignUp, submission: str, *, identity_key: bytes, now: datetime
) -> Registration:
    """Add a confirmed registration, whose place is taken already; raises Meanwhile if the form came before."""
    person_id = people.find_or_create(
        session,
        event.project_id,
        name=sign_up.name,
        surname=sign_up.surname,
        email=sign_up.email,
        identity_key=identity_key,
        now=now,
    )
    written = _insert_for(session, event, sign_up, submission, person_id=person_id, now=now)
    return sign_up_rows.keep(session, written)


def _insert_for(
    session: Session, event: Event, sign_up: SignUp, submission: str, *, person_id: int, now: datetime
) -> Registration:
    for _ in range(SEVERAL_TRIES):
        if written := sign_up_rows.insert(session, event, sign_up, submission, person_id=person_id, now=now):
            return written
        if find_by_submission(session, submission):
            break
    raise Meanwhile
