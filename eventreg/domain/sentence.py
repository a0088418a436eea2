"""The results sentence in Latvian and English, with right forms for any numbers (DOMAIN.md 3.6)."""

from dataclasses import dataclass

from eventreg.domain.results import Results, list_branches
from eventreg.models import Category


@dataclass(frozen=True)
class Part:
    """A number with its noun, and the parts that it is made of."""

    number: int
    words: str
    children: tuple["Part", ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


def plural_form(language: str, number: int) -> int:
    """Return which form a noun takes after a number: gettext's rule, not CLDR's (DOMAIN.md, finding 3).

    Latvian: 0 for 1, 21, 101 (one), 1 for the others, 2 for nought. English: 0 for one, 1 else.
    """
    if language == "lv":
        if number % 10 == 1 and number % 100 != 11:
            return 0
        return 1 if number else 2
    return 0 if number == 1 else 1


def write(results: Results, language: str) -> str:
    """Return the sentence of a project's unique persons by category, in "lv" or "en".

    Latvian as the ministry writes it: no subject, no full stop. Categories at nought are left
    out, a parent at nought with its children; with nobody at all the sentence says so.
    """
    tree = [line.category for line in results.lines]
    counts = results.persons_by_key
    parts = [
        _part(root, counts, language, tuple(_part(child, counts, language) for child in children if counts[child.key]))
        for root, children in list_branches(tree)
        if counts[root.key]
    ]
    if not parts and results.persons:
        return _not_stated(results.persons, language)
    return write_parts(parts, language)


def _not_stated(persons: int, language: str) -> str:
    """Return the sentence of people of whom nobody stated a category."""
    one = plural_form(language, persons) == 0
    if language == "lv":
        who = "dalībnieks, kura kategorija" if one else "dalībnieki, kuru kategorija"
        return f"ir {'iesaistīts' if one else 'iesaistīti'} {persons} {who} nav norādīta"
    who = "participant" if one else "participants"
    return f"{persons} {who} whose category is not stated {'has' if one else 'have'} been involved."


def write_parts(parts: list[Part], language: str) -> str:
    """Return the sentence of numbers with nouns, none of them nought."""
    return _latvian(parts) if language == "lv" else _english(parts)


def _part(category: Category, counts: dict[str, int], language: str, children: tuple[Part, ...] = ()) -> Part:
    number = counts[category.key]
    return Part(number, category.forms[language][plural_form(language, number)], children)


def _latvian(parts: list[Part]) -> str:
    if not parts:
        return "nav iesaistīts neviens dalībnieks"
    first, *others = parts
    verb = "ir iesaistīts" if plural_form("lv", first.number) == 0 else "ir iesaistīti"
    if not first.children:
        return f"{verb} {_list_latvian(parts)}"
    if not others:
        return f"{verb} {first}, t.sk. {_list_latvian(first.children)}"
    inner = ", ".join(str(child) for child in first.children)
    return f"{verb} {first}, t.sk. {inner}, kā arī {_list_latvian(others)}"


def _english(parts: list[Part]) -> str:
    if not parts:
        return "No participants have been involved."
    first, *others = parts
    if not first.children:
        verb = "has" if len(parts) == 1 and first.number == 1 else "have"
        return f"{_list_english(parts)} {verb} been involved."
    verb = "has" if first.number == 1 else "have"
    inner = f"{first} {verb} been involved, including {_list_english(first.children)}"
    return f"{inner}, as well as {_list_english(others)}." if others else f"{inner}."


def _list_latvian(parts: list[Part] | tuple[Part, ...]) -> str:
    return _listed([str(part) for part in parts], "un")


def _list_english(parts: list[Part] | tuple[Part, ...]) -> str:
    return _listed([str(part) for part in parts], "and")


def _listed(words: list[str], conjunction: str) -> str:
    *before, last = words
    return f"{', '.join(before)} {conjunction} {last}" if before else last
