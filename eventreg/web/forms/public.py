"""What participants fill in: the shape of the answers; the rules are in domain.registration."""

import secrets
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import DataRequired, Length

from eventreg.web.forms import contact
from eventreg.web.forms.countries import CountryField
from eventreg.web.forms.text import clean_line

CONSENT = {"yes": True, "no": False}


def new_submission(given: str | None = None) -> str:
    """Return the form's own random id, which makes a double click one registration."""
    return given or secrets.token_urlsafe(16)


def number_of(given: object) -> int | None:
    """Return the number of a row; what is none is nothing."""
    return int(given) if str(given).isdecimal() and str(given).isascii() and len(str(given)) < 16 else None


@dataclass(frozen=True)
class Choice:
    """One answer that a form offers; `asks` if it raises the question of consent."""

    value: str
    label: str
    hint: str = ""
    asks: bool = False


class Names(Form):
    """Who somebody is."""

    name = StringField(
        _("Name"),
        [DataRequired(_("Enter your name")), Length(max=100, message=_("The name is too long. Shorten it"))],
        filters=[clean_line],
    )
    surname = StringField(
        _("Surname"),
        [DataRequired(_("Enter your surname")), Length(max=100, message=_("The surname is too long. Shorten it"))],
        filters=[clean_line],
    )
    organisation = StringField(
        _("Organisation or municipality"),
        [
            DataRequired(_("Enter your organisation or municipality")),
            Length(max=200, message=_("The name of the organisation is too long. Shorten it")),
        ],
        filters=[clean_line],
    )
    country = CountryField(_("Country"), default="LV", invalid_choice_message=_("Choose a country from the list"))


class Declaration(Form):
    """As whom somebody takes part, and the question that a sensitive answer raises."""

    category = RadioField(_("As whom do you take part?"), validate_choice=False)
    consent = RadioField(
        _("May we keep this answer?"),
        choices=[
            SelectChoice("yes", _("I agree that you keep this answer. I can withdraw my consent at any time.")),
            SelectChoice("no", _("I go on without stating it.")),
        ],
        coerce=CONSENT.get,
        validate_choice=False,
    )

    def offer_categories(self, categories: list[Choice]) -> None:
        """Set the answers that one can choose."""
        self.category.choices = {choice.value: choice.label for choice in categories}
        self.hints = {choice.value: choice.hint for choice in categories}
        self.asking = [choice.value for choice in categories if choice.asks]


class Contact(Form):
    """How somebody can be reached; all of it is optional."""

    email = contact.email()
    phone = contact.phone()


class SignUpForm(Names, Declaration, Contact, FlaskForm):
    """The sign-up form of one event; its fields are named like those of domain.registration.SignUp."""

    submission = HiddenField(filters=[new_submission])
    notice = HiddenField(filters=[number_of])
    photo = BooleanField(_("Photos in which I can be recognised may be published"))

    def offer(self, *, countries: dict[str, str], categories: list[Choice]) -> None:
        """Set what can be chosen, in the visitor's words; countries by their code."""
        self.country.choices = countries
        self.offer_categories(categories)

    def answers(self) -> dict[str, object]:
        """Return what was answered, field by field."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class CorrectionForm(Names, Contact, FlaskForm):
    """One's own data, named like those of domain.own_registration.OwnData; `version` is the one that was seen."""

    version = HiddenField(filters=[number_of])
    language = RadioField(
        _("Language of our mails"),
        choices=[SelectChoice("lv", "Latviešu"), SelectChoice("en", "English")],
        invalid_choice_message=_("Choose from the list"),
    )

    def answers(self) -> dict[str, object]:
        """Return what was answered, field by field."""
        return {name: value for name, value in self.data.items() if name not in ("csrf_token", "version")}


class DeclarationForm(Declaration, FlaskForm):
    """As whom one takes part, said later or anew; the notice is the one that stood in the form."""

    notice = HiddenField(filters=[number_of])

    def answers(self) -> dict[str, object]:
        """Return what was answered, as domain.own_registration.declare_anew takes it."""
        return {"key": self.category.data, "consent": self.consent.data, "notice": self.notice.data}


class CancelForm(FlaskForm):
    """The question whether a place is given back; only says that it was really asked here."""
