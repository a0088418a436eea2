"""Calendar files, read back by another hand: new, changed, cancelled, and silent where they must be."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale
from icalendar import Calendar

from eventreg.delivery import calendar
from eventreg.domain import events
from eventreg.domain.events import Day, EventDraft
from eventreg.models import EventStatus
from tests.conftest import NOW
from tests.factories import make_event, make_project

URL = "https://events.example/m/secret"
LATER = NOW + timedelta(days=1)
RIGA = ZoneInfo("Europe/Riga")
TELLING = ("Ņikuļina", "Meeting", "Malta", "Apraksts", "Description")


def read(app, event, *, language="lv", **terms):
    """Return an event's calendar file and its entries as a calendar reads them."""
    with app.test_request_context("/"), force_locale(language):
        content = calendar.event_ics(event, **({"url": URL, "now": NOW} | terms))
    found = Calendar.from_ical(content)
    return found, found.walk("VEVENT")


def test_every_day_is_an_entry_of_its_own(app, event):
    found, entries = read(app, event)

    assert (found["VERSION"], found["METHOD"]) == ("2.0", "PUBLISH")
    assert [entry["UID"] for entry in entries] == [f"event-{event.id}-day-{n}@events.example" for n in (1, 2, 3)]
    assert [(entry.start, entry.end) for entry in entries] == [
        (datetime(2019, 1, day, 10, tzinfo=RIGA), datetime(2019, 1, day, 17, tzinfo=RIGA)) for day in (23, 24, 25)
    ]
    assert {entry["DTSTART"].params["TZID"] for entry in entries} == {"Europe/Riga"}
    assert [zone["TZID"] for zone in found.walk("VTIMEZONE")] == ["Europe/Riga"]


def test_an_entry_says_what_where_and_where_to_read_more(app, event):
    _, (entry, *_) = read(app, event)

    said = {name: entry.decoded(name) for name in ("STATUS", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED")}
    assert said == {"STATUS": "CONFIRMED", "SEQUENCE": 0, "DTSTAMP": NOW, "LAST-MODIFIED": NOW}
    assert (entry["SUMMARY"], entry["LOCATION"], entry["URL"]) == ("Ņikuļinas lasījumi", "Malta", URL)
    assert entry["DESCRIPTION"] == f"Apraksts\n\n{URL}"


def test_is_written_in_the_language_of_its_reader(app, event):
    _, (entry, *_) = read(app, event, language="en")

    assert (entry["SUMMARY"], entry["DESCRIPTION"]) == ("Meeting", f"Description\n\n{URL}")


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (Day(date(2019, 1, 23)), date(2019, 1, 23), date(2019, 1, 24)),
        (Day(date(2019, 7, 3), time(10)), datetime(2019, 7, 3, 10, tzinfo=RIGA), None),
    ],
)
def test_a_day_says_no_more_of_its_times_than_is_known(day, start, end, app, web_session):
    _, (entry,) = read(app, make_event(web_session, days=(day,)))

    assert entry["DTSTART"].dt == start
    assert (entry["DTEND"].dt if "DTEND" in entry else None) == end


def change(session, event, *days, at=LATER):
    """Give an event other days of January."""
    draft = {name: getattr(event, name) for name in EventDraft.__dataclass_fields__}
    wanted = tuple(Day(date(2019, 1, day), time(10)) for day in days)
    events.change(session, event, EventDraft(**draft | {"days": wanted}), by=None, now=at)


def told(entries):
    """What a calendar makes of entries: number of the day, date, state and sequence."""
    return [
        (int(entry["UID"].split("-")[3].split("@")[0]), entry.start.day, entry["STATUS"], entry["SEQUENCE"])
        for entry in entries
    ]


def test_a_day_that_moves_is_the_same_entry_with_a_higher_sequence(app, web_session):
    event = make_event(web_session, days=(Day(date(2019, 1, 23), time(10)),))
    _, (before,) = read(app, event)
    change(web_session, event, 30)

    _, (after,) = read(app, event, now=LATER + timedelta(hours=1))

    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], 0)
    assert (after["SEQUENCE"], after.start) == (1, datetime(2019, 1, 30, 10, tzinfo=RIGA))
    assert after.decoded("DTSTAMP") == LATER + timedelta(hours=1)
    assert (before.decoded("LAST-MODIFIED"), after.decoded("LAST-MODIFIED")) == (NOW, LATER)


def test_a_day_that_was_removed_is_cancelled_as_itself_for_a_while(app, event, web_session):
    change(web_session, event, 23, 25)

    listed = told(read(app, event, now=LATER)[1])
    soon, late = (len(read(app, event, now=LATER + timedelta(days=days))[1]) for days in (89, 91))

    assert listed == [(1, 23, "CONFIRMED", 1), (2, 24, "CANCELLED", 1), (3, 25, "CONFIRMED", 1)]
    assert (soon, late) == (3, 2)
    assert len(read(app, event, now=LATER, method="REQUEST", attendee="ada@example.lv")[1]) == 2
    assert len(read(app, event, now=LATER, method="CANCEL", attendee="ada@example.lv")[1]) == 3


def test_no_day_takes_the_number_of_another_and_one_that_comes_back_is_itself(app, event, web_session):
    change(web_session, event, 23, 25)
    change(web_session, event, 23, 25, 28)
    assert told(read(app, event, now=LATER)[1])[-1] == (4, 28, "CONFIRMED", 2)

    change(web_session, event, 23, 24, 25, 29)

    assert told(read(app, event, now=LATER)[1]) == [
        (1, 23, "CONFIRMED", 3),
        (2, 24, "CONFIRMED", 3),
        (3, 25, "CONFIRMED", 3),
        (4, 29, "CONFIRMED", 3),
    ]


def test_nobody_hears_of_a_day_that_only_a_draft_had(app, web_session):
    event = make_event(web_session, published=False)
    change(web_session, event, 23)

    assert told(read(app, event, now=LATER)[1]) == [(1, 23, "CONFIRMED", 1)]


def test_a_cancelled_event_is_cancelled_in_the_calendar(app, event):
    event.status, event.sequence = EventStatus.CANCELLED, 1

    _, entries = read(app, event)

    assert [(entry["STATUS"], entry["SEQUENCE"]) for entry in entries] == [("CANCELLED", 1)] * 3


def test_a_place_that_was_given_back_is_cancelled_in_the_calendar(app, event):
    found, entries = read(app, event, method="CANCEL", attendee="ada@example.lv")

    assert found["METHOD"] == "CANCEL"
    assert {(entry["STATUS"], entry["ORGANIZER"], entry["ATTENDEE"]) for entry in entries} == {
        ("CANCELLED", "mailto:events@localhost", "mailto:ada@example.lv")
    }


def test_an_entry_to_publish_names_nobody(app, event):
    _, entries = read(app, event, attendee="ada@example.lv")

    assert [entry for entry in entries if "ATTENDEE" in entry or "ORGANIZER" in entry] == []


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_sensitive_event_tells_nothing(language, app, web_session):
    event = make_event(web_session, name={"lv": "Ņikuļinas lasījumi", "en": "Meeting"}, sensitive=True)

    found, (entry, *_) = read(app, event, language=language)

    summary = {
        "lv": "Pasākums: Eiropas Savienības programma „Tiesības, vienlīdzība un pilsonība” (2014–2020),"
        " līgums Nr. 792550-NRP3-LV",
        "en": "Event: Rights, Equality and Citizenship Programme (2014–2020), contract No. 792550-NRP3-LV",
    }[language]
    assert (entry["SUMMARY"], entry["DESCRIPTION"], entry["CLASS"]) == (summary, URL, "PRIVATE")
    assert [word for word in TELLING if word in found.to_ical().decode()] == []


def test_no_text_breaks_out_of_its_line(app, web_session):
    name = "Ķekava; 1, 2\nBEGIN:VALARM"
    _, (entry,) = read(app, make_event(web_session, name={"lv": name}, days=(Day(date(2019, 1, 23)),)))

    assert entry["SUMMARY"] == name
    assert entry.subcomponents == []


def test_a_feed_holds_all_it_is_given(app, web_session):
    project = make_project(web_session)
    events = [make_event(web_session, project, days=(Day(date(2019, 1, day), time(10)),)) for day in (11, 12)]
    with app.test_request_context("/"):
        content = calendar.feed_ics([(each, URL) for each in events], name="Pasākumi", now=NOW)

    found = Calendar.from_ical(content)
    assert found["X-WR-CALNAME"] == "Pasākumi"
    assert [entry["SUMMARY"] for entry in found.walk("VEVENT")] == [each.name["lv"] for each in events]
