"""What organisers fill in: a project, an event with its days, a door pass; the rules are in the domain."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import TextInput

from eventreg.models import EventType, Mode, PassKind, Programme
from eventreg.web.forms.text import clean_line, clean_text

FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_DAYS = 60
MOST_PLACES = 100_000
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN_BY_PAGES = ("new",)

TOO_LONG = _("This is too long. Shorten it")
WRONG_DATE = _("Check the date: it should look like 2026-03-23")
WRONG_MOMENT = _("Check date and time: they should look like 2026-03-23T09:00")
WRONG_TIME = _("Check the time: it should look like 09:30")
WRONG_NUMBER = _("Enter a whole number")
WRONG_SHARE = _("Enter a percentage from 0 to 100, with at most two decimals")
WRONG_AMOUNT = _("Enter an amount in euro, with at most two decimals")
WRONG_CHOICE = _("Choose from the list")

PROGRAMMES = {
    Programme.REC_2014_2020: _("Rights, Equality and Citizenship Programme 2014–2020"),
    Programme.CERV_2021_2027: _("Citizens, Equality, Rights and Values 2021–2027"),
    Programme.OTHER: _("Another programme"),
}
TYPES = {
    EventType.MEETING: _("Meeting"),
    EventType.SEMINAR: _("Seminar"),
    EventType.WORKSHOP: _("Workshop"),
    EventType.TRAINING: _("Training"),
    EventType.DISCUSSION: _("Expert discussion"),
    EventType.VISIT: _("Good-practice visit"),
    EventType.COURSE: _("Course"),
    EventType.CONFERENCE: _("Conference"),
    EventType.EXHIBITION: _("Exhibition"),
    EventType.OTHER: _("Other"),
}
MODES = {Mode.IN_SITU: _("In person"), Mode.ONLINE: _("Online"), Mode.HYBRID: _("In person and online")}
PASS_KINDS = {PassKind.SCANNER: _("Scanner"), PassKind.DESK: _("Desk")}


def in_languages(latvian: str, english: str) -> dict[str, str]:
    """Return a text as the domain keeps it: Latvian always, English where there is one."""
    return {"lv": latvian, **({"en": english} if english else {})}


def options(labels: dict[StrEnum, str]) -> list[SelectChoice]:
    """Return what a field offers, from words of the domain and what people call them."""
    return [SelectChoice(word.value, label) for word, label in labels.items()]


def line(label: str, *validators: object, longest: int = 200) -> StringField:
    """Return a field for one line of text."""
    return StringField(label, [*validators, Length(max=longest, message=TOO_LONG)], filters=[clean_line])


def whole(least: int, most: int, message: str) -> Callable[[Form, Field], None]:
    """Return a check that a number lies between two others; one that could not be read has its own error."""

    def check(_form: Form, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(message)

    return check


def in_our_times(_form: Form, field: Field) -> None:
    """Refuse years that are surely mistyped."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("Check the year"))


class AmountField(DecimalField):
    """A number as people write it: "64 952,21"; at most two decimals."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a comma as a decimal point, and leave out spaces between thousands."""
        amounts = ["".join(text.split()).replace(",", ".") for text in valuelist]
        self.data = None
        if amounts and not AMOUNT.fullmatch(amounts[0]):
            raise ValueError(self.invalid_value_message)
        super().process_formdata(amounts)


class ProjectForm(FlaskForm):
    """The terms of a grant, as in its agreement."""

    name_lv = line(_("Name in Latvian"), DataRequired(_("Enter the name in Latvian")))
    name_en = line(_("Name in English"))
    slug = line(_("Short name for the address"), DataRequired(_("Enter a short name")), longest=80)
    contract_number = line(_("Contract number"), DataRequired(_("Enter the contract number")), longest=40)
    programme = RadioField(
        _("Programme"),
        [InputRequired(_("Choose the programme"))],
        choices=options(PROGRAMMES),
        coerce=Programme,
        validate_choice=False,
        invalid_value_message=WRONG_CHOICE,
    )
    starts_on = DateField(
        _("First day"), [InputRequired(_("Enter the first day")), in_our_times], invalid_value_message=WRONG_DATE
    )
    ends_on = DateField(
        _("Last day"), [InputRequired(_("Enter the last day")), in_our_times], invalid_value_message=WRONG_DATE
    )
    eu_share = AmountField(
        _("Share of the European Union, %"),
        [InputRequired(_("Enter the share of the European Union")), whole(0, 100, WRONG_SHARE)],
        invalid_value_message=WRONG_SHARE,
    )
    national_share = AmountField(
        _("National share, %"),
        [InputRequired(_("Enter the national share")), whole(0, 100, WRONG_SHARE)],
        invalid_value_message=WRONG_SHARE,
    )
    grant_maximum = AmountField(
        _("Grant at most, euro"),
        [Optional()],
        invalid_value_message=WRONG_AMOUNT,
    )
    controller = line(_("Controller of the personal data"), DataRequired(_("Enter who controls the data")))
    controller_contact = line(_("Contact of the controller"), DataRequired(_("Enter how to reach the controller")))
    protection_contact = line(
        _("Contact for data protection"), DataRequired(_("Enter whom to ask about data protection"))
    )

    def validate_slug(self, field: Field) -> None:
        """Let in what reads well in an address."""
        if not SLUG.fullmatch(field.data) or field.data in TAKEN_BY_PAGES:
            raise ValidationError(_("Use small letters without accents, digits and hyphens, like romu-platforma-4"))

    def validate_ends_on(self, field: Field) -> None:
        """A project ends when it has begun, not before."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first one"))

    def validate_national_share(self, field: Field) -> None:
        """The two shares are the whole."""
        shares = (self.eu_share.data, field.data)
        if None not in shares and sum(shares) != Decimal(100):
            raise ValidationError(_("The two shares must make 100 together"))

    def terms(self) -> dict[str, object]:
        """Return what was answered, under the names of domain.projects.ProjectTerms."""
        terms = {field.name: field.data for field in self if field.name not in ("csrf_token", "name_lv", "name_en")}
        return {**terms, "name": in_languages(self.name_lv.data, self.name_en.data)}


def date_of_day(form: Form, field: Field) -> None:
    """Ask for the date where times are given; a row without either is no day."""
    if field.raw_data and field.raw_data[0].strip():
        return
    field.errors.clear()
    if form.starts_at.data or form.ends_at.data:
        raise StopValidation(_("Enter the date of this day"))
    raise StopValidation


class DayForm(Form):
    """One day of an event; left empty, it is none."""

    date = DateField(_("Date"), [date_of_day, in_our_times], invalid_value_message=WRONG_DATE)
    starts_at = TimeField(_("Starts"), [Optional()], format=["%H:%M", "%H:%M:%S"], invalid_value_message=WRONG_TIME)
    ends_at = TimeField(_("Ends"), [Optional()], format=["%H:%M", "%H:%M:%S"], invalid_value_message=WRONG_TIME)

    def validate_ends_at(self, field: Field) -> None:
        """A day ends after it has begun."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The day ends before it starts"))


class DayList(FieldList):
    """The days of an event, as rows that are numbered in the names of their fields."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.type = "FieldList"  # which _form.html knows

    def _extract_indices(self, prefix: str, formdata: dict[str, str]) -> Iterator[int]:
        """Find the rows that were sent; a name that is not one of ours ("days-²-date") is no row, nor an error."""
        return (row for row in range(MOST_DAYS) if any(name.startswith(f"{prefix}-{row}-") for name in formdata))


class EventForm(FlaskForm):
    """An event as its organiser describes it; moments are in the project's time zone."""

    name_lv = line(_("Name in Latvian"), DataRequired(_("Enter the name in Latvian")))
    name_en = line(_("Name in English"))
    number = IntegerField(
        _("Number in the project"),
        [InputRequired(_("Enter the number")), whole(1, 9999, _("Enter a number from 1 to 9999"))],
        widget=TextInput(),
        invalid_value_message=WRONG_NUMBER,
    )
    type = SelectField(
        _("Type"),
        choices=options(TYPES),
        coerce=EventType,
        default=EventType.MEETING,
        invalid_value_message=WRONG_CHOICE,
    )
    description_lv = TextAreaField(
        _("Description in Latvian"), [Length(max=5000, message=TOO_LONG)], filters=[clean_text]
    )
    description_en = TextAreaField(
        _("Description in English"), [Length(max=5000, message=TOO_LONG)], filters=[clean_text]
    )
    partners = line(_("Partners"), longest=1000)
    days = DayList(FormField(DayForm), min_entries=1, max_entries=MOST_DAYS)
    mode = RadioField(
        _("Where people meet"),
        choices=options(MODES),
        coerce=Mode,
        default=Mode.IN_SITU,
        validate_choice=False,
        invalid_value_message=WRONG_CHOICE,
    )
    place = line(_("Place"), DataRequired(_("Enter the place")))
    country = SelectField(_("Country"), default="LV", invalid_choice_message=WRONG_CHOICE)
    capacity = IntegerField(
        _("Places"),
        [Optional(), whole(1, MOST_PLACES, _("Enter a number from 1 to 100000"))],
        widget=TextInput(),
        invalid_value_message=WRONG_NUMBER,
    )
    opens_at = DateTimeLocalField(
        _("Sign-up opens"),
        [Optional(), in_our_times],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        invalid_value_message=WRONG_MOMENT,
    )
    closes_at = DateTimeLocalField(
        _("Sign-up closes"),
        [Optional(), in_our_times],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        invalid_value_message=WRONG_MOMENT,
    )
    by_invitation = BooleanField(_("By invitation"))
    sensitive = BooleanField(_("Sensitive event"))

    def add_day(self) -> None:
        """Offer one more row for a day, as long as there is room."""
        if len(self.days) < MOST_DAYS:
            self.days.append_entry()

    def list_days(self) -> list[dict[str, object]]:
        """Return the days that were given: date, starts_at, ends_at."""
        return [row for row in self.days.data if row["date"]]

    def validate_days(self, _field: Field) -> None:
        """Each date stands once; say so at the second one."""
        seen: set[date] = set()
        for row in self.days:
            day = row.form.date
            if day.data and day.data in seen:
                day.errors = [*day.errors, _("This date is there already")]
                raise ValidationError(_("This date is there already"))
            seen.add(day.data)

    def validate_closes_at(self, field: Field) -> None:
        """Sign-up closes after it has opened."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Sign-up closes before it opens"))


class PassForm(FlaskForm):
    """A pass for one device at the door."""

    name = line(_("Which door"), DataRequired(_("Enter which door it is")))
    operator = line(_("Who holds the device"), DataRequired(_("Enter who holds the device")))
    kind = RadioField(
        _("What the device may do"),
        choices=options(PASS_KINDS),
        coerce=PassKind,
        default=PassKind.SCANNER,
        validate_choice=False,
        invalid_value_message=WRONG_CHOICE,
    )


class ButtonForm(FlaskForm):
    """A button that changes something; only says that it was really pressed here."""
