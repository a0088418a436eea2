"""What several staff forms have: lines of text, choices, dates, amounts, each with its own words when wrong."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, Field, FieldList, Form, IntegerField, SelectChoice, StringField, ValidationError
from wtforms.validators import Length
from wtforms.widgets import TextInput

from eventreg.web.forms.text import clean_line

FIRST_YEAR, LAST_YEAR = 2000, 2099
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")

TOO_LONG = _("This is too long. Shorten it")
WRONG_CHOICE = _("Choose from the list")
WRONG_DATE = _("Check the date: it should look like 2026-03-23")
WRONG_NUMBER = _("Enter a whole number")


def in_languages(latvian: str, english: str) -> dict[str, str]:
    """Return a text as the domain keeps it: Latvian always, English where there is one."""
    return {"lv": latvian, **({"en": english} if english else {})}


def options(labels: dict[StrEnum, str]) -> list[SelectChoice]:
    """Return what a field offers, from words of the domain and what people call them."""
    return [SelectChoice(word.value, label) for word, label in labels.items()]


def line(label: str, *validators: object, longest: int = 200) -> StringField:
    """Return a field for one line of text."""
    return StringField(label, [*validators, Length(max=longest, message=TOO_LONG)], filters=[clean_line])


def between(least: int, most: int, message: str) -> Callable[[Form, Field], None]:
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


class WholeField(IntegerField):
    """A whole number as people write it and as our pages show it: "1 000"."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Leave out spaces between thousands."""
        super().process_formdata(["".join(text.split()) for text in valuelist])


class RowList(FieldList):
    """Fields in rows that are numbered in their names, as many as `max_entries`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.type = "FieldList"  # which _form.html knows

    def _extract_indices(self, prefix: str, formdata: dict[str, str]) -> Iterator[int]:
        """Find the rows that were sent; a name that is not one of ours ("days-²-date") is no row, nor an error."""
        rows = range(self.max_entries)
        return (row for row in rows if any(f"{name}-".startswith(f"{prefix}-{row}-") for name in formdata))
