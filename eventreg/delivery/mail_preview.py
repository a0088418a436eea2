"""How a mail will read, before it is written: to an invented reader, in a language."""

from datetime import datetime

from eventreg.delivery import letters
from eventreg.delivery.letters import Letter
from eventreg.domain.mail_matter import Matter
from eventreg.models import Announcement, Event, MailKind, MailText, OutgoingMail, Registration

READER = {"name": "Anna", "ticket": "A" * 26, "manage": "…", "code": "A2B3C4D5"}


def write(
    event: Event,
    kind: MailKind,
    language: str,
    *,
    now: datetime,
    announcement: Announcement | None = None,
    own: MailText | None = None,
) -> Letter:
    """Return the letter as somebody called Anna would get it at `now`; of a sensitive event it tells nothing."""
    mail = OutgoingMail(id=0, kind=kind, recipient="anna@example.org", language=language, message_id="", created_at=now)
    registration = None if kind is MailKind.INVITATION else Registration(**READER)
    return letters.write(mail, Matter(event, registration, announcement, None if event.sensitive else own))
