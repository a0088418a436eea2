"""How organisers describe an event and its days, change it and publish it."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from eventreg.domain import registration
from eventreg.models import Event, EventStatus, Kind, Mode, Role
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_registration, make_user
from tests.web.reading import figures, page_form, read, rows

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
    assert [button.get("name") for button in buttons] == [None, "add_day", "add_several", None]


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
    before, days = columns_of(event)

    organiser.submit("organiser_events.edit", {}, event_id=event.id)

    assert columns_of(read(web_session, Event, id=event.id)) == (before | {"version": before["version"] + 1}, days)


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
    assert "Give the event at least one day: the public sees it." in words
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
        ["23 January 2019", "10:00–17:00", "1"],
        ["24 January 2019", "10:00–17:00", "0"],
        ["25 January 2019", "10:00–17:00", "0"],
    ]
    assert f"http://localhost/events/{event.slug}" in page.words()


def test_links_to_the_results_only_a_coordinator_of_the_project(organiser, browser, web_session, project):
    event = make_event(web_session, project)
    both = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project)
    web_session.commit()
    results = organiser.url("results.event", slug=project.slug, event_id=event.id)

    assert not organiser.get("organiser_events.show", event_id=event.id).all("a", href=results)
    assert browser.log_in(both).get("organiser_events.show", event_id=event.id).all("a", href=results)


def test_an_activity_without_attendance_has_no_page_of_an_event(organiser, web_session, project):
    activity = make_event(web_session, project, kind=Kind.PUBLICATION, days=(), name={"lv": "Buklets"})
    web_session.commit()

    assert "Buklets" in organiser.get("organiser.home").words()
    organiser.get("organiser_events.show", event_id=activity.id, expect=404)


def test_a_button_pressed_by_another_site_does_nothing(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()

    page = organiser.post("organiser_events.publish", {}, event_id=event.id)

    assert "Please send the form again" in page.words()
    assert read(web_session, Event, id=event.id).status is EventStatus.DRAFT
