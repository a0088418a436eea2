"""What kinds and states of mails are called, and why a mail did not arrive, in plain words."""

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from eventreg.domain.mail_list import MailState
from eventreg.models import MailKind

KINDS = {
    MailKind.CONFIRMATION: _("Ticket"),
    MailKind.CHANGE: _("Registration changed"),
    MailKind.CANCELLATION: _("Registration cancelled"),
    MailKind.EVENT_CHANGED: _("Event changed"),
    MailKind.EVENT_CANCELLED: _("Event cancelled"),
    MailKind.INVITATION: _("Invitation"),
    MailKind.ANNOUNCEMENT: _("Message"),
}
STATES = {
    MailState.WAITING: _("Waiting"),
    MailState.FAILED: _("Failed, will be tried again"),
    MailState.SENT: _("Sent"),
    MailState.GIVEN_UP: _("Given up"),
    MailState.WITHHELD: _("Not to be sent"),
}
AWAY = ("ConnectionRefusedError", "ConnectionResetError", "SMTPConnectError", "SMTPHeloError", "gaierror", "OSError")
BROKEN_OFF = ("SMTPServerDisconnected", "TimeoutError", "BrokenPipeError")


ANSWER = re.compile(r"""\((\d{3}), b?(['"])(.*?)\2\)""")


def said(error: str) -> str:
    """Return what the mail server answered, as it said it; where it said nothing, what went wrong."""
    answers = [f"{code} {words}" for code, _quote, words in ANSWER.findall(error)]
    return "\n".join(dict.fromkeys(answers)) or error


def why(error: str) -> str:
    """Return what an error of the outbox means for the organiser."""
    kind = error.partition(":")[0]
    permanent = re.search(r"\(5\d\d, ", error) is not None  # not the digits of an address
    if kind == "SMTPRecipientsRefused" and permanent:
        return gettext("The mail server does not accept this address. Check how it is written.")
    if kind == "SMTPDataError" and permanent:
        return gettext("The mail server refused this mail.")
    if kind in ("SMTPRecipientsRefused", "SMTPDataError"):
        return gettext("The mail server asked to try again later.")
    if kind in AWAY:
        return gettext("The mail server cannot be reached.")
    if kind in BROKEN_OFF:
        return gettext("The mail server did not answer in time, or broke off.")
    if kind in ("SMTPAuthenticationError", "SMTPSenderRefused", "SMTPNotSupportedError"):
        return gettext("The mail server does not let us send. Tell your administrator.")
    return gettext("Something is wrong on our side. Tell your administrator: %(kind)s", kind=kind)
