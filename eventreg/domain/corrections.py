"""What an organiser does to registrations by hand: add, correct, send again, cancel, restore."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from eventreg.domain import audit, categories, identity, outbox, places, registration, versions
from eventreg.domain.errors import AlreadyCancelled, AlreadyThere, HasCome, NoAddress, NotCancelled, Refused
from eventreg.domain.registration import SignUp
from eventreg.models import Event, MailKind, Part, Registration, RegistrationStatus, User


@dataclass(frozen=True)
class Correction:
    """What a registration shall say."""

    name: str
    surname: str
    organisation: str
    country: str
    language: str
    part: Part
    email: str | None = None
    phone: str | None = None


def add(
    session: Session,
    event: Event,
    sign_up: SignUp,
    *,
    part: Part,
    all_the_same: bool,
    identity_key: bytes,
    by: User,
    now: datetime,
) -> Registration:
    """Sign somebody up by hand, before or after sign-up is open; nobody states a category for another.

    The same form sent twice is one registration. Raises OnlyAllTheSame, Frozen, EventCancelled.
    """
    submission = registration.submission_key(event, sign_up)
    try:
        with session.begin_nested():
            places.take(session, event.id, all_the_same=all_the_same)
            added = registration.insert(session, event, sign_up, submission, identity_key=identity_key, now=now)
            added.part, added.added_by_id = part, by.id
            categories.declare(session, added, None, now=now)
            outbox.write(session, added, MailKind.CONFIRMATION, now=now)
            _log(session, "add", added, by=by, now=now)
    except Refused:
        if earlier := registration.find_by_submission(session, submission):
            return earlier
        raise
    return added


def correct(
    session: Session,
    found: Registration,
    correction: Correction,
    *,
    seen: int | None = None,
    identity_key: bytes,
    by: User,
    now: datetime,
) -> bool:
    """Write what is right into a registration that was `seen` in this version; say whether anything was wrong.

    The participant is told. Raises Frozen, ChangedMeanwhile.
    """
    places.refuse_frozen(session, found.event)
    session.refresh(found, with_for_update=True)
    changed = [name for name, value in vars(correction).items() if getattr(found, name) != value]
    if not changed:
        return False
    versions.count_up(session, found, seen=seen)
    if {"name", "surname", "email"} & set(changed):
        names = (correction.name, correction.surname, correction.email)
        found.person_id = identity.recognise_anew(session, found, names, identity_key=identity_key, now=now)
    for name in changed:
        setattr(found, name, getattr(correction, name))
    found.folded, found.changed_at = registration.search_text(found), now
    if found.status is not RegistrationStatus.CANCELLED:
        outbox.write(session, found, MailKind.CHANGE, now=now)
    _log(session, "correct", found, by=by, now=now, fields=changed)
    return True


def resend(session: Session, found: Registration, *, by: User, now: datetime) -> None:
    """Send the ticket again. Raises AlreadyCancelled, NoAddress."""
    if found.status is RegistrationStatus.CANCELLED:
        raise AlreadyCancelled
    if outbox.write(session, found, MailKind.CONFIRMATION, now=now) is None:
        raise NoAddress
    _log(session, "resend", found, by=by, now=now)


def cancel(session: Session, found: Registration, *, by: User, now: datetime) -> None:
    """Cancel a registration and tell its participant, also when the event is over.

    Raises AlreadyCancelled, HasCome, Frozen.
    """
    places.refuse_frozen(session, found.event)
    try:
        registration.give_back(session, found, now=now)
    except AlreadyThere as there:
        raise HasCome from there
    outbox.write(session, found, MailKind.CANCELLATION, now=now)
    _log(session, "cancel", found, by=by, now=now)


def restore(session: Session, found: Registration, *, all_the_same: bool, by: User, now: datetime) -> None:
    """Give a cancelled registration a place again and send its ticket; a merged one is parted from the other by it.

    Raises NotCancelled, OnlyAllTheSame, Frozen, EventCancelled.
    """
    places.take(session, found.event_id, all_the_same=all_the_same)
    gone = update(Registration).where(Registration.id == found.id, Registration.status == RegistrationStatus.CANCELLED)
    back = gone.values(status=RegistrationStatus.CONFIRMED, cancelled_at=None, merged_into_id=None, changed_at=now)
    if session.execute(back, execution_options={"synchronize_session": False}).rowcount == 0:
        raise NotCancelled  # the view rolls the place back
    session.refresh(found)
    outbox.write(session, found, MailKind.CONFIRMATION, now=now)
    _log(session, "restore", found, by=by, now=now)


def _log(session: Session, action: str, found: Registration, *, by: User, now: datetime, **detail: object) -> None:
    about = {"project_id": found.project_id, "event": found.event_id}
    audit.log(session, action, "registration", found.id, by=by, now=now, **about, **detail)
