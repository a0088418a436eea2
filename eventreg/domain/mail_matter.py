"""What a mail of the outbox tells of, read when it is written, and whether it is still true."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from eventreg.models import (
    Announcement,
    Event,
    EventStatus,
    MailKind,
    MailText,
    OutgoingMail,
    Registration,
    RegistrationStatus,
)

OF_A_PLACE = (MailKind.CONFIRMATION, MailKind.CHANGE, MailKind.EVENT_CHANGED)
ALL_OF_IT = (joinedload(Event.project), selectinload(Event.days), selectinload(Event.removed_days))


@dataclass(frozen=True)
class Matter:
    """What a mail is about; `own` are the project's words for it, `left` the event that somebody was moved from.

    A mail to an account has nothing of these.
    """

    event: Event | None = None
    registration: Registration | None = None
    announcement: Announcement | None = None
    own: MailText | None = None
    left: Event | None = None


def find(session: Session, mail: OutgoingMail) -> Matter:
    """Return all that a mail tells of; the event is the one where the registration is now."""
    registration = None
    if mail.registration_id is not None:
        registration = session.scalars(
            select(Registration)
            .where(Registration.id == mail.registration_id)
            .options(joinedload(Registration.event).options(*ALL_OF_IT))
        ).one()
    event = registration.event if registration else _find_event(session, mail.event_id)
    left = _find_event(session, int(mail.content["left"])) if mail.content and "left" in mail.content else None
    if left is event:  # whoever has moved back keeps the entry
        left = None
    own = _find_own_words(session, mail, event)
    return Matter(event, registration, _find_announcement(session, mail), own, left)


def is_still_true(mail: OutgoingMail, matter: Matter) -> bool:
    """Say whether a mail still has something to tell: a place that was given back is not confirmed any more."""
    if mail.kind is MailKind.ACCOUNT or matter.event is None:
        return mail.content is not None
    cancelled = matter.event.status is EventStatus.CANCELLED
    gone = matter.registration is not None and matter.registration.status is RegistrationStatus.CANCELLED
    if mail.kind in OF_A_PLACE:
        return not cancelled and not gone
    if mail.kind is MailKind.CANCELLATION:
        return gone
    if mail.kind is MailKind.EVENT_CANCELLED:
        return cancelled
    if mail.kind is MailKind.INVITATION:
        return matter.event.status is EventStatus.PUBLISHED
    return True


def _find_event(session: Session, event_id: int | None) -> Event | None:
    wanted = select(Event).where(Event.id == event_id)
    return session.scalar(wanted.options(*ALL_OF_IT))


def _find_announcement(session: Session, mail: OutgoingMail) -> Announcement | None:
    return session.get(Announcement, mail.announcement_id) if mail.announcement_id is not None else None


def _find_own_words(session: Session, mail: OutgoingMail, event: Event | None) -> MailText | None:
    """Return the project's words for this kind of mail; a sensitive event has none but ours (DESIGN.md 4)."""
    if event is None or event.sensitive:
        return None
    wanted = {"project_id": event.project_id, "kind": mail.kind, "language": mail.language}
    return session.scalar(select(MailText).filter_by(**wanted))
