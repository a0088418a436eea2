"""The list of countries in a form, which is written otherwise than the library would and reads the same."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.widgets import Select

from eventreg.web.forms.countries import CountryField

NAMES = {"LV": "Latvija", "AX": "Åland & “more” <b>", "CI": "Côte d'Ivoire", 'Q"': "Nowhere"}


class Asking(Form):
    """A form that asks for a country."""

    country = CountryField("Country", default="LV", invalid_choice_message="Choose one")


def asking(*sent):
    """Return the form, sent with these answers."""
    form = Asking(MultiDict([("country", each) for each in sent]))
    form.country.choices = NAMES
    return form


@pytest.mark.parametrize("sent", [(), *[(code,) for code in NAMES], ("XX",), ("lv",), ("",), ("<option",)])
@pytest.mark.parametrize("attributes", [{}, {"autocomplete": "country", "aria_invalid": "true", "id": "other"}])
def test_reads_as_the_library_writes_it(sent, attributes):
    field = asking(*sent).country

    assert field(**attributes) == Select()(field, **attributes)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ((), []),
        (("CI",), []),
        (('Q"',), []),
        (("XX",), ["Choose one"]),
        (("lv",), ["Choose one"]),
        (("",), ["Choose one"]),
    ],
)
def test_takes_only_what_is_in_the_list(sent, errors):
    form = asking(*sent)

    assert (form.validate(), form.country.errors) == (not errors, errors)


def test_another_list_is_not_mistaken_for_the_one_before():
    first, second = asking(), asking("EE")
    second.country.choices = {"LV": "Latvia", "EE": "Estonia"}
    first.country()

    assert second.country() == Select()(second.country)
