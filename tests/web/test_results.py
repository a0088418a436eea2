"""What coordinators see: exact results on pages and as files, and the targets that they set."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy.orm import Session

from eventreg.delivery.csv import BYTE_ORDER_MARK, harmless
from eventreg.domain import projects
from eventreg.models import Part, Role
from eventreg.web.results import Measure
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_project, make_registration, make_user

LATVIAN = (
    "ir iesaistīti 3 valsts pārvaldes pārstāvji, t.sk. 2 pašvaldību pārstāvji un speciālisti,"
    " 1 ministriju un to padotībā esošu iestāžu pārstāvis, kā arī 1 romu pārstāvis"
)
ENGLISH = (
    "3 public-administration representatives have been involved, including 2 municipal representatives and"
    " specialists and 1 representative of ministries and their subordinate institutions, as well as"
    " 1 Roma representative."
)


@pytest.fixture
def project(web_session):
    """A project of two events to which five persons came six times, one of them without stating a category."""
    noise = make_event(web_session)
    admit(web_session, make_registration(web_session, noise))
    project = make_project(web_session, name={"lv": "Mūsu projekts", "en": "Our project"})
    first = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    second = make_event(web_session, project, name={"lv": "=Seminārs", "en": "=Seminar"})
    ada = {"name": "Ada", "surname": "Ozola", "email": "ada@example.org"}
    come(web_session, first, **ada)
    come(web_session, first, category="municipality")
    come(web_session, first, category="ministry")
    come(web_session, first, category="roma", consent=True)
    come(web_session, second, **ada, days=(23, 24))
    come(web_session, second, category=None)
    make_registration(web_session, second)
    interpreter = make_registration(web_session, second)
    interpreter.part = Part.INTERPRETER
    admit(web_session, interpreter)
    projects.set_targets(web_session, project, {None: 4, "state_administration": 6, "roma": 1}, by=None, now=NOW)
    web_session.commit()
    return project


def come(session, event, *, days=(23,), **answers):
    """Somebody signs up and comes on these days of January."""
    registration = make_registration(session, event, **answers)
    for day in days:
        admit(session, registration, now=at_hour(8, day=date(2019, 1, day)))


@pytest.fixture
def coordinator(browser, web_session, project):
    """A reader of pages who coordinates `project` and reads English."""
    user = make_user(web_session, Role.COORDINATOR, project=project)
    web_session.commit()
    return browser.log_in(user).read_in("en")


def rows(page, number=0):
    """Return the rows of one of a page's tables, cell by cell, without the head."""
    return [[words(cell) for cell in row] for row in page.all("tbody")[number]]


def words(element):
    """Return what a reader sees in an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def test_lists_only_ones_own_projects(coordinator, web_session):
    make_project(web_session, name={"lv": "Cits projekts"})
    web_session.commit()

    page = coordinator.get("results.home")

    assert [words(heading) for heading in page.all("h2")] == ["Our project"]


def test_shows_figures_and_the_sentence_with_its_numbers_in_bold(coordinator, project):
    page = coordinator.get("results.show", slug=project.slug)

    (figures,) = [box for box in page.all("dl") if box.get("class") == "figures"]
    assert {words(pair[0]): words(pair[1]) for pair in figures} == {
        "Unique persons": "5 target 4",
        "Participations": "6 2 events · 3 days",
        "Came of those registered": "86% 6 of 7",
        "Not stated": "1 of unique persons",
    }
    (sentence,) = [paragraph for paragraph in page.all("p") if paragraph.get("class") == "sentence"]
    assert "".join(sentence.itertext()) == ENGLISH
    assert [words(number) for number in sentence] == ["3", "2", "1", "1"]


def test_the_latvian_page_begins_and_ends_the_ministrys_sentence(coordinator, project):
    page = coordinator.get("results.show", slug=project.slug, lang="lv")

    assert f"Projektā {LATVIAN}." in page.words()


def test_shows_categories_against_their_targets_with_parents_computed(coordinator, project):
    page = coordinator.get("results.show", slug=project.slug)

    assert rows(page) == [
        ["Public-administration representatives", "3", "6", "50%", "4"],
        ["Municipal representatives and specialists", "2", "–", "–", "3"],
        ["Representatives of ministries and their subordinate institutions", "1", "–", "–", "1"],
        ["Roma representatives", "1", "1", "100%", "1"],
        ["Representatives of non-Roma non-governmental organisations", "0", "–", "–", "0"],
        ["Experts from other EU Member States and international organisations", "0", "–", "–", "0"],
        ["Not stated", "1", "–", "–", "1"],
        ["Total", "5", "4", "125%", "6"],
    ]
    assert '<rect width="50" height="6"/>' in page.text and '<rect width="125"' not in page.text


def test_shows_each_event_by_category_and_links_it(coordinator, project):
    page = coordinator.get("results.show", slug=project.slug)

    assert rows(page, 1) == [
        ["1", "Meeting 23–25 January 2019", "4", "4", "2", "1", "1", "0", "0", "0"],
        ["2", "=Seminar 23–25 January 2019", "3", "2", "1", "0", "0", "0", "0", "1"],
    ]
    assert len([link for link in page.all("a") if "/events/" in link.get("href", "")]) == 2


def test_says_by_which_rule_it_counts_and_that_this_is_not_for_publication(coordinator, project):
    shown = coordinator.get("results.show", slug=project.slug).words()

    assert "in the category that they stated first" in shown
    assert "present on at least 1 day." in shown
    assert "not for publication" in shown
    assert "You work for a municipality or one of its bodies, such as a school or social service." in shown


def test_an_event_has_its_days_and_categories(coordinator, project):
    links = coordinator.get("results.show", slug=project.slug).all("a")
    address = next(link.get("href") for link in links if words(link) == "=Seminar")
    page = coordinator.get("results.event", slug=project.slug, event_id=int(address.rsplit("/", 1)[1]))

    assert rows(page)[:2] == [
        ["Public-administration representatives", "1", "50%"],
        ["Municipal representatives and specialists", "1", "50%"],
    ]
    assert rows(page)[-2:] == [["Not stated", "1", "50%"], ["Total", "2", ""]]
    assert rows(page, 1) == [["23 January 2019", "2"], ["24 January 2019", "1"], ["25 January 2019", "0"]]


def test_a_project_without_anybody_says_so(coordinator, web_session, browser):
    empty = make_project(web_session)
    user = make_user(web_session, Role.COORDINATOR, project=empty)
    web_session.commit()

    shown = browser.log_in(user).read_in("en").get("results.show", slug=empty.slug).words()

    assert "No participants have been involved." in shown
    assert "This project has no events yet." in shown


def test_what_belongs_to_others_is_not_found(coordinator, web_session, project):
    foreign = make_event(web_session)
    own = make_event(web_session, project)
    web_session.commit()
    slug = foreign.project.slug

    for endpoint in ("results.show", "results.targets", "results.as_csv", "results.as_json", "api.read_results"):
        response = coordinator.client.get(coordinator.url(endpoint, slug=slug))
        assert response.status_code == 404, endpoint
    coordinator.get("results.event", slug=slug, event_id=foreign.id, expect=404)
    coordinator.get("results.event", slug=project.slug, event_id=foreign.id, expect=404)
    coordinator.get("results.event", slug=project.slug, event_id=own.id)


def test_an_organiser_does_not_see_results(browser, web_session, project):
    organiser = make_user(web_session, Role.ORGANISER, project=project)
    web_session.commit()

    browser.log_in(organiser).get("results.show", slug=project.slug, expect=403)


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


def test_the_csv_holds_the_same_numbers_as_the_pages(coordinator, project):
    response = coordinator.client.get(coordinator.url("results.as_csv", slug=project.slug, language="en"))

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
def test_files_are_downloaded_and_not_kept(endpoint, coordinator, project):
    response = coordinator.client.get(coordinator.url(endpoint, slug=project.slug, language="lv"))

    ending = endpoint.removeprefix("results.as_")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{project.slug}-lv.{ending}"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith(("text/csv; charset=utf-8", "application/json"))


def test_asking_for_a_file_in_latvian_leaves_the_pages_in_english(coordinator, project):
    response = coordinator.client.get(coordinator.url("results.as_csv", slug=project.slug, language="lv"))

    assert LATVIAN in response.get_data(as_text=True)
    assert ENGLISH in coordinator.get("results.show", slug=project.slug).words()


@pytest.mark.parametrize("text", ["=1+1", "+371 20", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_looks_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Sanāksme", "1+1", " =1", "'x"])
def test_other_cells_stay_as_they_are(text):
    assert harmless(text) == text


def test_the_json_is_what_the_api_answers(coordinator, project):
    response = coordinator.client.get(coordinator.url("results.as_json", slug=project.slug, language="en"))

    found = response.get_json()
    assert found == coordinator.client.get(coordinator.url("api.read_results", slug=project.slug)).get_json()
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


def test_no_file_names_anybody(coordinator, project):
    for endpoint in ("results.as_csv", "results.as_json", "results.show"):
        text = coordinator.client.get(coordinator.url(endpoint, slug=project.slug)).get_data(as_text=True)
        assert "Ozola" not in text and "ada@example.org" not in text


def test_the_form_of_targets_shows_what_is_set_and_replaces_it(coordinator, web_session, project):
    url = coordinator.url("results.targets", slug=project.slug)
    form = coordinator.get("results.targets", slug=project.slug).form(url)
    assert (form["all"], form["of-state_administration"], form["of-roma"], form["of-ngo"]) == ("4", "6", "1", "")

    coordinator.submit("results.targets", {"all": "213", "of-roma": "", "of-ngo": "0"}, slug=project.slug)

    with Session(web_session.get_bind()) as fresh:
        assert sorted(projects.list_targets(fresh, project).values()) == [0, 6, 213]
    shown = coordinator.get("results.show", slug=project.slug).words()
    assert "The targets are saved." in shown and "target 213" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("many", "Enter a whole number"),
        ("-1", "Enter a number from 0 to 10000000"),
        ("1.5", "Enter a whole number"),
        ("99999999999999999999", "Enter a number from 0 to 10000000"),
    ],
)
def test_a_target_that_is_no_number_is_named_and_the_others_stay(typed, sentence, coordinator, web_session, project):
    url = coordinator.url("results.targets", slug=project.slug)

    page = coordinator.fill("results.targets", {"all": "213", "of-roma": typed}, slug=project.slug)

    assert page.errors() == [sentence]
    assert (page.form(url)["all"], page.form(url)["of-roma"]) == ("213", typed)
    with Session(web_session.get_bind()) as fresh:
        assert sorted(projects.list_targets(fresh, project).values()) == [1, 4, 6]


@pytest.mark.parametrize("endpoint", ["results.show", "results.as_csv", "results.as_json"])
def test_more_events_and_people_need_no_more_statements(endpoint, coordinator, web_session, project, count_statements):
    url = coordinator.url(endpoint, slug=project.slug)
    few = count_statements(lambda: coordinator.client.get(url))
    for _ in range(2):
        come(web_session, make_event(web_session, project), category="ngo")
    web_session.commit()

    assert count_statements(lambda: coordinator.client.get(url)) == few


@pytest.mark.parametrize(
    ("number", "whole", "percent", "width"),
    [
        (0, 10, 0, 0),
        (1, 1000, 1, 1),
        (999, 1000, 99, 99),
        (1000, 1000, 100, 100),
        (15, 10, 150, 100),
        (1, 3, 33, 33),
        (2, 3, 67, 67),
        (1, 0, None, 0),
        (1, None, None, 0),
    ],
)
def test_a_measure_says_all_and_nothing_only_where_it_is_so(number, whole, percent, width):
    measure = Measure(number, whole)

    assert (measure.percent, measure.width) == (percent, width)
