"""In which language a reader is spoken to, and how dates, times, countries and texts read in it."""

import re
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from eventreg import language
from eventreg.models import EventDay, Programme, Role
from tests.factories import make_event, make_project, make_user

ALPHABET = "aābcčdeēfgģhiījkķlļmnņoprsštuūvzž"


@pytest.fixture(scope="module")
def speak():
    """Return a function that calls another one while this language is spoken; needs no database."""
    app = Flask(__name__)
    Babel(app, default_translation_directories=str(Path(language.__file__).parent / "translations"))

    def call(spoken, function, *arguments):
        with app.test_request_context(), force_locale(spoken):
            return function(*arguments)

    return call


def lang(page):
    """Return the language that a page says it is in."""
    return page.all("html")[0].get("lang")


# --- which one ---


def test_speaks_latvian_to_whoever_chose_nothing(browser):
    response = browser.client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9,de"})

    assert '<html lang="lv">' in response.text


def test_keeps_what_was_chosen(browser):
    asked = ["en", None, "lv", None]

    found = [lang(browser.get("public.index", **({"lang": code} if code else {}))) for code in asked]

    assert found == ["en", "en", "lv", "lv"]


def test_a_file_in_another_language_is_no_choice_of_the_pages(browser, web_session):
    project = make_project(web_session)
    user = make_user(web_session, Role.ORGANISER, project=project)
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    web_session.commit()
    browser.log_in(user).read_in("lv")
    files = [
        browser.url("organiser_files.poster", event_id=event.id, lang="en"),
        browser.url("public_calendar.event", slug=event.slug, lang="en"),
        browser.url("public_calendar.feed", lang="en"),
    ]

    answers = [browser.client.get(address) for address in files]

    assert [b"Meeting" in answer.data for answer in answers[1:]] == [True, True]
    assert f"{event.slug}-en.pdf" in answers[0].headers["Content-Disposition"]
    assert lang(browser.get("organiser_events.show", event_id=event.id)) == "lv"


@pytest.mark.parametrize("asked", ["de", "EN", "", "en-GB", "lv\x00", "../en", "x" * 10_000])
def test_a_language_that_we_do_not_speak_changes_nothing(asked, browser):
    browser.read_in("en")

    found = [lang(browser.get("public.index", lang=asked)), lang(browser.get("public.index"))]

    assert found == ["en", "en"]


def test_a_language_that_we_no_longer_speak_becomes_latvian(browser):
    assert lang(browser.read_in("de").get("public.index")) == "lv"


@pytest.mark.parametrize(("spoken", "other", "name"), [("lv", "en", "English"), ("en", "lv", "Latviešu")])
def test_a_link_leads_to_the_same_page_in_the_other_language(spoken, other, name, browser, web_session):
    event = make_event(web_session)
    web_session.commit()
    page = browser.read_in(spoken).get("public.event", slug=event.slug, next="ā&b=c")

    (link,) = page.all("a", hreflang=other)
    turned = browser.client.get(link.get("href"))

    assert ("".join(link.itertext()), link.get("lang")) == (name, other)
    assert (turned.request.path, turned.request.args["next"]) == (f"/events/{event.slug}", "ā&b=c")
    assert f'<html lang="{other}">' in turned.text


# --- texts in several languages ---


def test_a_text_that_is_not_there_stands_in_latvian_and_says_so(browser, web_session):
    project = make_project(web_session, name={"lv": "Platforma"})
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": ""}, description={"lv": "Par romiem"})
    web_session.commit()

    page = browser.read_in("en").get("public.event", slug=event.slug)

    (title,) = page.all("h1")
    marked = [(each.get("lang"), each.text) for each in title]
    assert (title.text, marked) == (None, [("lv", "Sanāksme")])
    assert [each.text for each in page.all("span", lang="lv")] == ["Sanāksme", "Platforma"]
    (about,) = page.all("div", class_="prose", lang="lv")
    assert "".join(about.itertext()).strip() == "Par romiem"


def test_a_text_that_is_there_is_not_marked(browser, web_session):
    event = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"})
    web_session.commit()

    page = browser.read_in("en").get("public.event", slug=event.slug)

    assert [each.text for each in page.all("h1")] == ["Meeting"]
    assert page.all("span", lang="lv") == []


def test_in_latvian_nothing_is_marked(browser, web_session):
    event = make_event(web_session, name={"lv": "Sanāksme"})
    web_session.commit()

    page = browser.get("public.event", slug=event.slug)

    assert [each.text for each in page.all("h1")] == ["Sanāksme"]
    assert page.all("span", lang="lv") == []


def test_a_text_that_fell_back_is_still_only_text(speak):
    texts = {"lv": "<b>&</b>"}

    assert str(speak("en", language.in_language, texts)) == '<span lang="lv">&lt;b&gt;&amp;&lt;/b&gt;</span>'
    assert str(speak("lv", language.in_language, texts)) == "&lt;b&gt;&amp;&lt;/b&gt;"


# --- dates and times ---


@pytest.mark.parametrize(
    ("first", "last", "latvian", "english"),
    [
        (date(2019, 7, 3), date(2019, 7, 3), "03.07.2019.", "3 July 2019"),
        (date(2019, 6, 26), date(2019, 6, 27), "26.–27.06.2019.", "26–27 June 2019"),
        (date(2019, 1, 9), date(2019, 1, 11), "09.–11.01.2019.", "9–11 January 2019"),
        (date(2019, 1, 30), date(2019, 2, 2), "30.01.–02.02.2019.", "30 January – 2 February 2019"),
        (date(2018, 12, 31), date(2019, 1, 1), "31.12.2018.–01.01.2019.", "31 December 2018 – 1 January 2019"),
        (date(2018, 1, 5), date(2019, 1, 5), "05.01.2018.–05.01.2019.", "5 January 2018 – 5 January 2019"),
    ],
)
def test_a_period_reads_as_people_write_it(first, last, latvian, english, speak):
    assert [speak(spoken, language.span, first, last) for spoken in ("lv", "en")] == [latvian, english]


def test_the_dates_of_an_event_are_put_in_order(speak):
    days = [EventDay(date=date(2019, 1, day), starts_at=time(10, 5)) for day in (25, 23, 24)]

    assert speak("lv", language.dates, days) == "23.–25.01.2019."
    assert speak("en", language.dates, days) == "23–25 January 2019"
    assert speak("lv", language.dates_and_start, days) == "23.–25.01.2019., plkst. 10.05"
    assert speak("en", language.dates_and_start, days) == "23–25 January 2019, 10:05"


def test_an_event_without_days_or_times_has_no_more_to_say(speak):
    assert [speak("lv", function, []) for function in (language.dates, language.dates_and_start)] == ["", ""]
    assert speak("lv", language.dates_and_start, [EventDay(date=date(2019, 1, 23))]) == "23.01.2019."


@pytest.mark.parametrize(
    ("octets", "latvian", "english"),
    [
        (999, "999 B", "999 B"),
        (1_000, "1 kB", "1 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1 MB", "1 MB"),
        (1_240_000, "1,2 MB", "1.2 MB"),
    ],
)
def test_a_file_is_as_large_as_its_reader_counts(octets, latvian, english, speak):
    assert [speak(spoken, language.size, octets) for spoken in ("lv", "en")] == [latvian, english]


@pytest.mark.parametrize(
    ("hours", "latvian", "english"),
    [
        ((time(10), time(17, 5)), "plkst. 10.00–17.05", "10:00–17:05"),
        ((time(9, 30), None), "plkst. 9.30", "9:30"),
        ((None, None), "", ""),
    ],
)
def test_a_day_lasts_from_then_till_then(hours, latvian, english, speak):
    day = EventDay(date=date(2019, 1, 23), starts_at=hours[0], ends_at=hours[1])

    assert [speak(spoken, language.hours, day) for spoken in ("lv", "en")] == [latvian, english]
    assert speak("lv", partial(language.hours, bare=True), day) == latvian.removeprefix("plkst. ")


@pytest.mark.parametrize(
    ("moment", "latvian", "english"),
    [
        (datetime(2019, 1, 10, 7, 42, tzinfo=UTC), "10.01.2019. plkst. 9.42", "10 January 2019 9:42"),
        (datetime(2019, 7, 3, 6, 2, tzinfo=UTC), "03.07.2019. plkst. 9.02", "3 July 2019 9:02"),
        (datetime(2019, 1, 10, 22, 5, tzinfo=UTC), "11.01.2019. plkst. 0.05", "11 January 2019 0:05"),
    ],
)
def test_a_moment_is_told_as_in_riga(moment, latvian, english, speak):
    assert [speak(spoken, language.moment, moment) for spoken in ("lv", "en")] == [latvian, english]


# --- countries and programmes ---


def test_latvia_comes_first_and_then_the_alphabet(speak):
    names = list(speak("lv", language.list_countries).values())

    plain = [name for name in names[1:] if set(name.lower()) <= {*ALPHABET, " "}]
    assert names[0] == "Latvija"
    assert len(plain) > 200
    assert plain == sorted(plain, key=lambda name: [f" {ALPHABET}".index(letter) for letter in name.lower()])


def test_letters_with_a_mark_stand_behind_those_without(speak):
    names = list(speak("lv", language.list_countries).values())
    places = [names.index(name) for name in ("Čada", "Dānija", "Kuveita", "Ķīna", "Laosa", "Surinama", "Šveice")]

    assert places == sorted(places)


def test_every_country_has_two_letters_and_none_is_nowhere(speak):
    codes = [set(speak(spoken, language.list_countries)) for spoken in ("lv", "en")]

    assert codes[0] == codes[1]
    assert {"LV", "EE", "LT", "XK", "UA", "US"} <= codes[0]
    assert [code for code in codes[0] if len(code) != 2 or not code.isupper()] == []
    assert codes[0] & {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"} == set()


def test_the_form_offers_the_countries_in_the_readers_language(browser, web_session):
    event = make_event(web_session)
    web_session.commit()

    page = browser.read_in("en").get("public.register", slug=event.slug)

    select = page.text.split('<select autocomplete="country"')[1].split("</select>")[0]
    offered = re.findall(r'<option (?:selected )?value="(..)">(.+?)</option>', select)
    names = [name for _, name in offered]
    assert offered[:4] == [("LV", "Latvia"), ("AF", "Afghanistan"), ("AX", "Åland Islands"), ("AL", "Albania")]
    assert names.index("Costa Rica") + 1 == names.index("Côte d’Ivoire")


def test_a_country_that_nobody_knows_keeps_its_code(speak):
    assert speak("lv", language.country, "QQ") == "QQ"


def test_a_programme_has_a_name_in_each_language(browser, speak):
    english = "Rights, Equality and Citizenship Programme (2014–2020)"

    assert speak("en", language.programme_name, Programme.REC_2014_2020) == english
    assert speak("lv", language.programme_name, Programme.REC_2014_2020) == browser.translate("lv", english)
    assert len({speak("en", language.programme_name, each) for each in Programme}) == len(Programme)
