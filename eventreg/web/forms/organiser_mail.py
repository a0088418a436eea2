"""What organisers write to people: messages and invitations; the rules are in domain.announcements."""

import hashlib
import uuid
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from eventreg.web.forms.fields import TOO_LONG, WRONG_CHOICE, in_languages, line
from eventreg.web.forms.guest_filter import PARTS, offered
from eventreg.web.forms.text import clean_line, clean_text

MOST_GUESTS = 500
LONGEST_MESSAGE = 5000
LONGEST_LIST = 100_000
READERS = {
    "with_place": _("Everybody who has a place"),
    "waiting": _("Those who wait for a place"),
    "came": _("Those who came"),
    "did_not_come": _("Those who have a place and did not come"),
}
READ_IN = {"lv": _("In Latvian"), "en": _("In English")}


def new_submission(given: str | None = None) -> str:
    """Return the id of a form: the one that it came with, or a new one."""
    return given if given and len(given) <= 64 else str(uuid.uuid4())


class SentForm(FlaskForm):
    """A form that is looked at before it is sent: `seen` says what was looked at."""

    submission = HiddenField(filters=[new_submission])
    seen = HiddenField()

    def looked_at(self) -> bool:
        """Say whether this is what was shown; it is, from now on."""
        shown = "\0".join(str(field.data) for field in self if field.name not in ("seen", "csrf_token"))
        digest = hashlib.sha256(shown.encode()).hexdigest()
        same, self.seen.data = self.seen.data == digest, digest
        return same


class MessageForm(SentForm):
    """A message to a part of the registrations."""

    readers = RadioField(
        _("To whom"),
        choices=[SelectChoice(value, label) for value, label in READERS.items()],
        default="with_place",
        invalid_choice_message=WRONG_CHOICE,
    )
    part = SelectField(_("Who takes part as"), choices=offered(PARTS), invalid_choice_message=WRONG_CHOICE)
    subject_lv = line(_("Subject in Latvian"), DataRequired(_("Enter the subject in Latvian")))
    body_lv = TextAreaField(
        _("Message in Latvian"),
        [DataRequired(_("Enter the message in Latvian")), Length(max=LONGEST_MESSAGE, message=TOO_LONG)],
        filters=[clean_text],
    )
    subject_en = line(_("Subject in English"))
    body_en = TextAreaField(
        _("Message in English"), [Length(max=LONGEST_MESSAGE, message=TOO_LONG)], filters=[clean_text]
    )

    def validate_subject_en(self, field: Field) -> None:
        """A message in English has a subject in English."""
        if self.body_en.data and not field.data:
            raise ValidationError(_("Enter the subject in English too"))

    def validate_body_en(self, field: Field) -> None:
        """A subject in English has a message in English."""
        if self.subject_en.data and not field.data:
            raise ValidationError(_("Enter the message in English too"))

    def words(self) -> dict[str, dict[str, str]]:
        """Return subject and body by language."""
        return {
            "subject": in_languages(self.subject_lv.data, self.subject_en.data),
            "body": in_languages(self.body_lv.data, self.body_en.data),
        }


class GuestsForm(SentForm):
    """Addresses to be invited, one a line."""

    addresses = TextAreaField(
        _("Addresses"),
        [DataRequired(_("Enter at least one address")), Length(max=LONGEST_LIST, message=TOO_LONG)],
        filters=[clean_text],
    )
    language = SelectField(
        _("Language of the mail"),
        choices=[SelectChoice(code, label) for code, label in READ_IN.items()],
        invalid_choice_message=WRONG_CHOICE,
    )

    def validate_addresses(self, field: Field) -> None:
        """Each line is an address, with a name before it if one likes; name those that are none."""
        if len(field.data) > LONGEST_LIST:
            return  # which has been said
        lines = [line for line in map(clean_line, field.data.splitlines()) if line]
        if not lines:  # but characters that nobody sees
            raise ValidationError(_("Enter at least one address"))
        if len(lines) > MOST_GUESTS:
            raise ValidationError(_("At most 500 addresses at once. Here are %(num)s", num=len(lines)))
        wrong = [line[:100] for line in lines if _read(line) is None]
        if wrong:
            # Not a lazy text: that is taken for HTML as it is, and these lines were typed by somebody.
            raise ValidationError(gettext("These are no e-mail addresses: %(lines)s", lines="; ".join(wrong[:20])))

    def list_guests(self) -> list[tuple[str, str]]:
        """Return who is to be invited: address, and a name where one was given."""
        lines = [line for line in map(clean_line, self.addresses.data.splitlines()) if line]
        return [found for found in map(_read, lines) if found]


def _read(line: str) -> tuple[str, str] | None:
    """Return the address and the name of a line, or None."""
    name, address = parseaddr(line.rstrip(",;"))
    try:
        return validate_email(address, check_deliverability=False).normalized, name[:100]
    except EmailNotValidError:
        return None
