"""What everybody sees: the list, an event, and every page in both languages."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from eventreg import clock
from eventreg.domain.events import Day
from eventreg.models import (
    EventStatus,
    Kind,
)
from tests.browser import words
from tests.conftest import NOW
from tests.factories import (
    at_hour,
    make_event,
    make_project,
)
from tests.web.public_pages import chosen, facts, set_event, tags

SEEN_BY_ALL = ("public.index", "public.privacy", "public.accessibility", "door.start", "security.login")


def on(*days):
    """Return days of an event in January 2019, from ten to five."""
    return tuple(Day(date(2019, 1, day), time(10), time(17)) for day in days)


# --- the list ---


def test_lists_what_is_to_come_and_below_it_what_is_over(reader, web_session):
    project = make_project(web_session)
    names = {"later": (23,), "running": (9, 10, 11), "long over": (2,), "next": (12,), "today": (10,), "over": (8, 9)}
    for name, days in names.items():
        make_event(web_session, project, name={"lv": name}, days=on(*days))
    web_session.commit()

    page = reader.get("public.index")

    (past,) = page.all("ul", class_="past")
    assert [words(each) for each in page.all("h3")] == ["running", "today", "next", "later"]
    assert [words(each) for each in past] == ["8–9 January 2019 over", "2 January 2019 long over"]


def test_lists_only_what_is_for_everybody(reader, web_session):
    project = make_project(web_session)
    make_event(web_session, project, name={"lv": "shown"}, days=on(20))
    for days in (on(20), on(5)):
        make_event(web_session, project, name={"lv": "draft"}, days=days, published=False)
        make_event(web_session, project, name={"lv": "by invitation"}, days=days, by_invitation=True)
        make_event(web_session, project, name={"lv": "service"}, days=days, kind=Kind.SERVICE)
    web_session.commit()

    page = reader.get("public.index")

    assert [words(each) for each in page.all("h3")] == ["shown"]
    assert page.all("ul", class_="past") == []


def test_an_empty_list_says_that_more_will_come(reader):
    page = reader.get("public.index")

    assert "No event is open for sign-up now." in page.words()
    assert page.all("h3") == []


def test_an_event_is_listed_as_to_come_until_its_night_is_over(reader, web_session, monkeypatch):
    make_event(web_session, name={"lv": "with a ball"}, days=on(10))
    web_session.commit()
    listed = []
    for hour in (1, 3):  # 03:00 and 05:00 in Riga: a day ends at 04:00
        monkeypatch.setattr(clock, "now", lambda hour=hour: at_hour(hour, date(2019, 1, 11)))
        listed.append(len(reader.get("public.index").all("h3")))

    assert listed == [1, 0]


def test_more_events_need_no_more_statements(reader, web_session, count_statements):
    project = make_project(web_session)
    counts = []
    for number in (1, 49):
        for _ in range(number):
            make_event(web_session, project)
            make_event(web_session, project, days=on(2, 3), capacity=5)
        web_session.commit()
        counts.append(count_statements(lambda: reader.get("public.index")))

    assert counts == [counts[0]] * 2
    assert len(reader.get("public.index").all("h3")) == 50


# --- one event ---


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, "You can sign up"),
        ({"capacity": 1}, "1 place left"),
        ({"capacity": 2}, "2 places left"),
        ({"capacity": 21}, "21 places left"),
        ({"capacity": 7, "places_taken": 7}, "All places are taken."),
        ({"opens_at": NOW + timedelta(minutes=1)}, "Sign-up has not opened yet."),
        ({"opens_at": NOW}, "You can sign up"),
        ({"closes_at": NOW}, "Sign-up has closed."),
        ({"closes_at": NOW + timedelta(minutes=1)}, "You can sign up"),
        ({"status": EventStatus.CLOSED}, "Sign-up has closed."),
        ({"status": EventStatus.CANCELLED}, "This event has been cancelled."),
        ({"last_day": date(2019, 1, 9), "first_day": date(2019, 1, 9)}, "This event is over."),
        ({"by_invitation": True}, "You can sign up"),
    ],
)
def test_an_event_says_whether_one_can_sign_up(terms, said, reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, **terms)
    can = said == "You can sign up" or said.endswith("left")

    page, form = reader.get("public.event", slug=event.slug), reader.get("public.register", slug=event.slug)

    assert (tags(page), tags(form)) == ([said], [said])
    address = reader.url("public.register", slug=event.slug)
    assert len(page.all("a", href=address)) == can
    assert len(form.all("form", action=address)) == can


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("lv", "{} brīva vieta", "{} brīvas vietas"), ("en", "{} place left", "{} places left")],
)
def test_counts_the_places_left_with_the_right_form(language, one, several, browser, web_session):
    event = make_event(web_session)
    web_session.commit()
    counted = {}
    for left in (1, 2, 10, 11, 20, 21, 111):
        set_event(web_session, event, capacity=left)
        (counted[left],) = tags(browser.read_in(language).get("public.event", slug=event.slug))

    singular = (1, 21) if language == "lv" else (1,)
    assert counted == {left: (one if left in singular else several).format(left) for left in counted}


def test_an_event_shows_when_where_with_whom_and_about_what(reader, web_session):
    event = make_event(
        web_session,
        make_project(web_session, name={"lv": "Platforma", "en": "Platform"}),
        name={"lv": "Sanāksme", "en": "Meeting"},
        description={"lv": "Latviski", "en": "First.\n\n## Programme\n\nSecond, see https://example.lv/x"},
        place="Maltas vidusskola",
        partners="Rēzeknes novads",
        closes_at=datetime(2019, 1, 20, 10, 0, tzinfo=UTC),
    )
    web_session.commit()

    page = reader.get("public.event", slug=event.slug)

    assert [words(each) for each in page.all("h1")] == ["Meeting"]
    assert facts(page) == {
        "When": "23–25 January 2019, 10:00",
        "Where": "Maltas vidusskola",
        "Sign-up": "until 20 January 2019 12:00",
        "Partners": "Rēzeknes novads",
    }
    assert [words(each) for each in page.all("h3")] == ["Programme"]
    assert len(page.all("a", href="https://example.lv/x")) == 1
    assert [words(day) for day in page.all("ol", class_="past")[0]] == [
        f"{day} January 2019 10:00–17:00" for day in (23, 24, 25)
    ]


def test_says_when_sign_up_opens(reader, web_session):
    event = make_event(web_session, opens_at=datetime(2019, 1, 20, 7, 0, tzinfo=UTC))
    web_session.commit()

    assert facts(reader.get("public.event", slug=event.slug))["Sign-up"] == "opens 20 January 2019 9:00"


@pytest.mark.parametrize("terms", [{"published": False}, {"kind": Kind.SERVICE, "days": ()}])
@pytest.mark.parametrize("endpoint", ["public.event", "public.register"])
def test_what_is_not_for_the_public_is_not_found(endpoint, terms, reader, web_session):
    event = make_event(web_session, **terms)
    web_session.commit()

    page = reader.get(endpoint, slug=event.slug, expect=404)

    assert event.name["lv"] not in page.text


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_public_page_is_in_the_language_of_its_reader(language, browser, web_session, guest):
    browser.read_in(language)
    values = {"slug": guest.event.slug, "manage": guest.manage, "ticket": guest.ticket}
    name = {"lv": "Sanāksme", "en": "Meeting"}[language]
    titles = {
        "public.index": browser.translate(language, "Events"),
        "public.event": name,
        "public.register": name,
        "public.mine": browser.translate(language, "See you there, %(name)s!", name="Ādams"),
        "public.cancel": browser.translate(language, "Cancel your registration?"),
        "public.ticket": browser.translate(language, "Ticket"),
        "public.privacy": browser.translate(language, "Privacy"),
        "public.accessibility": browser.translate(language, "Accessibility statement"),
        "door.start": browser.translate(language, "Open a door"),
        "security.login": browser.translate(language, "Log in"),
    }
    pages = {
        endpoint: browser.get(endpoint, **({} if endpoint in SEEN_BY_ALL else chosen(endpoint, values)))
        for endpoint in titles
    }
    pages["public.notice"] = browser.get("public.notice", slug=guest.event.project.slug)
    titles["public.notice"] = browser.translate(language, "Privacy notice")

    assert {endpoint: [words(h1) for h1 in page.all("h1")] for endpoint, page in pages.items()} == {
        endpoint: [title] for endpoint, title in titles.items()
    }
    assert {page.all("html")[0].get("lang") for page in pages.values()} == {language}


def test_a_notice_stands_in_the_language_of_its_reader(reader, guest):
    short = facts_of_notice(reader.get("public.notice", slug=guest.event.project.slug))

    assert short == ["Privacy notice", "In short", "In full"]


def facts_of_notice(page):
    """Return the headings of a notice, without those of its own text."""
    return [words(each) for level in ("h1", "h2") for each in page.all(level)]


def test_an_organisers_draft_gives_its_project_no_public_notice(reader, web_session):
    """The name of a project that has shown nothing yet is the organiser's own affair."""
    hidden, shown = make_project(web_session), make_project(web_session)
    make_event(web_session, hidden, published=False)
    make_event(web_session, shown)
    web_session.commit()

    page = reader.get("public.privacy")

    assert [words(a) for a in page.all("a") if "/privacy/" in a.get("href")] == [shown.name["en"]]
    reader.get("public.notice", slug=hidden.slug, expect=404)
