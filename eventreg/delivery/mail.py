"""Mails: written from templates in the reader's language, handed to a mail server or kept as files."""

import os
import smtplib
import ssl
from email import policy
from email.message import Message as MimeMessage
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from flask_mail import Connection, Message

from eventreg import faults, language
from eventreg.config import Settings
from eventreg.delivery import qr
from eventreg.domain.tickets import show_code
from eventreg.models import MailKind, OutgoingMail, Registration

QR_ID = "ticket"
PATIENCE = 30  # seconds


class Letter(Message):
    """A mail whose pictures belong to its text."""

    def _message(self) -> MimeMessage:
        message = super()._message()
        # The subject is encoded as a whole already; folding it anew would lose spaces between its words.
        message.policy = policy.SMTP.clone(refold_source="none")
        if self.attachments:
            message.set_type("multipart/related")
        return message


class Line(Connection):
    """A connection to the mail server that waits for half a minute at most, and knows whom it speaks to."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect; with MAIL_USE_TLS or MAIL_USE_SSL the server has to prove its name."""
        mail, context = self.mail, ssl.create_default_context()
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(mail.server, mail.port, timeout=PATIENCE, context=context)
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=PATIENCE)
        if mail.use_tls:
            host.starttls(context=context)
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host


def reason(error: Exception) -> str:
    """Return why a mail was not handed over, for the outbox: what a mail server said, else only the kind of fault."""
    said = isinstance(error, smtplib.SMTPException | OSError)
    return f"{type(error).__name__}: {error}" if said else faults.name(error)


def ticket_url(settings: Settings, registration: Registration) -> str:
    """Return what the QR code says: the ticket's address in upper case, which makes a smaller code."""
    return f"{settings.public_url}/T/{registration.ticket}".upper()


def manage_url(settings: Settings, registration: Registration) -> str:
    """Return the address by which a participant sees and changes the registration."""
    return f"{settings.public_url}/m/{registration.manage}"


def write(mail: OutgoingMail, registration: Registration) -> Letter:
    """Return the letter for a mail of the outbox, in its reader's language.

    About a sensitive event it names the programme and the contract, and nothing that tells more (DESIGN.md 4).
    """
    settings: Settings = current_app.config["SETTINGS"]
    with force_locale(mail.language):
        facts = _facts(settings, mail, registration)
        letter = Letter(
            subject=_subject(mail, registration),
            recipients=[mail.recipient],
            body=render_template(f"email/{mail.kind.value}.txt", **facts),
            html=render_template(f"email/{mail.kind.value}.html", **facts),
        )
    letter.msgId = f"<{mail.message_id}@{_host(settings)}>"
    letter.date = mail.created_at.timestamp()
    if mail.kind is MailKind.CONFIRMATION:
        picture = qr.png(ticket_url(settings, registration))
        letter.attach("ticket.png", "image/png", picture, "inline", headers={"Content-ID": f"<{QR_ID}>"})
    return letter


def deliver(mail: OutgoingMail, registration: Registration) -> None:
    """Hand a mail over: to the mail server, or without one, and for a demo always, to a file in `instance/mail/`.

    Raises OSError or smtplib.SMTPException when the server does not take it.
    """
    letter = write(mail, registration)
    settings: Settings = current_app.config["SETTINGS"]
    if settings.mail_server and not registration.event.project.demo:
        with Line(current_app.extensions["mail"]) as line:
            line.send(letter)
    else:
        _keep(letter, mail)


def _keep(letter: Letter, mail: OutgoingMail) -> None:
    """Write the letter to a file of its own; the same mail again replaces it."""
    folder = Path(current_app.instance_path) / "mail"
    folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    path = folder / f"{mail.created_at:%Y-%m-%d-%H%M%S}-{mail.id:06}.eml"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(letter.as_bytes())
    draft.replace(path)


def _host(settings: Settings) -> str:
    return (urlsplit(settings.public_url).hostname or "localhost").encode("idna").decode()


def _facts(settings: Settings, mail: OutgoingMail, registration: Registration) -> dict[str, object]:
    return {
        "registration": registration,
        "event": registration.event,
        "project": registration.event.project,
        "code": show_code(registration.code),
        "manage_url": manage_url(settings, registration),
        "ticket_url": ticket_url(settings, registration),
        "qr_id": QR_ID,
        "lang": mail.language,
    }


def _subject(mail: OutgoingMail, registration: Registration) -> str:
    event = registration.event
    values = {"event": language.plain(event.name), "dates": language.dates(event.days)}
    if mail.kind is MailKind.CANCELLATION:
        if event.sensitive:
            return gettext("Your registration is cancelled")
        return gettext("Your registration is cancelled: %(event)s, %(dates)s", **values)
    if event.sensitive:
        return gettext("Your ticket")
    return gettext("Your ticket: %(event)s, %(dates)s", **values)
