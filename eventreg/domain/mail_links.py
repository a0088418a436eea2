"""Links that stand in a mail and work without logging in: signed with a key, so that nobody can make one up."""

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from eventreg.models import Event, MailKind, OutgoingMail

LABEL = b"link of mail "
NOT_ABOUT_A_PLACE = (MailKind.INVITATION, MailKind.ANNOUNCEMENT)


def token(mail_id: int, key: bytes) -> str:
    """Return what stands in a link of this mail: its number, and half of an HMAC-SHA-256 over it, hexadecimal."""
    return f"{mail_id}-{hmac.new(key, LABEL + str(mail_id).encode(), hashlib.sha256).hexdigest()[:32]}"


def find(session: Session, given: str, key: bytes) -> tuple[OutgoingMail, Event] | None:
    """Return the invitation or message that a link was in, and its event; None for what we have not signed."""
    number = given.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if not hmac.compare_digest(token(int(number), key).encode(), given.encode()):
        return None
    row = session.execute(
        select(OutgoingMail, Event)
        .join(Event, Event.id == OutgoingMail.event_id)
        .where(OutgoingMail.id == int(number), OutgoingMail.kind.in_(NOT_ABOUT_A_PLACE))
        .options(joinedload(Event.project))
    ).one_or_none()
    return row and (row[0], row[1])
