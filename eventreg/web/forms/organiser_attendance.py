"""What an organiser enters from a list on paper: a row for each person who signed."""

import uuid

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Form, FormField, HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import Length

from eventreg.web.forms.fields import TOO_LONG, RowList, line
from eventreg.web.forms.public import number_of
from eventreg.web.forms.text import clean_line

ROWS, MOST_ROWS = 8, 60


def own_id(given: str | None) -> str:
    """Return a row's own random id, which makes the same row sent twice one entry; nonsense gets a new one."""
    try:
        return str(uuid.UUID(given))
    except (ValueError, TypeError, AttributeError):
        return str(uuid.uuid4())


class RowForm(Form):
    """Somebody who signed: a name or a code, and where several are meant, which one."""

    nonce = HiddenField(filters=[own_id])
    who = StringField(_("Name or code"), [Length(max=200, message=TOO_LONG)], filters=[clean_line])
    choice = RadioField(_("Who of them"), coerce=number_of, validate_choice=False)

    def ask(self, said: str, offered: dict[int, str]) -> None:
        """Say what is wrong with the row, and offer whom it may mean."""
        self.who.errors = [said]
        self.choice.choices = [SelectChoice(number, name) for number, name in offered.items()]
        self.choice.data = None


class AttendanceForm(FlaskForm):
    """Rows of people who were present on one day; empty ones are left out."""

    rows = RowList(FormField(RowForm), min_entries=ROWS, max_entries=MOST_ROWS)
    reason = line(_("Reason"), longest=500)  # asked for at a closed event

    def filled(self) -> list[RowForm]:
        """Return the rows in which something was written."""
        return [row.form for row in self.rows if row.form.who.data]

    def again(self, open_rows: list[RowForm]) -> "AttendanceForm":
        """Return a form of the rows that could not be entered, with empty ones below."""
        rows = [{"nonce": row.nonce.data, "who": row.who.data} for row in open_rows]
        form = AttendanceForm(formdata=None, rows=rows, reason=self.reason.data)
        for row, asked in zip(form.rows, open_rows, strict=False):
            row.form.who.errors, row.form.choice.choices = asked.who.errors, asked.choice.choices
        while len(form.rows) < min(len(open_rows) + ROWS // 2, MOST_ROWS):
            form.rows.append_entry()
        form.rows.errors = [row.who.errors for row in open_rows]
        return form


class TakeBackForm(FlaskForm):
    """The button that takes an attendance back; at a closed event it says why."""

    reason = line(_("Reason"), longest=500)
