"""What organisers fill in about a project: the terms of its grant; the rules are in domain.projects."""

import re
from decimal import Decimal

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, RadioField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from eventreg.models import Programme
from eventreg.web.forms.fields import (
    WRONG_CHOICE,
    WRONG_DATE,
    AmountField,
    between,
    in_languages,
    in_our_times,
    line,
    options,
)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN_BY_PAGES = ("new",)

WRONG_SHARE = _("Enter a percentage from 0 to 100, with at most two decimals")
WRONG_AMOUNT = _("Enter an amount in euro, with at most two decimals")

PROGRAMMES = {
    Programme.REC_2014_2020: _("Rights, Equality and Citizenship Programme 2014–2020"),
    Programme.CERV_2021_2027: _("Citizens, Equality, Rights and Values 2021–2027"),
    Programme.OTHER: _("Another programme"),
}


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
        [InputRequired(_("Enter the share of the European Union")), between(0, 100, WRONG_SHARE)],
        invalid_value_message=WRONG_SHARE,
    )
    national_share = AmountField(
        _("National share, %"),
        [InputRequired(_("Enter the national share")), between(0, 100, WRONG_SHARE)],
        invalid_value_message=WRONG_SHARE,
    )
    grant_maximum = AmountField(
        _("Grant at most, euro"),
        [Optional()],
        invalid_value_message=WRONG_AMOUNT,
    )
    granting_authority = line(_("Granting authority"))
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
