"""One event's page in each of its states, and what it tells search engines and previews."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from eventreg.domain.events import Day
from eventreg.models import EventStatus, Mode
from tests.browser import words
from tests.conftest import NOW
from tests.factories import make_event, make_project
from tests.web.public_pages import facts, set_event

OVER = {"first_day": date(2019, 1, 9), "last_day": date(2019, 1, 9)}


def head(page):
    """Return what the head of a page tells: descriptions and previews."""
    found = {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.all("meta")}
    return {name: text for name, text in found.items() if name and (name.startswith("og:") or name != "viewport")}


def data(page):
    """Return the page's schema.org data, if it has some."""
    found = [json.loads("".join(script.itertext())) for script in page.all("script", type="application/ld+json")]
    return found[0] if found else None


# --- states ---


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (
            {"opens_at": NOW + timedelta(days=1)},
            "Come back when sign-up opens, or put the event into your calendar now.",
        ),
        ({"capacity": 7, "places_taken": 7}, "Somebody may still give a place back, so look again later."),
        ({"closes_at": NOW}, "If you would still like to come, ask the organiser: pasts@ministry.example"),
        (OVER, "If you were there, your own page shows your registration. Its address stands in our mail."),
        (
            {"status": EventStatus.CANCELLED, "cancel_reason": {"lv": "Plūdi", "en": "A flood"}},
            "Whoever had signed up and gave an e-mail address is told by mail.",
        ),
    ],
)
@pytest.mark.parametrize("endpoint", ["public.event", "public.register"])
def test_each_state_says_what_one_can_do(endpoint, terms, sentence, reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, **terms)

    page = reader.get(endpoint, slug=event.slug)

    assert sentence in page.words()
    others = reader.url("public.index", project=event.project.slug)
    assert [words(link) for link in page.all("a", href=others)] == ["Other events of this project"]


def test_a_cancelled_event_says_why(browser, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, status=EventStatus.CANCELLED, cancel_reason={"lv": "Plūdi <b>"})
    said = {lang: browser.read_in(lang).get("public.event", slug=event.slug).all("p") for lang in ("lv", "en")}

    assert "Iemesls: Plūdi <b>" in [words(each) for each in said["lv"]]
    assert "The reason: Plūdi <b>" in [words(each) for each in said["en"]]


def test_where_one_can_sign_up_nothing_else_is_said(reader, web_session):
    event = make_event(web_session)
    web_session.commit()

    page = reader.get("public.event", slug=event.slug)

    assert page.all("a", href=reader.url("public.index", project=event.project.slug)) == []


@pytest.mark.parametrize(("terms", "links"), [({}, 1), (OVER, 0), ({"status": EventStatus.CANCELLED}, 0)])
def test_only_what_is_to_come_can_be_put_into_a_calendar(terms, links, reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, **terms)

    page = reader.get("public.event", slug=event.slug)

    assert len(page.all("a", href=reader.url("public_calendar.event", slug=event.slug))) == links


def test_shows_programme_conclusions_and_website(reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    texts = {"programme": {"lv": "10.00 Sākums", "en": "10:00 Start"}, "conclusions": {"lv": "Tiekamies"}}
    set_event(web_session, event, website="https://platform.example/", **texts)

    page = reader.get("public.event", slug=event.slug)

    headings = [words(each) for each in page.all("h2")]
    assert headings == ["Conclusions", "About the event", "Programme of the event", "Days"]
    assert facts(page)["Website"] == "https://platform.example/"
    assert [box.get("lang") for box in page.all("div", class_="prose")] == ["lv", None, None]


# --- what others are told ---


def test_schema_org_reads_the_event(reader, web_session):
    project = make_project(web_session, controller="Kultūras ministrija")
    event = make_event(
        web_session,
        project,
        name={"lv": "Sanāksme", "en": "Meeting </script><b>"},
        days=(Day(date(2019, 1, 23), time(10), time(17)), Day(date(2019, 7, 3))),
        capacity=20,
    )
    web_session.commit()

    read = data(reader.get("public.event", slug=event.slug))

    parts = read.pop("subEvent")
    assert read == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Meeting </script><b>",
        "url": f"http://localhost/events/{event.slug}",
        "description": "Description",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Malta",
            "address": {"@type": "PostalAddress", "name": "Malta", "addressCountry": "LV"},
        },
        "organizer": {"@type": "Organization", "name": "Kultūras ministrija"},
        "isAccessibleForFree": True,
        "startDate": "2019-01-23T10:00:00+02:00",
        "endDate": "2019-07-03",
        "maximumAttendeeCapacity": 20,
    }
    assert [(part["startDate"], part["endDate"]) for part in parts] == [
        ("2019-01-23T10:00:00+02:00", "2019-01-23T17:00:00+02:00"),
        ("2019-07-03", "2019-07-03"),
    ]


@pytest.mark.parametrize(
    ("mode", "name", "places"),
    [
        (Mode.ONLINE, "OnlineEventAttendanceMode", ["VirtualLocation"]),
        (Mode.HYBRID, "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
    ],
)
def test_schema_org_knows_where_people_meet(mode, name, places, reader, web_session):
    event = make_event(web_session, mode=mode)
    web_session.commit()

    read = data(reader.get("public.event", slug=event.slug))

    found = read["location"] if isinstance(read["location"], list) else [read["location"]]
    assert (read["eventAttendanceMode"], [each["@type"] for each in found]) == (f"https://schema.org/{name}", places)


def test_schema_org_hears_of_a_cancellation(reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, status=EventStatus.CANCELLED)

    read = data(reader.get("public.event", slug=event.slug))

    assert read["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_preview_shows_what_when_and_where(reader, web_session):
    event = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, description={"lv": "", "en": "a " * 300})
    web_session.commit()

    told = head(reader.get("public.event", slug=event.slug))

    assert told["og:title"] == "Meeting"
    assert told["og:url"] == f"http://localhost/events/{event.slug}"
    assert told["og:description"].startswith("23–25 January 2019, Malta. a a") and len(told["og:description"]) <= 200
    assert (told["og:locale"], "robots" in told, told["description"]) == ("en_GB", False, told["og:description"])


def test_of_a_sensitive_event_only_programme_and_contract_are_told(reader, web_session):
    event = make_event(web_session, name={"lv": "Telling", "en": "Telling"}, sensitive=True)
    web_session.commit()

    page = reader.get("public.event", slug=event.slug)

    told = head(page)
    assert told["og:title"] == (
        "Event: Rights, Equality and Citizenship Programme (2014–2020), contract No. 792550-NRP3-LV"
    )
    assert told["og:description"] == told["description"] == "When: 23–25 January 2019"
    assert data(page) is None


@pytest.mark.parametrize("endpoint", ["public.event", "public.register"])
def test_what_is_by_invitation_is_kept_from_search_engines(endpoint, reader, web_session):
    hidden, shown = make_event(web_session, by_invitation=True), make_event(web_session)
    web_session.commit()

    pages = [reader.get(endpoint, slug=event.slug) for event in (hidden, shown)]

    assert [head(page).get("robots") for page in pages] == ["noindex", None]
    assert data(pages[0]) is None


def test_the_times_of_summer_have_the_offset_of_summer(reader, web_session):
    event = make_event(web_session, days=(Day(date(2019, 7, 3), time(10)),))
    web_session.commit()

    read = data(reader.get("public.event", slug=event.slug))

    assert datetime.fromisoformat(read["startDate"]) == datetime(2019, 7, 3, 7, tzinfo=UTC)
    assert "subEvent" not in read
