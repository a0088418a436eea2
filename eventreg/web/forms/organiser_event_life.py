"""What organisers fill in when an event is published, cancelled or copied; the rules are in the domain."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired, InputRequired, Optional

from eventreg.web.forms.fields import WRONG_DATE, WRONG_NUMBER, WholeField, between, in_our_times, line


class PublishForm(FlaskForm):
    """What is asked when a draft is shown to the public."""

    period_reason = line(_("Why a date lies outside the project's period"), longest=500)


class CancelEventForm(FlaskForm):
    """Why an event does not take place, as those who signed up read it."""

    reason_lv = line(_("Reason in Latvian"), DataRequired(_("Enter the reason in Latvian")), longest=500)
    reason_en = line(_("Reason in English"), longest=500)


class CopyForm(FlaskForm):
    """What is new in a copy of an event."""

    number = WholeField(
        _("Number in the project"),
        [InputRequired(_("Enter the number")), between(1, 9999, _("Enter a number from 1 to 9999"))],
        invalid_value_message=WRONG_NUMBER,
    )
    first_day = DateField(_("First day of the copy"), [Optional(), in_our_times], invalid_value_message=WRONG_DATE)
    period_reason = line(_("Why a date lies outside the project's period"), longest=500)
    people = BooleanField(_("Take its people along"))
