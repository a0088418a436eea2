"""The exact results as files: the same numbers as on the pages, and nobody's name."""

import csv
import io

import pytest

from eventreg.delivery.csv import BYTE_ORDER_MARK, harmless
from tests.web.test_results import ENGLISH, LATVIAN


def read_csv(response):
    """Return the tables of a CSV file."""
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert text.startswith(BYTE_ORDER_MARK) and "\r\n" in text
    tables = [[]]
    for row in csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))):
        if row:
            tables[-1].append(row)
        else:
            tables.append([])
    return tables


def test_the_csv_holds_the_same_numbers_as_the_pages(coordinator, counted):
    response = coordinator.client.get(coordinator.url("results.as_csv", slug=counted.slug, language="en"))

    about, categories, by_event = read_csv(response)
    assert ["Project", "Our project"] in about and ["Unique persons", "5"] in about and ["Sentence", ENGLISH] in about
    assert categories[1:4] == [
        ["Public-administration representatives", "", "3", "6", "4"],
        ["Municipal representatives and specialists", "Public-administration representatives", "2", "", "3"],
        [
            "Representatives of ministries and their subordinate institutions",
            "Public-administration representatives",
            "1",
            "",
            "1",
        ],
    ]
    assert categories[-2:] == [["Not stated", "", "1", "", "1"], ["Total", "", "5", "4", "6"]]
    assert by_event[1:] == [
        ["1", "Meeting", "2019-01-23", "2019-01-25", "4", "4", "2", "1", "1", "0", "0", "0"],
        ["2", "'=Seminar", "2019-01-23", "2019-01-25", "3", "2", "1", "0", "0", "0", "0", "1"],
    ]


@pytest.mark.parametrize("endpoint", ["results.as_csv", "results.as_json"])
def test_files_are_downloaded_and_not_kept(endpoint, coordinator, counted):
    response = coordinator.client.get(coordinator.url(endpoint, slug=counted.slug, language="lv"))

    ending = endpoint.removeprefix("results.as_")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{counted.slug}-lv.{ending}"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith(("text/csv; charset=utf-8", "application/json"))


def test_asking_for_a_file_in_latvian_leaves_the_pages_in_english(coordinator, counted):
    response = coordinator.client.get(coordinator.url("results.as_csv", slug=counted.slug, language="lv"))

    assert LATVIAN in response.get_data(as_text=True)
    assert ENGLISH in coordinator.get("results.show", slug=counted.slug).words()


@pytest.mark.parametrize("text", ["=1+1", "+371 20", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_looks_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Sanāksme", "1+1", " =1", "'x"])
def test_other_cells_stay_as_they_are(text):
    assert harmless(text) == text


def test_the_json_is_what_the_api_answers(coordinator, counted):
    response = coordinator.client.get(coordinator.url("results.as_json", slug=counted.slug, language="en"))

    found = response.get_json()
    assert found == coordinator.client.get(coordinator.url("api.read_results", slug=counted.slug)).get_json()
    assert found["sentence"] == ENGLISH
    assert found["unique_persons"] == {"total": 5, "not_stated": 1, "target": 4}
    assert found["participations"] == {"total": 6, "not_stated": 1}
    parent = found["categories"][0]
    assert (parent["key"], parent["unique_persons"], parent["participations"]) == ("state_administration", 3, 4)
    assert [(child["key"], child["unique_persons"]) for child in parent["children"]] == [
        ("municipality", 2),
        ("ministry", 1),
    ]
    assert sum(top["unique_persons"] for top in found["categories"]) + 1 == 5
    second = found["events"][1]
    assert (second["name"], second["registered"], second["participations"]) == ("=Seminar", 3, 2)
    assert [day["present"] for day in second["days"]] == [2, 1, 0]
    assert second["by_category"]["state_administration"] == second["by_category"]["municipality"] == 1


def test_no_file_names_anybody(coordinator, counted):
    for endpoint in ("results.as_csv", "results.as_json", "results.show"):
        text = coordinator.client.get(coordinator.url(endpoint, slug=counted.slug)).get_data(as_text=True)
        assert "Ozola" not in text and "ada@example.org" not in text
