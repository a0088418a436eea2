"""Links that stand in a mail and work without logging in: signed with a key, so that nobody can make one up."""

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.models import OutgoingMail

LABEL = b"link of mail "


def token(mail_id: int, key: bytes) -> str:
    """Return what stands in a link of this mail: its number, and half of an HMAC-SHA-256 over it, hexadecimal."""
    return f"{mail_id}-{hmac.new(key, LABEL + str(mail_id).encode(), hashlib.sha256).hexdigest()[:32]}"


def find_mail(session: Session, given: str, key: bytes) -> OutgoingMail | None:
    """Return the mail that a link was in, or None if nobody but us could have signed it."""
    number = given.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if not hmac.compare_digest(token(int(number), key).encode(), given.encode()):
        return None
    return session.scalar(select(OutgoingMail).where(OutgoingMail.id == int(number)))
