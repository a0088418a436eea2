"""The list of events, sifted by its address and in pages."""

from datetime import date, time, timedelta

import pytest

from eventreg.domain import public_events
from eventreg.domain.events import Day
from tests.browser import words
from tests.factories import make_event, make_project


def day(number, month=1, year=2019):
    """Return one day of an event, from ten o'clock."""
    return (Day(date(year, month, number), time(10)),)


def listed(page):
    """Return the names of the coming events and of those that are over."""
    past = [words(link) for each in page.all("ul", class_="past") for link in each.iter() if link.tag.endswith("}a")]
    return [words(each) for each in page.all("h3")], past


@pytest.fixture
def year(web_session):
    """Two projects with events before and after the tenth of January 2019."""
    ours = make_project(web_session, name={"lv": "Mūsu", "en": "Ours"})
    other = make_project(web_session, name={"lv": "Cits", "en": "Other"})
    make_event(web_session, ours, name={"lv": "Ņikuļinas lasījumi", "en": "Readings"}, days=day(20), place="Ķekava")
    make_event(web_session, ours, name={"lv": "Seminārs", "en": "Seminar"}, days=day(3, 2))
    make_event(web_session, other, name={"lv": "Sanāksme", "en": "Meeting"}, days=day(21))
    make_event(web_session, ours, name={"lv": "Atklāšana", "en": "Opening"}, days=day(5))
    make_event(web_session, other, name={"lv": "Pērn", "en": "Last year"}, days=day(5, 12, 2018))
    web_session.commit()
    return ours


@pytest.mark.parametrize(
    ("asked", "coming", "past"),
    [
        ({}, ["Readings", "Meeting", "Seminar"], ["Opening", "Last year"]),
        ({"month": "2019-01"}, ["Readings", "Meeting"], ["Opening"]),
        ({"month": "2018-12"}, [], ["Last year"]),
        ({"month": "2019-13"}, ["Readings", "Meeting", "Seminar"], ["Opening", "Last year"]),
        ({"q": "NIKULINAS"}, ["Readings"], []),
        ({"q": "readings kek"}, ["Readings"], []),
        ({"q": "%"}, [], []),
        ({"q": " "}, ["Readings", "Meeting", "Seminar"], ["Opening", "Last year"]),
        ({"page": "99999999999999999999", "past": "-1"}, ["Readings", "Meeting", "Seminar"], ["Opening", "Last year"]),
    ],
)
def test_the_address_says_what_is_listed(asked, coming, past, reader, year):
    assert listed(reader.get("public.index", **asked)) == (coming, past)


def test_a_project_lists_its_own_events(reader, year):
    page = reader.get("public.index", project=year.slug)

    assert listed(page) == (["Readings", "Seminar"], ["Opening"])
    assert page.form("/") == {"q": "", "project": year.slug, "month": ""}
    assert len(page.all("a", href=reader.url("public_calendar.feed", project=year.slug))) == 1


def test_says_what_to_do_where_nothing_is_found(reader, year):
    page = reader.get("public.index", q="nothing like it")

    assert "No coming event is like that. Try fewer words, another project or another month." in page.words()
    assert page.form("/")["q"] == "nothing like it"


@pytest.mark.parametrize(("language", "months"), [("lv", "2019. gada janvāris"), ("en", "January 2019")])
def test_names_the_months_in_the_language_of_the_reader(language, months, browser, year):
    page = browser.read_in(language).get("public.index")

    assert [words(each) for each in page.all("option", value="2019-01")] == [months]
    assert len(page.all("select", name="month")[0]) == 4  # all, and three that have events


def test_many_events_stand_in_pages(reader, web_session, monkeypatch, count_statements):
    monkeypatch.setattr(public_events, "PAGE", 2)
    project = make_project(web_session)
    for number in range(5):
        make_event(web_session, project, name={"lv": f"C{number}"}, days=day(12 + number))
        make_event(web_session, project, name={"lv": f"P{number}"}, days=day(9 - number))
    web_session.commit()

    pages = [listed(reader.get("public.index", page=n, past=4 - n)) for n in (1, 2, 3)]

    assert pages == [(["C0", "C1"], ["P4"]), (["C2", "C3"], ["P2", "P3"]), (["C4"], ["P0", "P1"])]
    page = reader.get("public.index", page=2, past=3, project=project.slug)
    links = {a.get("rel"): a.get("href") for a in page.all("a") if "page=" in (a.get("href") or "") and a.get("rel")}
    assert "project=" + project.slug in links["next"] and "past=3" in links["next"]


def test_an_event_of_two_months_is_found_in_both(session):
    project = make_project(session)
    event = make_event(session, project, days=(Day(date(2019, 1, 31)), Day(date(2019, 2, 1))))
    make_event(session, project, days=day(15, 3))
    found = {
        month: public_events.list_coming(
            session, today=date(2019, 1, 1), sieve=public_events.Sieve(month=date(2019, month, 1))
        ).events
        for month in (1, 2)
    }

    assert found == {1: [event], 2: [event]}
    assert public_events.list_months(session) == [date(2019, 3, 1), date(2019, 1, 1)]


def test_the_day_after_is_past(session):
    event = make_event(session, days=day(10))
    today = date(2019, 1, 10)

    assert public_events.list_coming(session, today=today).events == [event]
    assert public_events.list_past(session, today=today + timedelta(days=1)).events == [event]
