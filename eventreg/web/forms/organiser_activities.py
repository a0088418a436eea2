"""What organisers fill in about activities without attendance, and about indicators."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from eventreg.models import Kind
from eventreg.web.forms.fields import (
    WRONG_CHOICE,
    WRONG_DATE,
    WRONG_NUMBER,
    WholeField,
    between,
    in_our_times,
    line,
    options,
)
from eventreg.web.forms.organiser_events import Numbered, long_text, web_address
from eventreg.web.forms.public import number_of

KINDS = {Kind.SERVICE: _("Service"), Kind.PUBLICATION: _("Publication"), Kind.MEDIA: _("Media")}


class ActivityForm(Numbered, FlaskForm):
    """An activity without attendance, as its organiser describes it."""

    version = HiddenField(filters=[number_of])
    kind = RadioField(
        _("Kind"),
        [InputRequired(_("Choose from the list"))],
        choices=options(KINDS),
        coerce=Kind,
        default=Kind.SERVICE,
        invalid_value_message=WRONG_CHOICE,
        invalid_choice_message=WRONG_CHOICE,
    )
    organisation = SelectField(_("Organisation"), coerce=number_of, default="", invalid_choice_message=WRONG_CHOICE)
    work_package = line(_("Work package"), longest=40)
    description_lv = long_text(_("Description in Latvian"))
    description_en = long_text(_("Description in English"))
    partners = line(_("Partners"), longest=1000)
    place = line(_("Place"))
    website = line(_("Website"), web_address)
    first_day = DateField(_("First day"), [Optional(), in_our_times], invalid_value_message=WRONG_DATE)
    last_day = DateField(_("Last day"), [Optional(), in_our_times], invalid_value_message=WRONG_DATE)
    period_reason = line(_("Why a date lies outside the project's period"), longest=500)

    def validate_last_day(self, field: Field) -> None:
        """An activity ends when it has begun, not before."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("The last day is before the first one"))


class IndicatorForm(FlaskForm):
    """A number that the grant reports, and where it comes from."""

    version = HiddenField(filters=[number_of])
    name_lv = line(_("What is counted, in Latvian"), DataRequired(_("Enter in Latvian what is counted")))
    name_en = line(_("What is counted, in English"))
    value = WholeField(
        _("How many"),
        [InputRequired(_("Enter how many")), between(0, 1_000_000_000, _("Enter a number from 0 to 1000000000"))],
        invalid_value_message=WRONG_NUMBER,
    )
    unit_lv = line(_("Unit in Latvian"), longest=80)
    unit_en = line(_("Unit in English"), longest=80)
    counted_on = DateField(_("Counted on"), [Optional(), in_our_times], invalid_value_message=WRONG_DATE)
    source = line(_("Source"), longest=500)
