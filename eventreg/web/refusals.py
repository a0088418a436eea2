"""How a rule's refusal reads: as a sentence, and on the form that it speaks of."""

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from eventreg.domain.errors import Refused


def sentence(refused: Refused) -> str:
    """Return why a rule stops the work, in the reader's language."""
    return gettext(refused.message, **refused.values)


def put(form: FlaskForm, refused: Refused) -> None:
    """Put the sentence of a refusal on the field that it is about; where the form has none, above the form."""
    if refused.field is None or refused.field not in form:
        form.form_errors.append(sentence(refused))
        return
    field = form[refused.field]
    while isinstance(field, FieldList | FormField):
        if isinstance(field, FieldList):
            field.errors = [*field.errors, sentence(refused)]
        field = next(iter(field))  # a visitor is led to the first thing that can be changed
    field.errors = [*field.errors, sentence(refused)]
