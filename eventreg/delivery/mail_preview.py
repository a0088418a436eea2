"""How a mail will read, before it is written: to an invented reader, in a language."""

import re
from datetime import datetime

from flask_babel import force_locale, gettext

from eventreg.delivery import emblem, letters, qr
from eventreg.delivery.letters import Letter
from eventreg.domain.mail_matter import Matter
from eventreg.models import Announcement, Event, MailKind, MailText, OutgoingMail, Registration

PICTURE = re.compile(r'<img src="cid:([a-z]+)"[^>]*>')
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
    letter = letters.write(mail, Matter(event, registration, announcement, None if event.sensitive else own))
    with force_locale(language):
        letter.html = PICTURE.sub(_drawn, letter.html)
    return letter


def _drawn(picture: re.Match[str]) -> str:
    """Return what a page shows in its place: a picture of a mail comes with it, and a page has none."""
    if picture[1] == emblem.ID:
        return emblem.svg()
    code = qr.svg(READER["ticket"], label=gettext("QR code of your ticket"))
    return str(code).replace("<svg ", '<svg width="246" height="246" ', 1)
