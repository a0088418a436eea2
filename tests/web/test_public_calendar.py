"""The calendar files that everybody may take, as a browser and a calendar fetch them."""

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from eventreg import clock
from eventreg.domain import events
from eventreg.domain.events import Day, EventDraft
from eventreg.models import EventStatus
from tests.conftest import NOW
from tests.factories import make_event, make_project
from tests.web.public_pages import set_event


def entries(browser, endpoint, **values):
    """Return the entries of a calendar file."""
    answer = browser.client.get(browser.url(endpoint, **values))
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.get_data()).walk("VEVENT")


def test_gives_one_event_to_the_calendar(reader, guest):
    found = entries(reader, "public_calendar.event", slug=guest.event.slug)

    assert reader.url("public_calendar.event", slug="abc") == "/events/abc.ics"
    assert [entry["SUMMARY"] for entry in found] == ["Meeting"] * 3
    assert {entry["URL"] for entry in found} == {f"http://localhost/events/{guest.event.slug}"}


def test_gives_a_participant_the_way_back_to_the_registration(reader, guest):
    found = entries(reader, "public_calendar.mine", manage=guest.manage)

    assert {entry["URL"] for entry in found} == {f"http://localhost/m/{guest.manage}"}


def test_an_event_that_was_cancelled_tells_the_calendar(reader, web_session, guest):
    set_event(web_session, guest.event, status=EventStatus.CANCELLED, sequence=2)

    found = entries(reader, "public_calendar.event", slug=guest.event.slug)

    assert {(entry["STATUS"], entry["SEQUENCE"]) for entry in found} == {("CANCELLED", 2)}


def test_a_day_that_the_event_lost_is_cancelled_wherever_the_event_is(reader, web_session, guest):
    draft = {name: getattr(guest.event, name) for name in EventDraft.__dataclass_fields__}
    days = (Day(date(2019, 1, 24)),)
    events.change(web_session, guest.event, EventDraft(**draft | {"days": days}), by=None, now=NOW)
    web_session.commit()
    files = {"event": {"slug": guest.event.slug}, "mine": {"manage": guest.manage}, "feed": {}}

    told = [entries(reader, f"public_calendar.{name}", **values) for name, values in files.items()]

    for found in told:
        assert [(entry.start.day, entry["STATUS"], entry["SEQUENCE"]) for entry in found] == [
            (23, "CANCELLED", 1),
            (24, "CONFIRMED", 1),
            (25, "CANCELLED", 1),
        ]


def test_subscribing_shows_what_everybody_may_see(reader, web_session):
    ours, other = make_project(web_session), make_project(web_session)
    day = (Day(date(2019, 1, 23), time(10)),)
    make_event(web_session, ours, name={"lv": "ours"}, days=day)
    make_event(web_session, other, name={"lv": "other"}, days=day)
    make_event(web_session, ours, name={"lv": "draft"}, days=day, published=False)
    make_event(web_session, ours, name={"lv": "by invitation"}, days=day, by_invitation=True)
    make_event(web_session, ours, name={"lv": "sensitive"}, days=day, sensitive=True)
    web_session.commit()
    neutral = "Event: Rights, Equality and Citizenship Programme (2014–2020), contract No. 792550-NRP3-LV"

    of_all, of_one = entries(reader, "public_calendar.feed"), entries(reader, "public_calendar.feed", project=ours.slug)

    assert sorted(entry["SUMMARY"] for entry in of_all) == [neutral, "other", "ours"]
    assert sorted(entry["SUMMARY"] for entry in of_one) == [neutral, "ours"]
    assert {entry["URL"] for entry in of_all if entry["SUMMARY"] == neutral} == {"http://localhost/"}


@pytest.mark.parametrize("endpoint", ["public_calendar.event", "public_calendar.feed"])
def test_sends_nothing_again_until_something_changed(endpoint, reader, web_session, guest, monkeypatch):
    address = reader.url(endpoint, **({"slug": guest.event.slug} if endpoint.endswith(".event") else {}))
    first = reader.client.get(address)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))

    same = reader.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    set_event(web_session, guest.event, sequence=1)
    changed = reader.client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert first.headers["Cache-Control"] == same.headers["Cache-Control"] == "private, max-age=300"


def test_a_participants_file_is_kept_by_no_cache(reader, guest):
    answer = reader.client.get(reader.url("public_calendar.mine", manage=guest.manage))

    assert answer.headers["Cache-Control"] == "no-store"


def test_more_events_need_no_more_statements(reader, web_session, count_statements):
    project, counts = make_project(web_session), []
    for number in (1, 5):
        for _ in range(number):
            make_event(web_session, project)
        web_session.commit()
        counts.append(count_statements(lambda: reader.client.get(reader.url("public_calendar.feed"))))

    assert counts == [counts[0]] * 2


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("public_calendar.event", {"slug": "none"}),
        ("public_calendar.feed", {"project": "none"}),
        ("public_calendar.mine", {"manage": "none"}),
    ],
)
def test_what_is_not_there_is_not_found(endpoint, values, reader):
    reader.get(endpoint, expect=404, **values)
