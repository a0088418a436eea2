"""Two organisers who change one event at once are told, and dates outside the project need a reason."""

from datetime import date

import pytest

from eventreg.domain import events, indicators
from eventreg.domain.indicators import IndicatorDraft
from eventreg.models import AuditEntry, Event, EventStatus, Indicator, Membership, Organisation, Role
from tests.conftest import NOW
from tests.factories import make_event, make_registration, make_user, stored
from tests.web.reading import page_form, read, rows
from tests.web.test_organiser_events import EVENT

FASTER = "Somebody else changed this while you were writing. Nothing is saved yet: compare, then save again."
OUTSIDE = "A date lies outside the project's period. Correct it, or say why."


@pytest.fixture
def ours(web_session, project):
    """An event of the organiser's project."""
    event = make_event(web_session, project, capacity=20)
    web_session.commit()
    return event


def test_who_saves_second_is_told_what_differs_and_loses_nothing(organiser, web_session, ours):
    url = organiser.url("organiser_events.edit", event_id=ours.id)
    first, second = (page_form(organiser, "organiser_events.edit", event_id=ours.id) for _ in range(2))
    organiser.client.post(url, data=first | {"place": "Viļaka", "sensitive": "y", "days-0-starts_at": "09:00"})

    page = organiser.post("organiser_events.edit", second | {"place": "Ludza", "capacity": "30"}, event_id=ours.id)

    assert FASTER in page.words()
    assert rows(page) == [
        ["Days", row("09:00:00"), row("10:00:00")],
        ["Place", "Viļaka", "Ludza"],
        ["Places", "20", "30"],
        ["Sensitive event", "Yes", "No"],
    ]
    again = page.form(url)
    assert (again["place"], again["capacity"], "sensitive" in again) == ("Ludza", "30", False)
    assert read(web_session, Event, id=ours.id).place == "Viļaka"


def row(first):
    """How the days read, the first of them beginning then."""
    later = "; ".join(f"{day} January 2019 10:00:00 17:00:00" for day in (24, 25))
    return f"23 January 2019 {first} 17:00:00; {later}"


def test_after_the_comparison_saving_again_is_a_decision(organiser, web_session, ours):
    url = organiser.url("organiser_events.edit", event_id=ours.id)
    first, second = (page_form(organiser, "organiser_events.edit", event_id=ours.id) for _ in range(2))
    organiser.client.post(url, data=first | {"place": "Viļaka"})
    compared = organiser.post("organiser_events.edit", second | {"place": "Ludza"}, event_id=ours.id)

    answer = organiser.client.post(url, data=compared.form(url))

    assert answer.status_code == 303
    assert read(web_session, Event, id=ours.id).place == "Ludza"


def test_a_form_that_does_not_say_what_it_saw_saves_nothing(organiser, web_session, ours):
    form = page_form(organiser, "organiser_events.edit", event_id=ours.id) | {"version": "", "place": "Ludza"}

    page = organiser.post("organiser_events.edit", form, event_id=ours.id)

    assert FASTER in page.words()
    assert read(web_session, Event, id=ours.id).place == "Malta"


def test_an_indicator_is_not_overwritten_unseen_either(organiser, web_session, project):
    draft = IndicatorDraft(name={"lv": "Bukleti"}, value=3, unit={}, counted_on=None, source="")
    made = indicators.add(web_session, project, None, draft, by=None, now=NOW)
    web_session.commit()
    url = organiser.url("organiser_indicators.edit", indicator_id=made.id)
    first, second = (page_form(organiser, "organiser_indicators.edit", indicator_id=made.id) for _ in range(2))
    organiser.client.post(url, data=first | {"value": "125"})

    page = organiser.post("organiser_indicators.edit", second | {"value": "120"}, indicator_id=made.id)

    assert FASTER in page.words()
    assert rows(page) == [["How many", "125", "120"]]
    assert read(web_session, Indicator, id=made.id).value == 125
    assert organiser.client.post(url, data=page.form(url)).status_code == 303
    assert (read(web_session, Indicator, id=made.id).value, made.id) == (120, made.id)


def test_publishing_while_somebody_edits_is_told_too(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()
    form = page_form(organiser, "organiser_events.edit", event_id=event.id)
    events.publish(web_session, event, by=None, now=NOW)
    web_session.commit()

    page = organiser.post("organiser_events.edit", form | {"days-0-date": ""}, event_id=event.id)

    assert page.errors() == ["Enter the date of this day"]
    assert FASTER in organiser.post("organiser_events.edit", form, event_id=event.id).words()
    assert read(web_session, Event, id=event.id).status is EventStatus.PUBLISHED


def test_a_draft_that_the_project_left_behind_is_published_with_its_reason_in_one_go(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    project.ends_on = date(2019, 1, 20)
    web_session.commit()
    draft = organiser.get("organiser_events.show", event_id=event.id)
    url = organiser.url("organiser_events.publish", event_id=event.id)
    answers = draft.form(url)
    assert answers["period_reason"] == ""

    refused = organiser.post("organiser_events.publish", answers, event_id=event.id)
    assert refused.errors() == [OUTSIDE] and refused.all("a", href="#period_reason")
    assert read(web_session, Event, id=event.id).status is EventStatus.DRAFT
    long = organiser.post("organiser_events.publish", answers | {"period_reason": "x" * 501}, event_id=event.id)
    assert (long.errors(), long.form(url)["period_reason"]) == (["This is too long. Shorten it"], "x" * 501)
    organiser.submit("organiser_events.publish", {"period_reason": "Pagarināts"}, event_id=event.id)

    shown = read(web_session, Event, id=event.id)
    assert (shown.status, shown.period_reason) == (EventStatus.PUBLISHED, "Pagarināts")
    (entry,) = stored(web_session, AuditEntry, action="publish", subject_id=event.id)
    assert entry.detail == {"period_reason": "Pagarināts"}
    assert "This event is not a draft." in organiser.get("organiser_events.publish", event_id=event.id).words()


def test_publishing_asks_for_no_reason_inside_the_project(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()

    page = organiser.get("organiser_events.show", event_id=event.id)

    assert "period_reason" not in page.form(organiser.url("organiser_events.publish", event_id=event.id))


def test_a_date_outside_the_project_is_stopped_until_a_reason_is_typed(organiser, web_session, project):
    outside = EVENT | {"days-0-date": "2019-07-15"}

    page = organiser.fill("organiser_events.new", outside, slug=project.slug)
    assert page.errors() == [OUTSIDE]
    assert page.all("a", href="#period_reason")
    again = page.form(organiser.url("organiser_events.new", slug=project.slug))
    answer = organiser.client.post(
        organiser.url("organiser_events.new", slug=project.slug), data=again | {"period_reason": "Closing conference"}
    )

    assert answer.status_code == 303
    made = read(web_session, Event, number=4)
    assert (made.period_reason, made.first_day.isoformat()) == ("Closing conference", "2019-07-15")
    assert "Closing conference" in organiser.get("organiser_events.show", event_id=made.id).words()


def test_all_fields_are_kept(organiser, web_session, project):
    texts = {
        "programme_lv": "10.00 Kafija\n\n11.00 Sarunas",
        "programme_en": "10:00 Coffee",
        "conclusions_lv": "Vienojāmies.",
        "website": "https://platforma.example/4",
        "work_package": "WP2",
    }

    organiser.submit("organiser_events.new", EVENT | texts, slug=project.slug)

    made = read(web_session, Event, number=4)
    assert made.programme == {"lv": "10.00 Kafija\n\n11.00 Sarunas", "en": "10:00 Coffee"}
    assert (made.conclusions, made.website) == ({"lv": "Vienojāmies."}, "https://platforma.example/4")
    assert (made.work_package, made.organisation_id) == ("WP2", None)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.lv", "https://", "ftp://example.lv/x"])
def test_a_website_is_an_address_that_a_browser_opens(address, organiser, project):
    page = organiser.fill("organiser_events.new", EVENT | {"website": address}, slug=project.slug)

    assert page.errors() == ["Check the address: it should look like https://example.lv"]


def make_organisations(session, project, *names):
    """Organisations of a project."""
    made = [Organisation(project_id=project.id, name=name, created_at=NOW) for name in names]
    session.add_all(made)
    session.flush()
    return made


def test_an_event_belongs_to_one_of_the_projects_organisations(organiser, web_session, project, ours):
    (foreign,) = make_organisations(web_session, make_event(web_session).project, "Cita")
    _, ngo = make_organisations(web_session, project, "Ministrija", "Tilts")
    web_session.commit()

    refused = organiser.fill("organiser_events.edit", {"organisation": str(foreign.id)}, event_id=ours.id)
    assert refused.errors() == ["Choose from the list"]
    organiser.submit("organiser_events.edit", {"organisation": str(ngo.id)}, event_id=ours.id)

    assert read(web_session, Event, id=ours.id).organisation_id == ngo.id
    assert "Tilts" in organiser.get("organiser_events.show", event_id=ours.id).words()


def test_an_organiser_of_one_organisation_makes_events_of_theirs(browser, web_session, project):
    other, mine = make_organisations(web_session, project, "Ministrija", "Tilts")
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.query(Membership).filter_by(user_id=user.id).one().organisation_id = mine.id
    web_session.commit()
    browser.log_in(user).read_in("en")

    assert "organisation" not in page_form(browser, "organiser_events.new", slug=project.slug)
    browser.submit("organiser_events.new", EVENT | {"organisation": str(other.id)}, slug=project.slug)

    made = read(web_session, Event, number=4)
    assert made.organisation_id == mine.id
    browser.submit("organiser_events.edit", {"organisation": str(other.id), "place": "Ludza"}, event_id=made.id)
    changed = read(web_session, Event, number=4)
    assert (changed.organisation_id, changed.place) == (mine.id, "Ludza")


def test_the_calendar_entry_counts_changes_of_time_place_mode_and_name(organiser, web_session, ours):
    make_registration(web_session, ours)
    web_session.commit()

    def sequence_after(**answers):
        organiser.submit("organiser_events.edit", answers, event_id=ours.id)
        return read(web_session, Event, id=ours.id).sequence

    told = [
        sequence_after(**answers)
        for answers in (
            {"description_lv": "Jauns"},
            {"place": "Viļaka"},
            {"name_en": "Other"},
            {"mode": "online"},
            {"days-0-starts_at": "09:30"},
            {"capacity": "25"},
        )
    ]

    assert told == [0, 1, 2, 3, 4, 4]
