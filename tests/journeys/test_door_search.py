"""Finding people on a device: as the server folds names, in an order that a door wants, and quickly."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from eventreg.domain.folding import fold
from tests.journeys.modules import open_modules

TODAY = "2019-01-24"
FAST = 50  # milliseconds
TEXTS = [
    "Paņko",
    "Pan\u0327ko",
    "ĀČĒĢĪĶĻŅŠŪŽ",
    "  Līga\u00a0\t Bērziņa\n",
    "Straße",
    "𝐋īga ㎒",
    "Ольга",
    "ΣΊΣΥΦΟΣ",
    "İ",
    "",
]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page in which the door's modules can be tried, without a service."""
    opened = open_modules(chromium)
    yield opened
    opened.close()


def entry(name: str, *, organisation: str = "Rīga", came: bool = False, **more: object) -> dict[str, object]:
    """An entry of the roster."""
    present = {TODAY: {"at": "2019-01-24T08:00:00Z"}} if came else {"2019-01-23": {"at": "2019-01-23T08:00:00Z"}}
    return {
        "id": len(name),
        "name": name,
        "organisation": organisation,
        "status": "confirmed",
        "present": present,
    } | more


def find(page: Page, wanted: str, *entries: dict[str, object]) -> list[str]:
    """The names that are found."""
    script = """async ([wanted, entries, day]) => {
        const {Finder} = await import("/static/door/finder.js");
        return new Finder(entries).find(wanted, day).map(({name}) => name);
    }"""
    return page.evaluate(script, [wanted, list(entries), TODAY])


def test_device_and_server_fold_alike(page):
    script = 'async (texts) => { const {fold} = await import("/static/door/finder.js"); return texts.map(fold); }'

    assert page.evaluate(script, TEXTS) == [fold(text) for text in TEXTS]


def test_who_is_not_here_yet_comes_first_and_beginnings_before_middles(page):
    people = entry("Anna Paņko", came=True), entry("Juris Uzpaņkovs"), entry("Zane Panko"), entry("Zane Roze")

    assert find(page, "PANKO", *people) == ["Zane Panko", "Juris Uzpaņkovs", "Anna Paņko"]


def test_every_word_counts_in_any_order_and_in_the_organisation_too(page):
    people = entry("Anna Bērziņa", organisation="Balvu novads"), entry("Anna Bērziņa", organisation="Ludzas novads")

    assert find(page, "balv ber ann", *people) == ["Anna Bērziņa"]


def test_two_letters_find_nobody_nor_does_a_name_that_is_not_there(page):
    people = entry("Anna Bo"), entry("Juris Bo", merged_into=7), {"id": 1, "status": "confirmed", "present": {}}

    assert [find(page, wanted, *people) for wanted in ("an", " b o", "ann", "juris")] == [[], [], ["Anna Bo"], []]


def test_five_thousand_names_are_searched_in_no_time(page):
    script = """async (day) => {
        const {Finder} = await import("/static/door/finder.js");
        const [names, surnames] = [["Anna", "Līga", "Pēteris", "Ģirts"], ["Bērziņš", "Paņko", "Šķērsone"]];
        const entries = Array.from({length: 5000}, (_, id) => ({id, name: `${names[id % 4]} ${surnames[id % 3]}${id}`,
            organisation: "Balvu novads", status: "confirmed", present: {}}));
        const finder = new Finder(entries);
        const times = ["balvu", "pan", "liga ber", "xyz", "panko 49"].map((wanted) => {
            const began = performance.now();
            finder.find(wanted, day);
            return performance.now() - began;
        });
        return times.sort((one, other) => one - other)[2];
    }"""

    assert page.evaluate(script, TODAY) < FAST
