"""What organisers see and do: projects, events, days, door passes, the list of those who signed up."""

import itertools
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.domain import categories, doorpass, registration
from eventreg.models import DoorPass, Event, EventStatus, Kind, Mode, Programme, Project, Role
from tests.conftest import NOW
from tests.factories import (
    admit,
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    make_user,
)

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
EVENT = {
    "name_lv": "Ekspertu sanāksme",
    "name_en": "Expert meeting",
    "number": "4",
    "type": "seminar",
    "mode": "hybrid",
    "place": "Maltas vidusskola",
    "country": "LV",
    "capacity": "30",
    "opens_at": "2019-01-20T09:00",
    "days-0-date": "2019-01-24",
    "days-0-starts_at": "10:00",
    "days-0-ends_at": "17:30",
}


@pytest.fixture
def project(web_session):
    """The project of the organiser, beside one of somebody else's."""
    make_event(web_session, make_project(web_session, name={"lv": "Cits projekts"}))
    return make_project(web_session, name={"lv": "Mūsu projekts", "en": "Our project"})


@pytest.fixture
def organiser(browser, web_session, project):
    """A reader of pages who organises `project` and reads English."""
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.commit()
    return browser.log_in(user).read_in("en")


def read(session, model, **wanted):
    """Return the one row of a table that is like this, as the database has it now."""
    with Session(session.get_bind()) as fresh:
        row = fresh.scalars(select(model).filter_by(**wanted)).one()
        _ = getattr(row, "days", None)
        fresh.expunge_all()
    return row


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


def rows(page):
    """Return the rows of a page's tables, cell by cell, without their heads."""
    return [[words(cell) for cell in row] for body in page.all("tbody") for row in body]


def words(element):
    """Return what a reader sees in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def figures(page):
    """Return the figures on top of a page: what it is, to the number and what stands below it."""
    (box,) = [each for each in page.all("dl") if each.get("class") == "figures"]
    return {words(pair[0]): " ".join(" ".join(pair[1].itertext()).split()) for pair in box}


def page_form(browser, endpoint, **values):
    """Return what the form of a page that posts to itself would send as it stands."""
    return browser.get(endpoint, **values).form(browser.url(endpoint, **values))


def test_a_short_name_that_is_taken_is_refused_at_its_field(organiser, project):
    page = organiser.fill("organiser.new_project", TERMS | {"slug": project.slug})

    assert page.errors() == ["Another project has this short name."]


def test_an_expired_form_is_kept_and_asked_for_again(organiser, web_session):
    page = organiser.post("organiser.new_project", TERMS | {"csrf_token": "stale"})

    assert "Please send the form again" in page.words()
    assert page.form(organiser.url("organiser.new_project"))["name_lv"] == "Platforma IV"


def test_creates_a_draft_with_moments_in_utc(organiser, web_session, project):
    organiser.submit("organiser_events.new", EVENT, slug=project.slug)

    made = read(web_session, Event, number=4)
    assert (made.status, made.project_id) == (EventStatus.DRAFT, project.id)
    assert made.name == {"lv": "Ekspertu sanāksme", "en": "Expert meeting"}
    assert (made.mode, made.capacity, made.kind) == (Mode.HYBRID, 30, Kind.EVENT)
    assert made.opens_at == datetime(2019, 1, 20, 7, 0, tzinfo=UTC)
    assert [(day.date, day.starts_at, day.ends_at) for day in made.days] == [
        (date(2019, 1, 24), time(10), time(17, 30))
    ]


def test_proposes_the_next_number(organiser, web_session, project):
    make_event(web_session, project, number=12)
    web_session.commit()

    assert page_form(organiser, "organiser_events.new", slug=project.slug)["number"] == "13"


def test_adding_a_day_keeps_what_was_typed_and_creates_nothing(organiser, web_session, project):
    page = organiser.fill("organiser_events.new", EVENT | {"add_day": "1"}, slug=project.slug)

    again = page.form(organiser.url("organiser_events.new", slug=project.slug))
    assert {name: again[name] for name in EVENT} == EVENT
    assert again["days-1-date"] == "" and "days-2-date" not in again
    assert page.errors() == []
    assert web_session.scalar(select(Event).where(Event.number == 4)) is None


def test_enter_saves_and_does_not_add_a_day(organiser, project):
    page = organiser.get("organiser_events.new", slug=project.slug)

    form = next(form for form in page.all("form") if form.get("action", "").endswith("/events/new"))
    buttons = [element for element in form.iter() if str(element.tag).endswith("}button")]
    assert [button.get("name") for button in buttons] == [None, "add_day", None]


def test_several_days_are_put_in_order_and_empty_rows_left_out(organiser, web_session, project):
    days = {"days-1-date": "", "days-2-date": "2019-01-23", "days-2-starts_at": "", "days-2-ends_at": ""}

    organiser.submit("organiser_events.new", EVENT | days, slug=project.slug)

    assert [day.date.day for day in read(web_session, Event, number=4).days] == [23, 24]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"days-1-date": "2019-01-24"}, "This date is there already"),
        ({"days-0-ends_at": "09:00"}, "The day ends before it starts"),
        ({"days-0-date": ""}, "Enter the date of this day"),
        ({"days-0-date": "24.01.2019"}, "Check the date: it should look like 2026-03-23"),
        ({"days-0-date": "9999-12-31"}, "Check the year"),
        ({"days-0-starts_at": "10 o'clock"}, "Check the time: it should look like 09:30"),
        ({"closes_at": "2019-01-20T08:00"}, "Sign-up closes before it opens"),
        ({"opens_at": "soon"}, "Check date and time: they should look like 2026-03-23T09:00"),
        ({"capacity": "0"}, "Enter a number from 1 to 100000"),
        ({"capacity": "99999999999999999999"}, "Enter a number from 1 to 100000"),
        ({"capacity": "many"}, "Enter a whole number"),
        ({"number": "-1"}, "Enter a number from 1 to 9999"),
        ({"number": ""}, "Enter the number"),
        ({"type": "party"}, "Choose from the list"),
        ({"country": "XX"}, "Choose from the list"),
        ({"place": ""}, "Enter the place"),
        ({"description_lv": "x" * 5001}, "This is too long. Shorten it"),
    ],
)
def test_a_wrong_answer_about_an_event_is_named(answers, sentence, organiser, web_session, project):
    page = organiser.fill("organiser_events.new", EVENT | answers, slug=project.slug)

    assert page.errors() == [sentence]
    assert page.form(organiser.url("organiser_events.new", slug=project.slug))["name_lv"] == "Ekspertu sanāksme"


@pytest.mark.parametrize("name", ["days-²-date", "days--date", "days-99999-date", "days-x-date"])
def test_names_of_fields_that_are_not_ours_are_left_out(name, organiser, web_session, project):
    organiser.submit("organiser_events.new", EVENT | {name: "2019-01-25"}, slug=project.slug)

    assert len(read(web_session, Event, number=4).days) == 1


def test_text_that_looks_like_code_stays_text(organiser, project):
    name = "<script>alert(1)</script> =1+1 🎪"
    organiser.submit("organiser_events.new", EVENT | {"name_en": name}, slug=project.slug)

    assert name in organiser.get("organiser.home").words()


def test_a_number_that_is_taken_is_refused_at_its_field(organiser, web_session, project):
    make_event(web_session, project, number=4)
    web_session.commit()

    page = organiser.fill("organiser_events.new", EVENT, slug=project.slug)

    assert page.errors() == ["Another event of this project has this number."]


def test_saving_an_event_as_it_stands_changes_nothing(organiser, web_session, project):
    opens = datetime(2019, 1, 5, 22, 30, tzinfo=UTC)
    event = make_event(web_session, project, opens_at=opens, capacity=9, sensitive=True, partners="Tilts", country="EE")
    web_session.commit()
    before = columns_of(event)

    organiser.submit("organiser_events.edit", {}, event_id=event.id)

    assert columns_of(read(web_session, Event, id=event.id)) == before


def columns_of(event):
    """Return everything that is kept of an event and its days."""
    of_event = {name: getattr(event, name) for name in Event.__table__.columns.keys()}  # noqa: SIM118
    return of_event, [(day.id, day.date, day.starts_at, day.ends_at) for day in event.days]


def test_changes_an_event(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    changes = {"place": "Viļaka", "capacity": "", "days-2-date": "2019-01-28", "by_invitation": "y"}
    organiser.submit("organiser_events.edit", changes, event_id=event.id)

    changed = read(web_session, Event, id=event.id)
    assert (changed.place, changed.capacity, changed.by_invitation) == ("Viļaka", None, True)
    assert (changed.last_day, [day.date.day for day in changed.days]) == (date(2019, 1, 28), [23, 24, 28])
    assert "The changes are saved." in organiser.get("organiser_events.show", event_id=event.id).words()


def test_a_capacity_below_the_places_taken_is_refused(organiser, web_session, project):
    event = make_event(web_session, project, capacity=5)
    make_registration(web_session, event)
    make_registration(web_session, event)
    web_session.commit()

    page = organiser.fill("organiser_events.edit", {"capacity": "1", "place": "Viļaka"}, event_id=event.id)

    assert page.errors() == ["More people have signed up than this."]
    unchanged = read(web_session, Event, id=event.id)
    assert (unchanged.place, unchanged.capacity) == ("Malta", 5)


def test_a_day_on_which_somebody_was_scanned_cannot_go(organiser, web_session, project):
    event = make_event(web_session, project)
    admit(web_session, make_registration(web_session, event))
    web_session.commit()

    page = organiser.fill("organiser_events.edit", {"days-0-date": "2019-02-01"}, event_id=event.id)

    assert page.errors() == ["People have been scanned on a day that you removed."]
    assert page.all("a", href="#days-0-date")


def test_publishes_a_draft_once(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()
    draft = organiser.get("organiser_events.show", event_id=event.id)

    organiser.press(draft, "organiser_events.publish", event_id=event.id, expect=303)
    again = organiser.client.post(
        organiser.url("organiser_events.publish", event_id=event.id),
        data=draft.form(organiser.url("organiser_events.publish", event_id=event.id)),
    )

    assert again.status_code == 303
    assert read(web_session, Event, id=event.id).status is EventStatus.PUBLISHED
    words = organiser.get("organiser_events.show", event_id=event.id).words()
    assert "The event is public now." in words and "This event is not a draft." in words
    assert "Publish the event" not in words


def test_an_event_without_days_is_not_published(organiser, web_session, project):
    event = make_event(web_session, project, published=False, days=())
    web_session.commit()
    page = organiser.get("organiser_events.show", event_id=event.id)
    assert "Publish the event" not in page.words()

    token = page_form(organiser, "organiser_events.edit", event_id=event.id)["csrf_token"]
    organiser.client.post(organiser.url("organiser_events.publish", event_id=event.id), data={"csrf_token": token})

    words = organiser.get("organiser_events.show", event_id=event.id).words()
    assert "Give the event at least one day before you publish it." in words
    assert read(web_session, Event, id=event.id).status is EventStatus.DRAFT


def test_shows_the_numbers_of_an_event(organiser, web_session, project, monkeypatch):
    event = make_event(web_session, project, capacity=50)
    here, _, gone = (make_registration(web_session, event) for _ in range(3))
    admit(web_session, here)
    registration.cancel(web_session, gone, now=NOW)
    web_session.commit()
    monkeypatch.setattr("eventreg.clock.now", lambda: at_hour(9))

    page = organiser.get("organiser_events.show", event_id=event.id)

    assert figures(page) == {"Confirmed": "2 of 50 places", "Cancelled": "1", "Present today": "1"}
    assert rows(page)[:3] == [
        ["23 January 2019", "from 10:00 to 17:00", "1"],
        ["24 January 2019", "from 10:00 to 17:00", "0"],
        ["25 January 2019", "from 10:00 to 17:00", "0"],
    ]
    assert f"http://localhost/events/{event.slug}" in page.words()


def test_links_to_the_results_only_a_coordinator_of_the_project(organiser, browser, web_session, project):
    event = make_event(web_session, project)
    both = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project)
    web_session.commit()
    results = organiser.url("results.event", slug=project.slug, event_id=event.id)

    assert not organiser.get("organiser_events.show", event_id=event.id).all("a", href=results)
    assert browser.log_in(both).get("organiser_events.show", event_id=event.id).all("a", href=results)


def test_an_activity_without_attendance_has_no_page_yet(organiser, web_session, project):
    activity = make_event(web_session, project, kind=Kind.PUBLICATION, days=(), name={"lv": "Buklets"})
    web_session.commit()

    assert "Buklets" in organiser.get("organiser.home").words()
    organiser.get("organiser_events.show", event_id=activity.id, expect=404)


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
    for endpoint in ("organiser_people.registrations", "organiser_people.new_pass"):
        organiser.get(endpoint, event_id=foreign.id, expect=404)
    organiser.post("organiser_events.publish", {"csrf_token": token}, event_id=foreign.id, expect=404)
    pressed = {"event_id": foreign.id, "pass_id": door_pass.id}
    organiser.post("organiser_people.revoke_pass", {"csrf_token": token}, **pressed, expect=404)

    assert read(web_session, Event, id=foreign.id).status is EventStatus.DRAFT
    assert read(web_session, DoorPass, id=door_pass.id).revoked_at is None


def test_a_coordinator_does_not_organise(browser, web_session, project):
    coordinator = make_user(web_session, Role.COORDINATOR, project=project)
    web_session.commit()

    browser.log_in(coordinator).get("organiser.home", expect=403)


def test_shows_the_link_of_a_door_pass_once(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()
    answers = {"name": "Sānu durvis", "operator": "Anna", "kind": "desk"}

    page = organiser.fill("organiser_people.new_pass", answers, event_id=event.id)

    assert page.response.headers["Cache-Control"] == "no-store"
    secret = re.search(r"http://localhost/door/#([\w-]+)", page.words())[1]
    assert page.qr_code() == f"http://localhost/door/#{secret}"
    door_pass, _ = doorpass.redeem(web_session, secret, now=NOW + timedelta(minutes=14))
    web_session.commit()
    assert (door_pass.event_id, door_pass.name, door_pass.kind) == (event.id, "Sānu durvis", "desk")
    assert secret not in organiser.get("organiser_events.show", event_id=event.id).text


def test_the_form_of_a_pass_proposes_the_lesser_power(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    assert page_form(organiser, "organiser_people.new_pass", event_id=event.id)["kind"] == "scanner"
    page = organiser.fill("organiser_people.new_pass", {"operator": "Anna"}, event_id=event.id)

    assert page.errors() == ["Enter which door it is"]
    assert web_session.scalars(select(DoorPass)).all() == []


def test_lists_door_passes_with_their_states(organiser, web_session, project):
    event = make_event(web_session, project)
    make_pass(web_session, event, name="Opened")
    for name, made_at in (("Fresh", NOW), ("Missed", NOW - timedelta(minutes=16))):
        doorpass.create(web_session, event, name=name, operator="Anna", by=None, now=made_at)
    ended, _ = doorpass.create(web_session, event, name="Over", operator="Anna", by=None, now=NOW)
    doorpass.revoke(web_session, event, ended.id, by=None, now=NOW)
    web_session.commit()

    page = organiser.get("organiser_events.show", event_id=event.id)

    assert sorted(row for row in rows(page) if len(row) == 5) == [
        ["Fresh", "Anna", "Scanner", "Waiting to be opened", "End Fresh"],
        ["Missed", "Anna", "Scanner", "Link not opened in time", ""],
        ["Opened", "Anna", "Scanner", "In use since 10 January 2019 10:00", "End Opened"],
        ["Over", "Anna", "Scanner", "Ended", ""],
    ]


def test_ends_a_door_pass_and_not_that_of_another_event(organiser, web_session, project):
    event, other = make_event(web_session, project), make_event(web_session, project)
    door_pass, kept = make_pass(web_session, event), make_pass(web_session, other)
    web_session.commit()
    page = organiser.get("organiser_events.show", event_id=event.id)

    organiser.press(page, "organiser_people.revoke_pass", event_id=event.id, pass_id=door_pass.id, expect=303)
    token = {"csrf_token": page_form(organiser, "organiser_people.new_pass", event_id=event.id)["csrf_token"]}
    organiser.client.post(organiser.url("organiser_people.revoke_pass", event_id=event.id, pass_id=kept.id), data=token)

    assert read(web_session, DoorPass, id=door_pass.id).revoked_at == NOW
    assert read(web_session, DoorPass, id=kept.id).revoked_at is None


def test_a_button_pressed_by_another_site_does_nothing(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()

    organiser.post("organiser_events.publish", {}, event_id=event.id, expect=400)

    assert read(web_session, Event, id=event.id).status is EventStatus.DRAFT


def test_lists_who_signed_up_with_contacts_days_and_second_sign_ups(organiser, web_session, project):
    event = make_event(web_session, project)
    liga = {"name": "Līga", "surname": "Bērziņa", "email": "liga@example.org"}
    first = make_registration(web_session, event, **liga)
    make_registration(web_session, event, **liga)
    make_registration(
        web_session, event, name="Matti", surname="Virtanen", organisation="THL", country="FI", phone="+358 9 123456"
    )
    make_registration(web_session, make_event(web_session, project), surname="Citur")
    admit(web_session, first)
    admit(web_session, first, now=at_hour(8, day=date(2019, 1, 24)))
    web_session.commit()

    page = organiser.get("organiser_people.registrations", event_id=event.id)

    assert figures(page) == {"Confirmed": "3 room for everyone", "Cancelled": "0", "Came on one day or more": "1"}
    assert [row[:6] for row in rows(page)] == [
        ["Matti Virtanen", "THL, Finland", "Confirmed", "–", "+358 9 123456", "LV"],
        ["Līga Bērziņa second sign-up", "Balvu novads", "Confirmed", "–", "liga@example.org", "LV"],
        ["Līga Bērziņa second sign-up", "Balvu novads", "Came", "2", "liga@example.org", "LV"],
    ]


def test_the_list_never_says_as_whom_somebody_takes_part(organiser, web_session, project):
    event = make_event(web_session, project)
    for choice in categories.list_choices(web_session, project.id):
        make_registration(web_session, event, category=choice.key, consent=choice.sensitive or None)
    make_registration(web_session, event, category=None)
    telling = [
        word.lower()
        for category in categories.list_all(web_session, project.id)
        for word in (
            category.key,
            *category.label.values(),
            *(form for each in category.forms.values() for form in each),
        )
    ]
    web_session.commit()

    for endpoint in ("organiser_people.registrations", "organiser_events.show"):
        main = " ".join(itertools.chain(*rows(organiser.get(endpoint, event_id=event.id)))).lower()
        assert [word for word in [*telling, "not stated"] if word in main] == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("panko", ["Ženija Paņko"]),
        ("PAŅKO", ["Ženija Paņko"]),
        ("tilts", ["Māra Ozola"]),
        ("  māra   ozola ", ["Māra Ozola"]),
        ("CODE", ["Māra Ozola"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_finds_by_name_organisation_and_code(wanted, found, organiser, web_session, project):
    event = make_event(web_session, project)
    make_registration(web_session, event, name="Ženija", surname="Paņko")
    mara = make_registration(web_session, event, name="Māra", surname="Ozola", organisation="biedrība „Tilts”")
    web_session.commit()

    page = organiser.get("organiser_people.registrations", event_id=event.id, q=wanted.replace("CODE", mara.code))

    assert [row[0] for row in rows(page)] == found


def test_an_empty_list_says_where_to_send_people(organiser, web_session, project):
    event, draft = make_event(web_session, project), make_event(web_session, project, published=False)
    web_session.commit()

    listed = organiser.get("organiser_people.registrations", event_id=event.id).words()
    assert "Nobody has signed up yet. Send this address" in listed
    assert f"http://localhost/events/{event.slug}" in listed
    assert "the event is a draft" in organiser.get("organiser_people.registrations", event_id=draft.id).words()


def test_more_people_need_no_more_statements(organiser, web_session, project, count_statements):
    event = make_event(web_session, project)
    make_registration(web_session, event)
    web_session.commit()
    pages = [
        ("organiser_people.registrations", {"event_id": event.id}),
        ("organiser_events.show", {"event_id": event.id}),
    ]
    few = [count_statements(lambda page=page: organiser.get(page[0], **page[1])) for page in pages]
    for _ in range(2):
        make_registration(web_session, event)
        make_pass(web_session, event)
    web_session.commit()

    assert [count_statements(lambda page=page: organiser.get(page[0], **page[1])) for page in pages] == few
