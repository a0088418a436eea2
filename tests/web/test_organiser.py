"""What organisers see first, how they make a project, and what of others they never see."""

from datetime import date

import pytest
from sqlalchemy import select

from eventreg.models import DoorPass, Event, EventStatus, Programme, Project, Role
from tests.factories import make_event, make_pass, make_project, make_registration, make_user
from tests.web.reading import page_form, read, rows, words

TERMS = {
    "name_lv": "Platforma IV",
    "name_en": "",
    "slug": "platforma-4",
    "contract_number": "101-LV",
    "programme": "cerv_2021_2027",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "eu_share": "90",
    "national_share": "10",
    "grant_maximum": "64 952,21",
    "controller": "Kultūras ministrija",
    "controller_contact": "pasts@km.example",
    "protection_contact": "dpo@km.example",
}


def test_home_shows_the_organisers_projects_with_their_events_and_no_others(organiser, web_session, project):
    event = make_event(web_session, project, number=7, name={"lv": "Sanāksme", "en": "Meeting"}, capacity=50)
    make_registration(web_session, event)
    web_session.commit()

    page = organiser.get("organiser.home")

    assert [words(heading) for heading in page.all("h2")] == ["Our project"]
    assert rows(page) == [["7", "Meeting", "23–25 January 2019", "Public", "1", "50"]]


def test_home_says_what_to_do_first(browser, web_session):
    user = make_user(web_session, administrator=True)
    web_session.commit()

    page = browser.log_in(user).read_in("en").get("organiser.home")

    assert "You have no projects yet" in page.words()
    assert page.all("a", href=browser.url("organiser.new_project"))


def test_a_project_without_events_leads_to_the_first_one(organiser, project):
    page = organiser.get("organiser.project", slug=project.slug)

    assert "This project has no events yet" in page.words()
    assert page.all("a", href=organiser.url("organiser_events.new", slug=project.slug))


@pytest.mark.parametrize("endpoint", ["organiser.home", "organiser.project"])
def test_more_events_need_no_more_statements(endpoint, organiser, web_session, project, count_statements):
    values = {"slug": project.slug} if endpoint == "organiser.project" else {}
    make_event(web_session, project)
    web_session.commit()
    few = count_statements(lambda: organiser.get(endpoint, **values))
    make_event(web_session, project)
    make_event(web_session, project)
    web_session.commit()

    assert count_statements(lambda: organiser.get(endpoint, **values)) == few


def test_creates_a_project_and_makes_its_creator_organiser(organiser, web_session):
    organiser.submit("organiser.new_project", TERMS)

    made = read(web_session, Project, slug="platforma-4")
    assert (made.name, made.programme) == ({"lv": "Platforma IV"}, Programme.CERV_2021_2027)
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (str(made.eu_share), str(made.national_share)) == ("90.00", "10.00")
    assert str(made.grant_maximum) == "64952.21"
    assert "Platforma IV" in organiser.get("organiser.home").words()
    assert "€64,952.21" in organiser.get("organiser.project", slug="platforma-4").words()


@pytest.mark.parametrize(
    ("answers", "sentences"),
    [
        ({"eu_share": "90", "national_share": "11"}, ["The two shares must make 100 together"]),
        ({"eu_share": "NaN"}, ["Enter a percentage from 0 to 100, with at most two decimals"]),
        ({"eu_share": "1e999999999"}, ["Enter a percentage from 0 to 100, with at most two decimals"]),
        ({"eu_share": "33.335", "national_share": "66.665"}, ["Enter a percentage from 0 to 100"] * 2),
        ({"grant_maximum": "much"}, ["Enter an amount in euro, with at most two decimals"]),
        ({"ends_on": "2025-12-31"}, ["The last day is before the first one"]),
        ({"starts_on": "0001-01-01"}, ["Check the year"]),
        ({"starts_on": "tomorrow"}, ["Check the date: it should look like 2026-03-23"]),
        ({"slug": "Platforma 4"}, ["Use small letters without accents, digits and hyphens"]),
        ({"slug": "new"}, ["Use small letters without accents, digits and hyphens"]),
        ({"slug": "x" * 81}, ["This is too long. Shorten it"]),
        ({"programme": ""}, ["Choose the programme"]),
        ({"programme": "other than all"}, ["Choose from the list"]),
        ({"name_lv": " \x00\u202e "}, ["Enter the name in Latvian"]),
    ],
)
def test_a_wrong_answer_is_named_and_what_was_typed_stays(answers, sentences, organiser, web_session):
    page = organiser.fill("organiser.new_project", TERMS | answers)

    assert len(page.errors()) == len(sentences)
    assert all(found.startswith(said) for found, said in zip(page.errors(), sentences, strict=True))
    assert page.form(organiser.url("organiser.new_project"))["controller"] == "Kultūras ministrija"
    assert web_session.scalar(select(Project).where(Project.slug == "platforma-4")) is None


def test_a_short_name_that_is_taken_is_refused_at_its_field(organiser, project):
    page = organiser.fill("organiser.new_project", TERMS | {"slug": project.slug})

    assert page.errors() == ["Another project has this short name."]


def test_an_expired_form_is_kept_and_asked_for_again(organiser, web_session):
    page = organiser.post("organiser.new_project", TERMS | {"csrf_token": "stale"})

    assert "Please send the form again" in page.words()
    assert page.form(organiser.url("organiser.new_project"))["name_lv"] == "Platforma IV"


def test_what_belongs_to_others_is_not_found(organiser, web_session):
    foreign = make_event(web_session, published=False)
    door_pass = make_pass(web_session, foreign)
    coordinated = make_project(web_session)
    make_user(web_session, Role.COORDINATOR, project=coordinated)
    web_session.commit()
    token = page_form(organiser, "organiser.new_project")["csrf_token"]

    organiser.get("organiser.project", slug=foreign.project.slug, expect=404)
    organiser.get("organiser_events.new", slug=foreign.project.slug, expect=404)
    for endpoint in ("organiser_events.show", "organiser_events.edit"):
        organiser.get(endpoint, event_id=foreign.id, expect=404)
    for endpoint in ("organiser_people.registrations", "organiser_passes.new"):
        organiser.get(endpoint, event_id=foreign.id, expect=404)
    organiser.post("organiser_events.publish", {"csrf_token": token}, event_id=foreign.id, expect=404)
    pressed = {"event_id": foreign.id, "pass_id": door_pass.id}
    organiser.post("organiser_passes.revoke", {"csrf_token": token}, **pressed, expect=404)

    assert read(web_session, Event, id=foreign.id).status is EventStatus.DRAFT
    assert read(web_session, DoorPass, id=door_pass.id).revoked_at is None


def test_a_coordinator_does_not_organise(browser, web_session, project):
    coordinator = make_user(web_session, Role.COORDINATOR, project=project)
    web_session.commit()

    browser.log_in(coordinator).get("organiser.home", expect=403)
