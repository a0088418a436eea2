"""The list of countries in a form: 250 options, which are written once for each language and not for each reader."""

from functools import lru_cache

from markupsafe import Markup, escape
from wtforms import SelectField, ValidationError
from wtforms.widgets import html_params

SELECTED, PLAIN = '<option selected value="{}">', '<option value="{}">'


class CountrySelect:
    """Writes the field as wtforms.widgets.Select does, whose options cost more than the rest of a page."""

    def __call__(self, field: "CountryField", **kwargs: object) -> Markup:
        """Return the field with its one chosen option marked."""
        options = _options(tuple(field.choices.items()))
        if field.data in field.choices:
            value = escape(field.data)
            options = options.replace(PLAIN.format(value), SELECTED.format(value), 1)
        params = html_params(name=field.name, **{"id": field.id, **kwargs})
        return Markup(f"<select {params}>{options}</select>")


class CountryField(SelectField):
    """One country; `choices` are names by code, and none of them has attributes or groups."""

    widget = CountrySelect()

    def pre_validate(self, form: object) -> None:
        """Refuse what is not in the list."""
        if self.data not in self.choices:
            raise ValidationError(self.invalid_choice_message)


@lru_cache(maxsize=8)
def _options(choices: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{PLAIN.format(escape(code))}{escape(name)}</option>" for code, name in choices)
