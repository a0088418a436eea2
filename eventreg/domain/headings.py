"""What stands over the columns and before the rows of a report: the categories, and what they are called there."""

from collections.abc import Iterable

from eventreg.domain.sentence import plural_form
from eventreg.models import Category


def of(category: Category, language: str) -> str:
    """Return a category's plural with a capital ("Romu pārstāvji"), in Latvian where the language has no words."""
    spoken = language if category.forms.get(language) else "lv"
    words = category.forms[spoken][plural_form(spoken, 2)]
    return words[:1].upper() + words[1:]


def list_leaves(tree: Iterable[Category]) -> list[Category]:
    """Return the categories that people choose, in the tree's order: with *not stated* they sum to the total."""
    everything = list(tree)
    parents = {category.parent_id for category in everything}
    return [category for category in everything if category.id not in parents]
