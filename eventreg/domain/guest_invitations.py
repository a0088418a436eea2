"""Inviting people to an event by mail: who of a list is left to be invited, and the mails to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import audit, unsubscription
from eventreg.domain.announcements import Sending, message_id
from eventreg.domain.mail_errors import NobodyToWriteTo, NotInvitable, SentAlready
from eventreg.models import Event, EventStatus, MailKind, OutgoingMail, Registration, RegistrationStatus, User


@dataclass(frozen=True)
class Guest:
    """Somebody to be invited; the name may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Guests:
    """A list of people, sorted out: who will be invited, and why others will not."""

    invited: tuple[Guest, ...] = ()
    twice: tuple[str, ...] = ()  # in the list
    signed_up: tuple[str, ...] = ()
    before: tuple[str, ...] = ()  # invited to this event
    unsubscribed: tuple[str, ...] = ()


def sort_out(session: Session, event: Event, given: Iterable[Guest], *, identity_key: bytes) -> Guests:
    """Return who of a list is to be invited; the number of statements does not depend on its length."""
    given = list(given)
    addresses = {guest.address.lower() for guest in given}
    found = func.lower(Registration.email)
    standing = Registration.status != RegistrationStatus.CANCELLED
    signed_up = set(
        session.scalars(select(found).where(Registration.event_id == event.id, standing, found.in_(addresses)))
    )
    sent = func.lower(OutgoingMail.recipient)
    about = (OutgoingMail.event_id == event.id, OutgoingMail.kind == MailKind.INVITATION, sent.in_(addresses))
    before = set(session.scalars(select(sent).where(*about, OutgoingMail.withheld_at.is_(None))))
    gone = unsubscription.list_digests(session, event.project_id)
    sorted_out: dict[str, list] = {name: [] for name in Guests.__dataclass_fields__}
    seen: set[str] = set()
    for guest in given:
        address = guest.address.lower()
        if address in seen:
            sorted_out["twice"].append(guest.address)
            continue
        seen.add(address)
        hashed = unsubscription.digest(event.project_id, address, identity_key=identity_key)
        reasons = {"signed_up": address in signed_up, "before": address in before, "unsubscribed": hashed in gone}
        why = next((reason for reason, applies in reasons.items() if applies), None)
        sorted_out[why or "invited"].append(guest.address if why else guest)
    return Guests(**{name: tuple(found) for name, found in sorted_out.items()})


def invite(
    session: Session, event: Event, given: Iterable[Guest], sending: Sending, *, language: str, by: User, now: datetime
) -> int:
    """Put an invitation to each of a list who is not signed up into the outbox, and return how many they are.

    The same form sent twice invites once. Raises NobodyToWriteTo, NotInvitable, SentAlready.
    """
    given, submission = list(given), sending.submission
    if event.status is not EventStatus.PUBLISHED:
        raise NotInvitable
    identities = [message_id(event.id, submission, guest.address) for guest in given]
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.message_id.in_(identities)).limit(1)):
        raise SentAlready
    invited = sort_out(session, event, given, identity_key=sending.identity_key).invited
    if not invited:
        raise NobodyToWriteTo
    same = {"kind": MailKind.INVITATION, "event_id": event.id, "language": language, "created_at": now, "due_at": now}
    try:
        with session.begin_nested():
            session.execute(insert(OutgoingMail), [{**same, **_mail(event, guest, submission)} for guest in invited])
    except IntegrityError as error:  # the other of two clicks
        raise SentAlready from error
    audit.log(session, "invite", "event", event.id, by=by, now=now, project_id=event.project_id, mails=len(invited))
    return len(invited)


def _mail(event: Event, guest: Guest, submission: str) -> dict[str, object]:
    return {
        "recipient": guest.address,
        "message_id": message_id(event.id, submission, guest.address),
        "content": {"name": guest.name} if guest.name else None,  # until it is sent
    }
