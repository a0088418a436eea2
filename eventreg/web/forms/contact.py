"""How somebody can be reached: the two fields that every form about a person has, with one error each."""

import re

from flask_babel import lazy_gettext as _
from wtforms import EmailField, Field, Form, TelField
from wtforms.validators import DataRequired, Email, StopValidation

from eventreg.web.forms.text import clean_line, none_if_empty

PHONE = re.compile(r"\+?[0-9 ()./-]+")
FEWEST_DIGITS = 5
LONGEST_EMAIL, LONGEST_PHONE = 254, 32


def email(missing: str = "") -> EmailField:
    """Return a field for an e-mail address, which may be left out unless `missing` says what is then wrong."""
    looks_right = Email(
        _("Check the e-mail address: it should look like name@example.lv"),
        check_deliverability=False,
        allow_smtputf8=False,
    )
    asked = DataRequired(missing) if missing else left_out
    return EmailField(_("E-mail"), [asked, email_fits, looks_right], filters=[clean_line, none_if_empty])


def phone() -> TelField:
    """Return a field for a phone number, which may be left out."""
    return TelField(_("Phone"), [left_out, phone_looks_right], filters=[clean_line, none_if_empty])


def left_out(_form: Form, field: Field) -> None:
    """Ask no more where nothing was answered, or nothing that can be seen."""
    if field.data is None:
        raise StopValidation


def email_fits(_form: Form, field: Field) -> None:
    """Say of a long address only that it is long."""
    if len(field.data) > LONGEST_EMAIL:
        raise StopValidation(_("The e-mail address is too long"))


def phone_looks_right(_form: Form, field: Field) -> None:
    """Accept a number as people write it: digits, spaces, and a few marks."""
    if len(field.data) > LONGEST_PHONE:
        raise StopValidation(_("The phone number is too long"))
    digits = sum(c.isdecimal() for c in field.data)
    if not PHONE.fullmatch(field.data) or digits < FEWEST_DIGITS:
        raise StopValidation(_("Check the phone number: it should look like +371 20 000 000"))
