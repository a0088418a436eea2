"""The days of an event as its organiser fills them in: one by one, or several that follow a rhythm."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, Form, SelectField, TimeField, ValidationError
from wtforms.validators import Optional, StopValidation

from eventreg.web.forms.fields import WRONG_CHOICE, WRONG_DATE, in_our_times, options

MOST_DAYS = 60
WRONG_TIME = _("Check the time: it should look like 09:30")


class Rhythm(StrEnum):
    """On which days from the first to the last."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"


RHYTHMS = {
    Rhythm.DAILY: _("Every day"),
    Rhythm.WEEKDAYS: _("Monday to Friday"),
    Rhythm.WEEKLY: _("Once a week, as the first day"),
}


def needed_with_others(message: str) -> Callable[[Form, Field], None]:
    """Return a check that asks for a date where others of its row are given; an empty row is none."""

    def check(form: Form, field: Field) -> None:
        if field.raw_data and field.raw_data[0].strip():
            return
        field.errors.clear()
        raise StopValidation(message if form.is_begun() else None)

    return check


def hour(label: str) -> TimeField:
    """Return a field for a time of day, which may be left open."""
    return TimeField(label, [Optional()], format=["%H:%M", "%H:%M:%S"], invalid_value_message=WRONG_TIME)


class Dated(Form):
    """A row of dates and times, in the order in which they are read."""

    def is_begun(self) -> bool:
        """Say whether a date or a time was given."""
        return any(isinstance(field, DateField | TimeField) and field.data for field in self)

    def validate_ends_at(self, field: Field) -> None:
        """A day ends after it has begun."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The day ends before it starts"))


class DayForm(Dated):
    """One day of an event; left empty, it is none."""

    date = DateField(
        _("Date"),
        [needed_with_others(_("Enter the date of this day")), in_our_times],
        invalid_value_message=WRONG_DATE,
    )
    starts_at = hour(_("Starts"))
    ends_at = hour(_("Ends"))


class SeveralDays(Dated):
    """Days that follow a rhythm, all with the same times; left empty, there are none."""

    first = DateField(
        _("First day"),
        [needed_with_others(_("Enter the first day")), in_our_times],
        invalid_value_message=WRONG_DATE,
    )
    last = DateField(
        _("Last day"),
        [needed_with_others(_("Enter the last day")), in_our_times],
        invalid_value_message=WRONG_DATE,
    )
    rhythm = SelectField(
        _("On which days"),
        choices=options(RHYTHMS),
        coerce=Rhythm,
        default=Rhythm.DAILY,
        invalid_value_message=WRONG_CHOICE,
    )
    starts_at = hour(_("Starts"))
    ends_at = hour(_("Ends"))

    def validate_last(self, field: Field) -> None:
        """The last day follows the first, and they are no more than an event has."""
        if field.errors or self.first.errors or not self.first.data:
            return
        if field.data < self.first.data:
            raise ValidationError(_("The last day is before the first one"))
        if len(self.list_days()) > MOST_DAYS:
            raise ValidationError(too_many())

    def list_days(self) -> list[dict[str, object]]:
        """Return the days between first and last that the rhythm has: date, starts_at, ends_at."""
        if not self.first.data or not self.last.data:
            return []
        span = (self.last.data - self.first.data).days + 1
        dates = (self.first.data + timedelta(days=after) for after in range(span))
        hours = {"starts_at": self.starts_at.data, "ends_at": self.ends_at.data}
        return [{"date": day, **hours} for day in dates if self._has(day)]

    def _has(self, day: date) -> bool:
        match self.rhythm.data:
            case Rhythm.WEEKDAYS:
                return day.weekday() < 5
            case Rhythm.WEEKLY:
                return day.weekday() == self.first.data.weekday()
        return True


def too_many() -> str:
    """Return what is said of more days than an event may have."""
    return gettext("An event has at most %(number)s days", number=MOST_DAYS)
