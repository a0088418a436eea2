"""Mails: handed to a mail server, or kept as files where there is none."""

import os
import smtplib
import ssl
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_mail import Connection

from eventreg import faults
from eventreg.config import Settings
from eventreg.delivery import letters
from eventreg.delivery.letters import Letter, manage_url, ticket_url
from eventreg.domain.mail_matter import Matter
from eventreg.models import OutgoingMail

__all__ = ["deliver", "forget", "is_for_good", "is_of_the_server", "manage_url", "reason", "ticket_url"]

PATIENCE = 30  # seconds for each answer of the server
CLOSING = 421  # "service not available, closing transmission channel" (RFC 5321, 3.8)
ABOUT_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class Line(Connection):
    """A connection to the mail server that waits for half a minute at most, and knows whom it speaks to."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect; with MAIL_USE_TLS or MAIL_USE_SSL the server has to prove its name."""
        mail, context = self.mail, ssl.create_default_context()
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(mail.server, mail.port, timeout=PATIENCE, context=context)
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=PATIENCE)
        try:
            if mail.use_tls:
                host.starttls(context=context)
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_error: object) -> None:
        """Take leave; a server that has no answer to that has taken the mail, or refused it, all the same."""
        try:
            self.host.quit()
        except (OSError, smtplib.SMTPException):
            self.host.close()


def reason(error: Exception) -> str:
    """Return why a mail was not handed over, for the outbox: what a mail server said, else only the kind of fault."""
    said = isinstance(error, smtplib.SMTPException | OSError)
    return f"{type(error).__name__}: {error}" if said else faults.name(error)


def is_for_good(error: Exception) -> bool:
    """Say whether the server refused this very mail for ever (RFC 5321: a code of 5xx), so that trying is no use."""
    codes = _codes(error)
    return bool(codes) and all(500 <= code < 600 for code in codes)


def is_of_the_server(error: Exception) -> bool:
    """Say whether the server itself fails, so that the next mail would fare alike.

    It is away, hangs, breaks off, closes the line (421, at any moment), or gives an answer that is none.
    """
    if not isinstance(error, ABOUT_THE_MAIL):
        return isinstance(error, smtplib.SMTPException | OSError)
    return any(code == CLOSING or not 400 <= code < 600 for code in _codes(error))


def _codes(error: Exception) -> list[int]:
    """Return what the server answered to the reader's address, or to the mail; nothing if it is about neither."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPDataError) else []


def deliver(mail: OutgoingMail, matter: Matter) -> None:
    """Hand a mail over: to the mail server, or without one, and for a demo always, to a file in `instance/mail/`.

    Raises OSError or smtplib.SMTPException when the server does not take it.
    """
    letter = letters.write(mail, matter)
    settings: Settings = current_app.config["SETTINGS"]
    demo = matter.event is not None and matter.event.project.demo
    if not settings.mail_server or demo:
        _keep(letter, mail)
        return
    with Line(current_app.extensions["mail"]) as line:
        line.send(letter)


def forget(mails: Iterable[tuple[int, datetime]]) -> None:
    """Remove the files of mails that were kept, by their ids and times; one that is not there is gone already."""
    for number, created_at in mails:
        _path(number, created_at).unlink(missing_ok=True)


def _keep(letter: Letter, mail: OutgoingMail) -> None:
    """Write the letter to a file of its own; the same mail again replaces it."""
    path = _path(mail.id, mail.created_at)
    path.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(letter.as_bytes())
    draft.replace(path)


def _path(number: int, created_at: datetime) -> Path:
    return Path(current_app.instance_path) / "mail" / f"{created_at:%Y-%m-%d-%H%M%S}-{number:06}.eml"
