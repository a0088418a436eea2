"""What organisers may change of a project; the rules are in domain.project_terms."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.models import Part
from eventreg.web.forms.fields import (
    WRONG_CHOICE,
    WRONG_DATE,
    WRONG_NUMBER,
    WholeField,
    between,
    in_languages,
    in_our_times,
    line,
    options,
)
from eventreg.web.forms.organiser import ProjectForm
from eventreg.web.forms.organiser_events import long_text, web_address
from eventreg.web.forms.public import number_of

PARTS = {
    Part.PARTICIPANT: _("Participants"),
    Part.SPEAKER: _("Speakers"),
    Part.INTERPRETER: _("Interpreters"),
    Part.STAFF: _("Staff"),
}
IN_LANGUAGES = ("name", "funding_statement", "disclaimer")


class TermsForm(ProjectForm):
    """The terms of a grant, all that is said with it, and who counts; the short name stays."""

    slug = None
    version = HiddenField(filters=[number_of])
    balance_paid_on = DateField(_("Balance paid on"), [Optional(), in_our_times], invalid_value_message=WRONG_DATE)
    website = line(_("Website"), web_address)
    funding_statement_lv = long_text(
        _("Funding statement in Latvian"), DataRequired(_("Enter the funding statement in Latvian"))
    )
    funding_statement_en = long_text(_("Funding statement in English"))
    disclaimer_lv = long_text(_("Disclaimer in Latvian"))
    disclaimer_en = long_text(_("Disclaimer in English"))
    counted_parts = SelectMultipleField(
        _("Who counts as present"),
        choices=options(PARTS),
        coerce=Part,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        invalid_value_message=WRONG_CHOICE,
    )
    days_required = WholeField(
        _("Days of an event that make a participation"),
        [InputRequired(_("Enter the number of days")), between(1, 60, _("Enter a number from 1 to 60"))],
        invalid_value_message=WRONG_NUMBER,
    )

    def of_both(self, name: str) -> dict[str, str]:
        """Return a text in both languages; nothing where it was left empty in both."""
        typed = in_languages(self[f"{name}_lv"].data, self[f"{name}_en"].data)
        return typed if any(typed.values()) else {}

    def terms(self) -> dict[str, object]:
        """Return what was answered, under the names of domain.project_terms.Terms."""
        both = {f"{name}_{code}" for name in IN_LANGUAGES for code in ("lv", "en")}
        left_out = {*both, "csrf_token", "version"}
        same = {field.name: field.data for field in self if field.name not in left_out}
        return {**same, **{name: self.of_both(name) for name in IN_LANGUAGES}}

    def prefill(self, texts: dict[str, dict[str, str]]) -> None:
        """Put texts in both languages into their fields, over what stood there."""
        for name, text in texts.items():
            for code, words in text.items():
                self[f"{name}_{code}"].data = words
