"""Who wants no invitations and messages of a project any more, known by a keyed hash of the address."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain.mail_links import NOT_ABOUT_A_PLACE
from eventreg.models import Event, OutgoingMail, Unsubscription


def digest(project_id: int, address: str, *, identity_key: bytes) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) of an address within a project."""
    message = f"unsubscription\0{project_id}\0{address.lower()}"
    return hmac.new(identity_key, message.encode(), hashlib.sha256).hexdigest()


def unsubscribe(session: Session, mail: OutgoingMail, event: Event, *, identity_key: bytes, now: datetime) -> None:
    """Send the reader of a mail no more invitations and messages of its project; what waits stays where it is.

    Once is enough: a second time changes nothing. Mails about one's own place still come.
    """
    found = digest(event.project_id, mail.recipient, identity_key=identity_key)
    try:
        with session.begin_nested():
            session.add(Unsubscription(project_id=event.project_id, digest=found, created_at=now))
    except IntegrityError:
        return
    of_project = select(Event.id).where(Event.project_id == event.project_id)
    session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.kind.in_(NOT_ABOUT_A_PLACE),
            OutgoingMail.event_id.in_(of_project),
            func.lower(OutgoingMail.recipient) == mail.recipient.lower(),
            OutgoingMail.sent_at.is_(None),
            OutgoingMail.withheld_at.is_(None),
        )
        .values(withheld_at=now)
        .execution_options(synchronize_session=False)
    )


def list_digests(session: Session, project_id: int) -> set[str]:
    """Return the hashes of all who want none any more."""
    return set(session.scalars(select(Unsubscription.digest).where(Unsubscription.project_id == project_id)))
