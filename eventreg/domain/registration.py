"""Signing up and giving the place back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from eventreg.domain import categories, notices, outbox, people, places, tickets
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
from eventreg.domain.folding import searched
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

SEVERAL_TRIES = 3  # a short code that is taken within the event happens once in millions


@dataclass(frozen=True)
class SignUp:
    """What somebody writes into the sign-up form; `submission` is the form's own random id.

    `category` is a key of the project's choices, or nothing; `consent` answers the question that
    a sensitive one asks: True, False, or None while it was not answered. `notice` is the id of the
    privacy notice that stood in the form.
    """

    submission: str
    name: str
    surname: str
    organisation: str
    country: str
    language: str
    email: str | None = None
    phone: str | None = None
    category: str | None = None
    consent: bool | None = None
    photo: bool = False
    notice: int | None = None


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
    if earlier := find_by_submission(session, submission):
        return categories.answer_anew(session, earlier, category, photo=sign_up.photo, now=now)
    try:
        with session.begin_nested():
            _take_place(session, event, now=now)
            registration = insert(session, event, sign_up, submission, identity_key=identity_key, now=now)
            _answer(session, registration, category, sign_up, now=now)
    except (IntegrityError, Refused):
        if earlier := find_by_submission(session, submission):
            return earlier  # the other of two clicks came in between, perhaps for the last place
        raise
    return registration


def _answer(
    session: Session, registration: Registration, category: Category | None, sign_up: SignUp, *, now: datetime
) -> None:
    categories.declare(session, registration, category, now=now)
    if sign_up.photo:
        categories.give_consent(session, registration, Purpose.PHOTO, now=now)
    outbox.write(session, registration, MailKind.CONFIRMATION, now=now)


def register_again(session: Session, event: Event, sign_up: SignUp, *, person_id: int, now: datetime) -> Registration:
    """Take a place for somebody whom a manage link proves to be known; nothing is stated as whom.

    `submission` is kept as it is, and makes two taps one registration.
    Raises EventFull, SignUpNotOpen, SignUpClosed, EventCancelled.
    """
    if earlier := find_by_submission(session, sign_up.submission):
        return earlier
    try:
        with session.begin_nested():
            _take_place(session, event, now=now)
            registration = _insert_for(session, event, sign_up, sign_up.submission, person_id=person_id, now=now)
            categories.declare(session, registration, None, now=now)
            outbox.write(session, registration, MailKind.CONFIRMATION, now=now)
    except (IntegrityError, Refused):
        if earlier := find_by_submission(session, sign_up.submission):
            return earlier
        raise
    return registration


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


def search_text(found: Registration, *, code: str | None = None) -> str:
    """Return what the organiser's search looks in, and sorts by: to be kept whenever one of these changes."""
    return searched(found.surname, found.name, found.organisation, found.email, found.phone, code or found.code)


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
    open_ = (
        Event.id == event.id,
        Event.status == EventStatus.PUBLISHED,
        or_(Event.opens_at.is_(None), Event.opens_at <= now),
        or_(Event.closes_at.is_(None), Event.closes_at > now),
        or_(Event.capacity.is_(None), Event.places_taken < Event.capacity),
    )
    late = event.last_day is not None and now >= end_of_day(event, event.last_day)
    taken = update(Event).where(*open_).values(places_taken=Event.places_taken + 1)
    if late or session.execute(taken, execution_options={"synchronize_session": False}).rowcount == 0:
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
    """Add a confirmed registration, whose place is taken already; raises IntegrityError if the form came before."""
    person_id = people.find_or_create(
        session,
        event.project_id,
        name=sign_up.name,
        surname=sign_up.surname,
        email=sign_up.email,
        identity_key=identity_key,
        now=now,
    )
    return _insert_for(session, event, sign_up, submission, person_id=person_id, now=now)


def _insert_for(
    session: Session, event: Event, sign_up: SignUp, submission: str, *, person_id: int, now: datetime
) -> Registration:
    notice = notices.shown(session, event.project_id, sign_up.notice)
    for attempt in range(SEVERAL_TRIES):
        registration = draw(event, sign_up, now=now)
        registration.person_id, registration.notice_id = person_id, notice.id
        registration.submission = submission
        try:
            with session.begin_nested():
                session.add(registration)
            return registration
        except IntegrityError:
            if attempt == SEVERAL_TRIES - 1 or find_by_submission(session, submission):
                raise
    raise AssertionError("unreachable")


def draw(event: Event, sign_up: SignUp, *, now: datetime) -> Registration:
    """Return a confirmed registration with identifiers drawn at random."""
    ticket = tickets.new_ticket()
    drawn = Registration(
        project_id=event.project_id,
        event_id=event.id,
        ticket=ticket,
        ticket_hash=tickets.ticket_hash(ticket),
        manage=tickets.new_manage(),
        code=tickets.new_code(),
        status=RegistrationStatus.CONFIRMED,
        name=sign_up.name,
        surname=sign_up.surname,
        organisation=sign_up.organisation,
        country=sign_up.country,
        email=sign_up.email,
        phone=sign_up.phone,
        language=sign_up.language,
        signed_up_at=now,
        changed_at=now,
    )
    drawn.folded = search_text(drawn)
    return drawn
