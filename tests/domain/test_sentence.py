"""The results sentence in Latvian and English, against DOMAIN.md 3.6 written out once more here."""

from gettext import c2py

import pytest
from babel.messages.catalog import Catalog

from eventreg.domain import categories, results, sentence
from eventreg.domain.results import CategoryLine, Results
from tests.factories import admit, make_event, make_project, make_registration

NUMBERS = (0, 1, 2, 9, 10, 11, 15, 20, 21, 22, 90, 101, 111, 121)
ENDING_IN_ONE = (1, 21, 81, 91, 101, 121)  # of all numbers here the ones that Latvian says in the singular
SEED = {"municipality": 75, "ministry": 15, "roma": 95, "ngo": 24, "international": 9}
PLACES = ("state_administration", *SEED)

FORMS = {
    "state_administration": (
        ("valsts pārvaldes pārstāvis", "valsts pārvaldes pārstāvji", "valsts pārvaldes pārstāvju"),
        ("public-administration representative", "public-administration representatives"),
    ),
    "municipality": (
        (
            "pašvaldību pārstāvis vai speciālists",
            "pašvaldību pārstāvji un speciālisti",
            "pašvaldību pārstāvju un speciālistu",
        ),
        ("municipal representative or specialist", "municipal representatives and specialists"),
    ),
    "ministry": (
        (
            "ministriju un to padotībā esošu iestāžu pārstāvis",
            "ministriju un to padotībā esošu iestāžu pārstāvji",
            "ministriju un to padotībā esošu iestāžu pārstāvju",
        ),
        (
            "representative of ministries and their subordinate institutions",
            "representatives of ministries and their subordinate institutions",
        ),
    ),
    "roma": (
        ("romu pārstāvis", "romu pārstāvji", "romu pārstāvju"),
        ("Roma representative", "Roma representatives"),
    ),
    "ngo": (
        (
            "pārstāvis no ne-romu nevalstiskajām organizācijām",
            "pārstāvji no ne-romu nevalstiskajām organizācijām",
            "pārstāvju no ne-romu nevalstiskajām organizācijām",
        ),
        (
            "representative of non-Roma non-governmental organisations",
            "representatives of non-Roma non-governmental organisations",
        ),
    ),
    "international": (
        (
            "citu ES dalībvalstu un starptautisko organizāciju eksperts",
            "citu ES dalībvalstu un starptautisko organizāciju eksperti",
            "citu ES dalībvalstu un starptautisko organizāciju ekspertu",
        ),
        (
            "expert from other EU Member States and international organisations",
            "experts from other EU Member States and international organisations",
        ),
    ),
}


@pytest.fixture
def write(session):
    """Write the sentence of these numbers, with the categories of a new project."""
    tree = categories.list_all(session, make_project(session).id)

    def write(language: str, counts: dict[str, int]) -> str:
        total = counts["municipality"] + counts["ministry"]
        numbers = counts | {"state_administration": total}
        lines = tuple(CategoryLine(each, 0, numbers[each.key], 0, None) for each in tree)
        return sentence.write(Results(None, lines, 0, 0, 0, 0, 0, None), language)

    return write


def test_the_seed(write):
    assert write("lv", SEED) == (
        "ir iesaistīti 90 valsts pārvaldes pārstāvji, t.sk. 75 pašvaldību pārstāvji un speciālisti, 15 ministriju un to"
        " padotībā esošu iestāžu pārstāvji, kā arī 95 romu pārstāvji, 24 pārstāvji no ne-romu nevalstiskajām"
        " organizācijām un 9 citu ES dalībvalstu un starptautisko organizāciju eksperti"
    )
    assert write("en", SEED) == (
        "90 public-administration representatives have been involved, including 75 municipal representatives and"
        " specialists and 15 representatives of ministries and their subordinate institutions, as well as 95 Roma"
        " representatives, 24 representatives of non-Roma non-governmental organisations and 9 experts from other EU"
        " Member States and international organisations."
    )


def test_everybody_once(write):
    counts = {"municipality": 1, "ministry": 0, "roma": 1, "ngo": 1, "international": 1}

    assert write("lv", counts) == (
        "ir iesaistīts 1 valsts pārvaldes pārstāvis, t.sk. 1 pašvaldību pārstāvis vai speciālists, kā arī 1 romu"
        " pārstāvis, 1 pārstāvis no ne-romu nevalstiskajām organizācijām un 1 citu ES dalībvalstu un starptautisko"
        " organizāciju eksperts"
    )
    assert write("en", counts) == (
        "1 public-administration representative has been involved, including 1 municipal representative or"
        " specialist, as well as 1 Roma representative, 1 representative of non-Roma non-governmental organisations"
        " and 1 expert from other EU Member States and international organisations."
    )


def test_nobody(write):
    assert write("lv", dict.fromkeys(SEED, 0)) == "nav iesaistīts neviens dalībnieks"
    assert write("en", dict.fromkeys(SEED, 0)) == "No participants have been involved."


def test_administration_alone(write):
    counts = dict.fromkeys(SEED, 0) | {"municipality": 20, "ministry": 1}

    assert write("lv", counts) == (
        "ir iesaistīts 21 valsts pārvaldes pārstāvis, t.sk. 20 pašvaldību pārstāvji un speciālisti un 1 ministriju un"
        " to padotībā esošu iestāžu pārstāvis"
    )
    assert write("en", counts) == (
        "21 public-administration representatives have been involved, including 20 municipal representatives and"
        " specialists and 1 representative of ministries and their subordinate institutions."
    )


@pytest.mark.parametrize("key", ["roma", "ngo", "international"])
@pytest.mark.parametrize("number", [1, 2, 11, 21])
def test_one_category_alone(write, key, number):
    counts = dict.fromkeys(SEED, 0) | {key: number}
    latvian_verb = "ir iesaistīts" if number in ENDING_IN_ONE else "ir iesaistīti"
    english_verb = "has" if number == 1 else "have"

    assert write("lv", counts) == f"{latvian_verb} {latvian(key, number)}"
    assert write("en", counts) == f"{english(key, number)} {english_verb} been involved."


@pytest.mark.parametrize("place", PLACES)
def test_every_number_in_every_place(write, place):
    written = [(n, write("lv", put(n, place)), write("en", put(n, place))) for n in NUMBERS]

    assert written == [(n, in_latvian(put(n, place)), in_english(put(n, place))) for n in NUMBERS]


def test_the_categories_have_the_forms_of_the_table(session):
    tree = categories.list_all(session, make_project(session).id)

    forms = {each.key: (tuple(each.forms["lv"]), tuple(each.forms["en"])) for each in tree}

    assert forms == FORMS


@pytest.mark.parametrize("language", ["lv", "en"])
def test_numbers_take_the_form_that_gettext_takes(language):
    rule = c2py(Catalog(locale=language).plural_expr)

    assert [sentence.plural_form(language, n) for n in range(1001)] == [int(rule(n)) for n in range(1001)]


def put(number: int, place: str) -> dict[str, int]:
    """Return the seed's numbers with another one in one place; the parent's is shared out among its children."""
    if place == "state_administration":
        return SEED | {"municipality": number - number // 3, "ministry": number // 3}
    return SEED | {place: number}


def latvian(key: str, number: int) -> str:
    """Return a number with its noun: singular after 1, 21 and so on, else plural."""
    return f"{number} {FORMS[key][0][0 if number in ENDING_IN_ONE else 1]}"


def english(key: str, number: int) -> str:
    return f"{number} {FORMS[key][1][0 if number == 1 else 1]}"


def in_latvian(counts: dict[str, int]) -> str:
    """Return the template of DOMAIN.md 3.6, without what is nought; some of the last three is always there."""
    total = counts["municipality"] + counts["ministry"]
    children = ", ".join(latvian(key, counts[key]) for key in ("municipality", "ministry") if counts[key])
    others = [latvian(key, counts[key]) for key in ("roma", "ngo", "international") if counts[key]]
    listed = ", ".join(others[:-1]) + " un " + others[-1]
    first = total or next(counts[key] for key in ("roma", "ngo", "international") if counts[key])
    verb = "ir iesaistīts" if first in ENDING_IN_ONE else "ir iesaistīti"
    if not total:
        return f"{verb} {listed}"
    return f"{verb} {latvian('state_administration', total)}, t.sk. {children}, kā arī {listed}"


def in_english(counts: dict[str, int]) -> str:
    """Return the English template, without what is nought."""
    total = counts["municipality"] + counts["ministry"]
    children = " and ".join(english(key, counts[key]) for key in ("municipality", "ministry") if counts[key])
    others = [english(key, counts[key]) for key in ("roma", "ngo", "international") if counts[key]]
    listed = ", ".join(others[:-1]) + " and " + others[-1]
    if not total:
        return f"{listed} have been involved."
    verb = "has" if total == 1 else "have"
    first = english("state_administration", total)
    return f"{first} {verb} been involved, including {children}, as well as {listed}."


@pytest.mark.parametrize(
    ("persons", "latvian", "english"),
    [
        (
            1,
            "ir iesaistīts 1 dalībnieks, kura kategorija nav norādīta",
            "1 participant whose category is not stated has been involved.",
        ),
        (
            12,
            "ir iesaistīti 12 dalībnieki, kuru kategorija nav norādīta",
            "12 participants whose category is not stated have been involved.",
        ),
        (0, "nav iesaistīts neviens dalībnieks", "No participants have been involved."),
    ],
)
def test_nobody_is_said_only_when_nobody_came(session, persons, latvian, english):
    event = make_event(session)
    for _ in range(persons):
        admit(session, make_registration(session, event, category=None))

    found = results.read(session, event.project)

    assert (sentence.write(found, "lv"), sentence.write(found, "en")) == (latvian, english)
