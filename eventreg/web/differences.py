"""What differs between two fillings of one form: what is saved now, and what somebody typed meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, HiddenField, RadioField, SelectField, SelectMultipleField

from eventreg import language
from eventreg.domain.errors import ChangedMeanwhile, Refused
from eventreg.web import refusals


@dataclass(frozen=True)
class Difference:
    """One answer of a form: its label, what is saved, what was typed; both as they are read."""

    label: str
    saved: str
    typed: str


UNSAVED = ("tell", "several")  # what is asked besides


def compare(form: FlaskForm, saved: FlaskForm, refused: Refused, *, version: int) -> list[Difference]:
    """Put a refusal on a form; if somebody else was faster, return where it differs from what is saved.

    The form then knows the version that the page shows, so that sending it again is a decision.
    """
    refusals.put(form, refused)
    if not isinstance(refused, ChangedMeanwhile):
        return []
    form["version"].data = version
    return between(saved, form)


def between(saved: FlaskForm, typed: FlaskForm) -> list[Difference]:
    """Return the answers that differ, in the order of the form."""
    return [
        Difference(_label(field), _words(saved[field.name]), _words(field))
        for field in typed
        if field.name not in UNSAVED
        and not isinstance(field, HiddenField)
        and _words(saved[field.name]) != _words(field)
    ]


def _label(field: Field) -> str:
    return gettext("Days") if isinstance(field, FieldList) else str(field.label.text)


def _words(field: Field) -> str:
    """Return an answer as it is read; nothing is a dash."""
    if isinstance(field, FieldList):
        rows = (row.data for row in field if row.data["date"])
        return "; ".join(" ".join(_show(value) for value in row.values() if value) for row in rows) or "–"
    if isinstance(field, SelectField | RadioField | SelectMultipleField):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected) or "–"
    return _show(field.data)


def _show(value: object) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return f"{language.day(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return language.day(value)
    return str(value) if value not in (None, "") else "–"
