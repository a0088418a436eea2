"""What coordinators see: exact results against targets that they set, never of somebody else's project."""

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import projects
from eventreg.models import Role
from eventreg.web.results import Measure
from tests.factories import make_event, make_project, make_user
from tests.web.reading import come, figures, rows, words

LATVIAN = (
    "ir iesaistīti 3 valsts pārvaldes pārstāvji, t.sk. 2 pašvaldību pārstāvji un speciālisti,"
    " 1 ministriju un to padotībā esošu iestāžu pārstāvis, kā arī 1 romu pārstāvis"
)
ENGLISH = (
    "3 public-administration representatives have been involved, including 2 municipal representatives and"
    " specialists and 1 representative of ministries and their subordinate institutions, as well as"
    " 1 Roma representative."
)


def test_lists_only_ones_own_projects(coordinator, web_session):
    make_project(web_session, name={"lv": "Cits projekts"})
    web_session.commit()

    page = coordinator.get("results.home")

    assert [words(heading) for heading in page.all("h2")] == ["Our project"]


def test_shows_figures_and_the_sentence_with_its_numbers_in_bold(coordinator, counted):
    page = coordinator.get("results.show", slug=counted.slug)

    assert figures(page) == {
        "Unique persons": "5 target 4",
        "Participations": "6 2 events · 3 days",
        "Came of those registered": "86% 6 of 7",
        "Not stated": "1 of unique persons",
    }
    (sentence,) = [paragraph for paragraph in page.all("p") if paragraph.get("class") == "sentence"]
    assert "".join(sentence.itertext()) == ENGLISH
    assert [words(number) for number in sentence] == ["3", "2", "1", "1"]


def test_the_latvian_page_begins_and_ends_the_ministrys_sentence(coordinator, counted):
    page = coordinator.get("results.show", slug=counted.slug, lang="lv")

    assert f"Projektā {LATVIAN}." in page.words()


def test_shows_categories_against_their_targets_with_parents_computed(coordinator, counted):
    page = coordinator.get("results.show", slug=counted.slug)

    assert rows(page, 0) == [
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


def test_shows_each_event_by_category_and_links_it(coordinator, counted):
    page = coordinator.get("results.show", slug=counted.slug)

    assert rows(page, 1) == [
        ["1", "Meeting 23–25 January 2019", "4", "4", "2", "1", "1", "0", "0", "0"],
        ["2", "=Seminar 23–25 January 2019", "3", "2", "1", "0", "0", "0", "0", "1"],
    ]
    assert len([link for link in page.all("a") if "/events/" in link.get("href", "")]) == 2


def test_says_by_which_rule_it_counts_and_that_this_is_not_for_publication(coordinator, counted):
    shown = coordinator.get("results.show", slug=counted.slug).words()

    assert "in the category that they stated first" in shown
    assert "present on at least 1 day." in shown
    assert "not for publication" in shown
    assert "You work for a municipality or one of its bodies, such as a school or social service." in shown


def test_an_event_has_its_days_and_categories(coordinator, counted):
    links = coordinator.get("results.show", slug=counted.slug).all("a")
    address = next(link.get("href") for link in links if words(link) == "=Seminar")
    page = coordinator.get("results.event", slug=counted.slug, event_id=int(address.rsplit("/", 1)[1]))

    assert rows(page, 0)[:2] == [
        ["Public-administration representatives", "1", "50%"],
        ["Municipal representatives and specialists", "1", "50%"],
    ]
    assert rows(page, 0)[-2:] == [["Not stated", "1", "50%"], ["Total", "2", ""]]
    assert rows(page, 1) == [["23 January 2019", "2"], ["24 January 2019", "1"], ["25 January 2019", "0"]]


def test_a_project_without_anybody_says_so(coordinator, web_session, browser):
    empty = make_project(web_session)
    user = make_user(web_session, Role.COORDINATOR, project=empty)
    web_session.commit()

    shown = browser.log_in(user).read_in("en").get("results.show", slug=empty.slug).words()

    assert "No participants have been involved." in shown
    assert "This project has no events yet." in shown


def test_what_belongs_to_others_is_not_found(coordinator, web_session, counted):
    foreign = make_event(web_session)
    own = make_event(web_session, counted)
    web_session.commit()
    slug = foreign.project.slug

    for endpoint in ("results.show", "results.targets", "results.as_csv", "results.as_json", "api.read_results"):
        response = coordinator.client.get(coordinator.url(endpoint, slug=slug))
        assert response.status_code == 404, endpoint
    coordinator.get("results.event", slug=slug, event_id=foreign.id, expect=404)
    coordinator.get("results.event", slug=counted.slug, event_id=foreign.id, expect=404)
    coordinator.get("results.event", slug=counted.slug, event_id=own.id)


def test_an_organiser_does_not_see_results(browser, web_session, counted):
    organiser = make_user(web_session, Role.ORGANISER, project=counted)
    web_session.commit()

    browser.log_in(organiser).get("results.show", slug=counted.slug, expect=403)


def test_the_form_of_targets_shows_what_is_set_and_replaces_it(coordinator, web_session, counted):
    url = coordinator.url("results.targets", slug=counted.slug)
    form = coordinator.get("results.targets", slug=counted.slug).form(url)
    assert (form["all"], form["of-state_administration"], form["of-roma"], form["of-ngo"]) == ("4", "6", "1", "")

    coordinator.submit("results.targets", {"all": "213", "of-roma": "", "of-ngo": "0"}, slug=counted.slug)

    with Session(web_session.get_bind()) as fresh:
        assert sorted(projects.list_targets(fresh, counted).values()) == [0, 6, 213]
    shown = coordinator.get("results.show", slug=counted.slug).words()
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
def test_a_target_that_is_no_number_is_named_and_the_others_stay(typed, sentence, coordinator, web_session, counted):
    url = coordinator.url("results.targets", slug=counted.slug)

    page = coordinator.fill("results.targets", {"all": "213", "of-roma": typed}, slug=counted.slug)

    assert page.errors() == [sentence]
    assert (page.form(url)["all"], page.form(url)["of-roma"]) == ("213", typed)
    with Session(web_session.get_bind()) as fresh:
        assert sorted(projects.list_targets(fresh, counted).values()) == [1, 4, 6]


@pytest.mark.parametrize("endpoint", ["results.show", "results.as_csv", "results.as_json"])
def test_more_events_and_people_need_no_more_statements(endpoint, coordinator, web_session, counted, count_statements):
    url = coordinator.url(endpoint, slug=counted.slug)
    few = count_statements(lambda: coordinator.client.get(url))
    for _ in range(2):
        come(web_session, make_event(web_session, counted), category="ngo")
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
