"""What organisers fill in about one registration; the rules are in domain.corrections and domain.moving."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired

from eventreg.language import LANGUAGES
from eventreg.models import MailKind, Part
from eventreg.web.forms import contact
from eventreg.web.forms.countries import CountryField
from eventreg.web.forms.fields import WRONG_CHOICE, line, options
from eventreg.web.forms.guest_filter import PARTS
from eventreg.web.forms.public import new_submission, number_of

OWN_NAMES = {"lv": "Latviešu", "en": "English"}

MAILS = {
    MailKind.CONFIRMATION: _("Ticket"),
    MailKind.CHANGE: _("Change"),
    MailKind.CANCELLATION: _("Cancellation"),
    MailKind.EVENT_CHANGED: _("The event has changed"),
    MailKind.EVENT_CANCELLED: _("The event is cancelled"),
    MailKind.INVITATION: _("Invitation"),
    MailKind.ANNOUNCEMENT: _("Message"),
}


class RegistrationForm(FlaskForm):
    """What a registration says, as an organiser writes it; never as whom somebody takes part."""

    name = line(_("Name"), DataRequired(_("Enter the name")), longest=100)
    surname = line(_("Surname"), DataRequired(_("Enter the surname")), longest=100)
    organisation = line(
        _("Organisation or municipality"), DataRequired(_("Enter the organisation or municipality")), longest=200
    )
    country = CountryField(_("Country"), default="LV", invalid_choice_message=_("Choose a country from the list"))
    email = contact.email()
    phone = contact.phone()
    language = RadioField(
        _("Language of the mails"),
        [InputRequired(WRONG_CHOICE)],
        choices=[SelectChoice(code, OWN_NAMES[code]) for code in LANGUAGES],
        default="lv",
        invalid_choice_message=WRONG_CHOICE,
    )
    part = SelectField(
        _("Part"),
        choices=options(PARTS),
        coerce=Part,
        default=Part.PARTICIPANT,
        invalid_choice_message=WRONG_CHOICE,
        invalid_value_message=WRONG_CHOICE,
    )

    def answers(self) -> dict[str, object]:
        """Return what was filled in about the person, field by field, the part aside."""
        names = ("name", "surname", "organisation", "country", "email", "phone", "language")
        return {name: self[name].data for name in names}


class EditForm(RegistrationForm):
    """A registration as it shall be; `version` is that of the one which the organiser saw."""

    version = HiddenField(filters=[number_of])


class AddForm(RegistrationForm):
    """Somebody who is signed up by hand."""

    submission = HiddenField(filters=[new_submission])
    all_the_same = BooleanField(_("All the same: one more than there are places"))


class RestoreForm(FlaskForm):
    """A cancelled registration that gets its place back."""

    all_the_same = BooleanField(_("All the same: one more than there are places"))


class MoveForm(FlaskForm):
    """The event that a registration moves to."""

    target = RadioField(
        _("To which event"),
        [InputRequired(_("Choose an event from the list"))],
        coerce=int,
        invalid_value_message=_("Choose an event from the list"),
        validate_choice=False,
    )
    all_the_same = BooleanField(_("All the same: one more than there are places"))

    def offer(self, targets: dict[int, str]) -> None:
        """Set which events can be chosen."""
        self.target.choices = [SelectChoice(number, name) for number, name in targets.items()]
