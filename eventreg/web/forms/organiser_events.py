"""What organisers fill in about an event and its days; the rules are in domain.events."""

import re
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eventreg.models import EventType, Mode
from eventreg.web.forms.countries import CountryField
from eventreg.web.forms.event_days import MOST_DAYS, DayForm, SeveralDays, too_many
from eventreg.web.forms.fields import (
    TOO_LONG,
    WRONG_CHOICE,
    WRONG_NUMBER,
    RowList,
    WholeField,
    between,
    in_our_times,
    line,
    options,
)
from eventreg.web.forms.public import number_of
from eventreg.web.forms.text import clean_text

MOST_PLACES = 100_000
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")

WRONG_MOMENT = _("Check date and time: they should look like 2026-03-23T09:00")

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


def long_text(label: str, *validators: object) -> TextAreaField:
    """Return a field for a text of several paragraphs."""
    return TextAreaField(label, [*validators, Length(max=5000, message=TOO_LONG)], filters=[clean_text])


def web_address(_form: Form, field: Field) -> None:
    """Let in an address that a browser opens, and no script."""
    if field.data and not WEB_ADDRESS.fullmatch(field.data):
        raise ValidationError(_("Check the address: it should look like https://example.lv"))


class Numbered(Form):
    """What an event or an activity is called, and its number in the project."""

    name_lv = line(_("Name in Latvian"), DataRequired(_("Enter the name in Latvian")))
    name_en = line(_("Name in English"))
    number = WholeField(
        _("Number in the project"),
        [InputRequired(_("Enter the number")), between(1, 9999, _("Enter a number from 1 to 9999"))],
        invalid_value_message=WRONG_NUMBER,
    )


class EventForm(Numbered, FlaskForm):
    """An event as its organiser describes it; moments are in the project's time zone.

    `version` is that of the event which the organiser saw.
    """

    version = HiddenField(filters=[number_of])

    type = SelectField(
        _("Type"),
        choices=options(TYPES),
        coerce=EventType,
        default=EventType.MEETING,
        invalid_value_message=WRONG_CHOICE,
    )
    organisation = SelectField(_("Organisation"), coerce=number_of, default="", invalid_choice_message=WRONG_CHOICE)
    work_package = line(_("Work package"), longest=40)
    description_lv = long_text(_("Description in Latvian"))
    description_en = long_text(_("Description in English"))
    programme_lv = long_text(_("Agenda in Latvian"))
    programme_en = long_text(_("Agenda in English"))
    partners = line(_("Partners"), longest=1000)
    website = line(_("Website"), web_address)
    days = RowList(FormField(DayForm), min_entries=1, max_entries=MOST_DAYS)
    several = FormField(SeveralDays)
    period_reason = line(_("Why a date lies outside the project's period"), longest=500)
    mode = RadioField(
        _("Where people meet"),
        choices=options(MODES),
        coerce=Mode,
        default=Mode.IN_SITU,
        validate_choice=False,
        invalid_value_message=WRONG_CHOICE,
    )
    place = line(_("Place"), DataRequired(_("Enter the place")))
    country = CountryField(_("Country"), default="LV", invalid_choice_message=WRONG_CHOICE)
    capacity = WholeField(
        _("Places"),
        [Optional(), between(1, MOST_PLACES, _("Enter a number from 1 to 100000"))],
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
    tell = BooleanField(_("Tell those who signed up by e-mail"))
    conclusions_lv = long_text(_("Conclusions in Latvian"))
    conclusions_en = long_text(_("Conclusions in English"))

    def add_day(self) -> None:
        """Offer one more row for a day, as long as there is room."""
        if len(self.days) < MOST_DAYS:
            self.days.append_entry()

    def add_several(self) -> bool:
        """Put the days that follow a rhythm into rows, except for those that are there; say whether they are right."""
        rows = self.several.form
        if not rows.validate():
            return False
        there = {row["date"] for row in self.list_days()}
        added = [day for day in rows.list_days() if day["date"] not in there]
        if len(there) + len(added) > MOST_DAYS:
            rows.last.errors = [too_many()]
            return False
        while added and len(self.days) and not self.days[-1].form.is_begun():
            self.days.pop_entry()
        for day in added:
            self.days.append_entry(day)
        self.several.process(None)
        return True

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


class ButtonForm(FlaskForm):
    """A button that changes something; only says that it was really pressed here."""
