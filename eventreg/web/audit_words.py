"""The log of who did what in words: a sentence for each action on each kind of object, and what it tells besides."""

from flask import url_for
from flask_babel import lazy_gettext as _

from eventreg.domain.audit_reading import Line
from eventreg.models import AuditEntry, Role
from eventreg.web.forms.members import ROLES

WORDS = {
    ("create", "user"): _("Account made"),
    ("change", "user"): _("Account changed by the command line"),
    ("close", "user"): _("Account closed by the command line"),
    ("grant", "user"): _("Role given"),
    ("revoke", "user"): _("Role ended"),
    ("activate", "user"): _("Account opened again"),
    ("deactivate", "user"): _("Account closed"),
    ("make_administrator", "user"): _("Made an administrator"),
    ("take_administrator", "user"): _("Right of an administrator taken away"),
    ("limit", "user"): _("Role limited anew"),
    ("reset_second_factor", "user"): _("Second factor reset"),
    ("invite", "invitation"): _("Colleague invited"),
    ("accept", "invitation"): _("Invitation taken up"),
    ("withdraw", "invitation"): _("Invitation withdrawn"),
    ("create", "organisation"): _("Organisation added"),
    ("change", "organisation"): _("Organisation renamed"),
    ("remove", "organisation"): _("Organisation removed"),
    ("create", "project"): _("Project made"),
    ("change", "project"): _("Project changed"),
    ("set_targets", "project"): _("Targets of the project set"),
    ("remove_demo", "project"): _("Demo removed"),
    ("create", "event"): _("Event made"),
    ("change", "event"): _("Event changed"),
    ("publish", "event"): _("Event published"),
    ("close", "event"): _("Event closed"),
    ("cancel", "event"): _("Event cancelled"),
    ("tell", "event"): _("Change of the event told by mail"),
    ("copy", "event"): _("Event copied"),
    ("take_along", "event"): _("People signed up for the copy of an event"),
    ("enter", "event"): _("Attendance entered from paper"),
    ("export", "event"): _("Registrations taken out as a file"),
    ("invite", "event"): _("Guests invited"),
    ("announce", "event"): _("Message sent to registrations"),
    ("create", "document"): _("Document put up"),
    ("remove", "document"): _("Document taken away"),
    ("create", "indicator"): _("Indicator added"),
    ("change", "indicator"): _("Indicator changed"),
    ("remove", "indicator"): _("Indicator removed"),
    ("create", "door_pass"): _("Door pass made"),
    ("revoke", "door_pass"): _("Door pass ended"),
    ("accept", "review_item"): _("Scan accepted that a door could not decide about"),
    ("accept_all", "review_item"): _("Scans accepted that doors could not decide about"),
    ("attach", "review_item"): _("Scan attached to a registration"),
    ("dismiss", "review_item"): _("Scan set aside"),
    ("add", "registration"): _("Registration added by hand"),
    ("correct", "registration"): _("Registration corrected"),
    ("cancel", "registration"): _("Registration cancelled"),
    ("restore", "registration"): _("Registration restored"),
    ("take_back", "registration"): _("Attendance taken back"),
    ("move", "registration"): _("Registration moved to another event"),
    ("resend", "registration"): _("Ticket sent again"),
    ("merge", "registration"): _("Second sign-ups merged"),
    ("keep_repeats", "registration"): _("Second sign-ups kept"),
    ("send_again", "mail"): _("Mail sent again"),
    ("change", "mail_text"): _("Words of a mail changed"),
    ("remove", "mail_text"): _("Words of a mail set back to ours"),
}
TOLD = {  # what else stands in a line, as far as it says something to a reader
    "role": _("Role"),
    "told": _("Mails"),
    "mails": _("Mails"),
    "people": _("People"),
    "registrations": _("Registrations"),
    "merged": _("Merged"),
    "scans": _("Scans"),
    "format": _("File"),
    "value": _("Value"),
    "old": _("Old value"),
    "new": _("New value"),
    "day": _("Day"),
    "reason": _("Reason"),
    "period_reason": _("Reason"),
}


def sentence(action: str, subject: str) -> object:
    """Return what was done; a word that we do not write any more stands as it is."""
    return WORDS.get((action, subject), f"{action} {subject}")


def details(entry: AuditEntry) -> list[tuple[object, object]]:
    """Return what a line tells besides, as pairs of a label and a value."""
    return [(TOLD[name], _value(name, value)) for name, value in entry.detail.items() if name in TOLD]


def address(line: Line) -> str | None:
    """Return the page of what a line is about, if it has one that an administrator may open."""
    if line.email:
        return url_for("admin.home", q=line.email)
    if line.event_slug and line.entry.subject in ("event", "document"):
        return url_for("public.event", slug=line.event_slug)
    if line.slug and line.entry.subject in ("project", "organisation", "invitation"):
        return url_for("members.people", slug=line.slug)
    return None


def _value(name: str, value: object) -> object:
    if name != "role":
        return value
    return ROLES[Role(value)] if value in set(Role) else _("Administrator")
