"""What coordinators fill in: the numbers that the grant promised."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from eventreg.web.forms.fields import WRONG_NUMBER, WholeField, between

MOST_PERSONS = 10_000_000
ALL = "all"
"""The name of the field for the project as a whole; those of categories are "of-" and the key."""


class TargetsForm(FlaskForm):
    """Unique persons that the grant promised, in all and by category; an empty answer is no target."""

    def by_key(self) -> dict[str | None, int | None]:
        """Return the answers by category key, None for the whole project."""
        keys = {
            name: None if name == ALL else name.removeprefix("of-") for name in self._fields if name != "csrf_token"
        }
        return {key: self[name].data for name, key in keys.items()}


def targets_form(headings: dict[str, str], persons: dict[str | None, int]) -> TargetsForm:
    """Return the form for a project with these categories (key to heading), filled with its present targets."""
    fields = {ALL: _persons(_("In all, each person once"), persons.get(None))}
    fields |= {f"of-{key}": _persons(heading, persons.get(key)) for key, heading in headings.items()}
    return type("TargetsOfProject", (TargetsForm,), fields)()


def _persons(label: str, present: int | None) -> WholeField:
    return WholeField(
        label,
        [Optional(), between(0, MOST_PERSONS, _("Enter a number from 0 to 10000000"))],
        default=present,
        invalid_value_message=WRONG_NUMBER,
    )
