"""Letters: mails written from templates in the reader's language, with ticket and calendar file."""

from email import policy
from email.message import Message as MimeMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from flask_mail import Message

from eventreg import language
from eventreg.config import Settings
from eventreg.delivery import calendar, emblem, qr
from eventreg.domain import mail_links, mail_words
from eventreg.domain.mail_matter import Matter
from eventreg.domain.tickets import show_code
from eventreg.models import Event, MailKind, OutgoingMail, Registration

QR_ID = "ticket"
TELLS_OF_REMOVED = (MailKind.EVENT_CHANGED, MailKind.CHANGE)  # to somebody whose calendar has the event already
FILES = ("event.ics", "removed-days.ics", "removed-event.ics")
WITH_TICKET = (MailKind.CONFIRMATION, MailKind.CHANGE)
METHODS = {
    MailKind.CONFIRMATION: "REQUEST",
    MailKind.CHANGE: "REQUEST",
    MailKind.EVENT_CHANGED: "REQUEST",
    MailKind.CANCELLATION: "CANCEL",
    MailKind.EVENT_CANCELLED: "CANCEL",
}
"""What a calendar is asked to do (RFC 5546), by the mails that have a calendar file."""


class Letter(Message):
    """A mail whose pictures belong to its text, with calendar files beside them."""

    calendars: tuple[tuple[str, bytes], ...] = ()  # each with its method

    def _message(self) -> MimeMessage:
        message = super()._message()
        # The subject is encoded as a whole already; folding it anew would lose spaces between its words.
        message.policy = policy.SMTP.clone(refold_source="none")
        if not self.calendars:
            if self.attachments:
                message.set_type("multipart/related")
            return message
        if self.attachments:
            related = MIMEMultipart("related")
            related.set_payload(message.get_payload())
            message.set_payload([related])
        for name, (method, content) in zip(FILES, self.calendars, strict=False):
            message.attach(_calendar_file(method, content, name))
        return message


def _calendar_file(method: str, content: bytes, name: str) -> MimeMessage:
    file = MIMEText(content.decode(), "calendar", "utf-8")
    file.set_param("method", method)
    file.add_header("Content-Disposition", "attachment", filename=name)
    return file


def ticket_url(settings: Settings, registration: Registration) -> str:
    """Return what the QR code says: the ticket's address in upper case, which makes a smaller code."""
    return f"{settings.public_url}/T/{registration.ticket}".upper()


def manage_url(settings: Settings, registration: Registration) -> str:
    """Return the address by which a participant sees and changes the registration, in the language of the sign-up."""
    spoken = "" if registration.language == language.DEFAULT else f"?lang={registration.language}"
    return f"{settings.public_url}/m/{registration.manage}{spoken}"


def unsubscribe_url(settings: Settings, mail: OutgoingMail) -> str:
    """Return the address by which a reader says that no more such mails are wanted."""
    return f"{settings.public_url}/u/{mail_links.token(mail.id, settings.mail_key)}"


def event_url(settings: Settings, event: Event, mail: OutgoingMail | None = None) -> str:
    """Return where an event is described; to a sensitive one leads an address that does not name it."""
    if not event.sensitive:
        return f"{settings.public_url}/events/{event.slug}"
    if mail is None:
        return settings.public_url
    return f"{settings.public_url}/i/{mail_links.token(mail.id, settings.mail_key)}"


def write(mail: OutgoingMail, matter: Matter) -> Letter:
    """Return the letter for a mail of the outbox, in its reader's language.

    About a sensitive event it names the programme and the contract, and nothing that tells more (DESIGN.md 4).
    """
    settings: Settings = current_app.config["SETTINGS"]
    with force_locale(mail.language):
        letter = _from_account(mail) if matter.event is None else _from_event(settings, mail, matter, matter.event)
    letter.recipients = [mail.recipient]
    letter.msgId = f"<{mail.message_id}@{_host(settings)}>"
    letter.date = mail.created_at.timestamp()
    return letter


def _from_account(mail: OutgoingMail) -> Letter:
    """Return a letter to somebody with access, which was written when it was put into the outbox."""
    written = mail.content or {}
    return Letter(subject=written["subject"], body=written["text"], html=written["html"])


def _from_event(settings: Settings, mail: OutgoingMail, matter: Matter, event: Event) -> Letter:
    facts = _facts(settings, mail, matter, event)
    letter = Letter(
        subject=_subject(mail, matter, event),
        body=render_template(f"email/{mail.kind.value}.txt", **facts),
        html=render_template(f"email/{mail.kind.value}.html", **facts),
    )
    _picture(letter, emblem.ID, emblem.png())
    if matter.registration and mail.kind in WITH_TICKET:
        _picture(letter, QR_ID, qr.png(ticket_url(settings, matter.registration)))
    if mail.kind in METHODS and event.days:
        letter.calendars = _calendars(mail, event, url=event_url(settings, event))
    if matter.left and matter.left.days and matter.left is not event:
        terms = {"url": event_url(settings, matter.left), "now": mail.created_at, "attendee": mail.recipient}
        letter.calendars += (("CANCEL", calendar.event_ics(matter.left, **terms, method="CANCEL")),)
    if mail.kind in mail_links.NOT_ABOUT_A_PLACE:  # one click, without a question (RFC 8058)
        letter.extra_headers = {
            "List-Unsubscribe": f"<{unsubscribe_url(settings, mail)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return letter


def _picture(letter: Letter, name: str, content: bytes) -> None:
    """Put a picture into a letter, whose text calls it `cid:<name>`."""
    letter.attach(f"{name}.png", "image/png", content, "inline", headers={"Content-ID": f"<{name}>"})


def _calendars(mail: OutgoingMail, event: Event, *, url: str) -> tuple[tuple[str, bytes], ...]:
    """Return what a calendar is told: of the place, and beside it of days that it may hold and that were removed."""
    terms = {"url": url, "now": mail.created_at, "attendee": mail.recipient}
    method = METHODS[mail.kind]
    told = ((method, calendar.event_ics(event, **terms, method=method)),)
    if mail.kind not in TELLS_OF_REMOVED or not calendar.list_removed(event, now=mail.created_at):
        return told
    return (*told, ("CANCEL", calendar.removed_ics(event, **terms)))


def _facts(settings: Settings, mail: OutgoingMail, matter: Matter, event: Event) -> dict[str, object]:
    """Return what the templates fill in."""
    registration = matter.registration
    facts: dict[str, object] = {
        "registration": registration,
        "name": _name(mail, matter),
        "event": event,
        "project": event.project,
        "announcement": matter.announcement,
        "own": mail_words.fill(matter.own.body, _values(mail, matter, event)) if matter.own else "",
        "event_url": event_url(settings, event, mail),
        "unsubscribe_url": unsubscribe_url(settings, mail),
        "qr_id": QR_ID,
        "emblem_id": emblem.ID,
        "lang": mail.language,
    }
    if registration:
        facts["code"] = show_code(registration.code)
        facts["manage_url"] = manage_url(settings, registration)
        facts["ticket_url"] = ticket_url(settings, registration)
    return facts


def _name(mail: OutgoingMail, matter: Matter) -> str:
    """Return how the reader is called, as far as we know."""
    if matter.registration:
        return matter.registration.name
    return (mail.content or {}).get("name", "")


def _values(mail: OutgoingMail, matter: Matter, event: Event) -> dict[str, str]:
    return {
        "name": _name(mail, matter),
        "event": language.plain(event.name),
        "dates": language.dates(event.days),
        "place": event.place,
        "project": language.plain(event.project.name),
    }


def _subject(mail: OutgoingMail, matter: Matter, event: Event) -> str:
    if matter.announcement:
        return language.plain(matter.announcement.subject)
    values = _values(mail, matter, event)
    if matter.own:
        return " ".join(mail_words.fill(matter.own.subject, values).split())
    return neutral_subject(mail.kind) if event.sensitive else _telling_subject(mail.kind, values)


def neutral_subject(kind: MailKind) -> str:
    """Return a subject that does not say of which event."""
    return {
        MailKind.CONFIRMATION: gettext("Your ticket"),
        MailKind.CHANGE: gettext("Your registration is changed"),
        MailKind.CANCELLATION: gettext("Your registration is cancelled"),
        MailKind.EVENT_CHANGED: gettext("The event has changed"),
        MailKind.EVENT_CANCELLED: gettext("The event does not take place"),
        MailKind.INVITATION: gettext("You are invited"),
    }[kind]


def _telling_subject(kind: MailKind, values: dict[str, str]) -> str:
    return {
        MailKind.CONFIRMATION: gettext("Your ticket: %(event)s, %(dates)s", **values),
        MailKind.CHANGE: gettext("Your registration is changed: %(event)s, %(dates)s", **values),
        MailKind.CANCELLATION: gettext("Your registration is cancelled: %(event)s, %(dates)s", **values),
        MailKind.EVENT_CHANGED: gettext("The event has changed: %(event)s, %(dates)s", **values),
        MailKind.EVENT_CANCELLED: gettext("The event does not take place: %(event)s, %(dates)s", **values),
        MailKind.INVITATION: gettext("You are invited: %(event)s, %(dates)s", **values),
    }[kind]


def _host(settings: Settings) -> str:
    return (urlsplit(settings.public_url).hostname or "localhost").encode("idna").decode()
