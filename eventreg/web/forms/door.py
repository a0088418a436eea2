"""What door staff type where there is no JavaScript: a pass link, a code, a ticket, a name, an undo."""

import re
import uuid

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, StringField, ValidationError
from wtforms.validators import UUID, DataRequired, Length

from eventreg.web.forms.fields import RowList
from eventreg.web.forms.public import number_of
from eventreg.web.forms.text import clean_line

LONGEST = 200
LEAST_LETTERS = 3
LETTERS = _("Enter at least three letters")
TICKET_URL = re.compile(r"/t/([a-z2-7]{26})$", re.IGNORECASE)  # of any host, as in static/door/ticket.js


def new_nonce(given: str | None = None) -> str:
    """Return the form's own random id, which makes a double tap one scan."""
    return given or str(uuid.uuid4())


def secret_of(link: str | None) -> str | None:
    """Return the secret of a pass link: what stands after the last #, or all of it."""
    return link.rsplit("#", 1)[-1].strip() if link else link


def letters_enough(_form: Form, field: Field) -> None:
    """Ask for as many letters as make a search worth while."""
    if len("".join(field.data.split())) < LEAST_LETTERS:
        raise ValidationError(LETTERS)


class PassForm(FlaskForm):
    """The link that an organiser gave out, whole or only its last part."""

    secret = StringField(
        _("The link of your door pass"),
        [DataRequired(_("Enter the link that you were given")), Length(max=500, message=_("The link is too long"))],
        filters=[clean_line, secret_of],
    )


class CodeForm(FlaskForm):
    """The short code that stands on a ticket, or the ticket's address, as a hand scanner types it."""

    nonce = HiddenField(validators=[UUID()], filters=[new_nonce])
    code = StringField(
        _("The code on the ticket"),
        [DataRequired(_("Enter a code")), Length(max=LONGEST, message=_("The code is too long"))],
        filters=[clean_line],
    )

    def as_scan(self) -> dict[str, object]:
        """Return the scan that was typed: the same form with the same code is the same scan."""
        scan = {"id": _id_of(self.nonce.data, self.code.data)}
        if found := TICKET_URL.search(self.code.data):
            return scan | {"way": "qr", "ticket": found[1].upper()}
        return scan | {"way": "code", "code": self.code.data}


class TicketForm(FlaskForm):
    """The button on the ticket's own page, on a device that has a door pass."""

    nonce = HiddenField(validators=[UUID()], filters=[new_nonce])
    ticket = HiddenField(validators=[DataRequired(), Length(max=LONGEST)])

    def as_scan(self) -> dict[str, object]:
        """Return the scan of the ticket: the same form is the same scan."""
        return {"id": _id_of(self.nonce.data, self.ticket.data), "way": "qr", "ticket": self.ticket.data}


class SearchForm(FlaskForm):
    """Letters of a name or an organisation."""

    text = StringField(
        _("Name or organisation"),
        [DataRequired(LETTERS), Length(max=LONGEST, message=_("This is too long. Shorten it")), letters_enough],
        filters=[clean_line],
    )


class PersonForm(FlaskForm):
    """The button beside somebody who was found by name."""

    nonce = HiddenField(validators=[UUID()], filters=[new_nonce])
    registration = HiddenField(validators=[DataRequired()], filters=[number_of])

    def as_scan(self) -> dict[str, object]:
        """Return the scan of the person: the same form is the same scan."""
        number = self.registration.data
        return {"id": _id_of(self.nonce.data, str(number)), "way": "search", "registration": number}


class UndoForm(FlaskForm):
    """The scans that stand and are to be taken back."""

    scans = RowList(HiddenField(validators=[UUID()]), min_entries=1, max_entries=50)


class LeaveForm(FlaskForm):
    """The device gives its pass back; only says that it was really asked here."""


def undo_of(scan: str) -> dict[str, object]:
    """Return the scan that takes another back; a double tap makes the same one twice."""
    return {"id": _id_of(scan, "undo"), "action": "undo", "undoes": scan, "way": "code"}


def _id_of(nonce: str, content: str) -> str:
    return str(uuid.uuid5(uuid.UUID(nonce), content))
