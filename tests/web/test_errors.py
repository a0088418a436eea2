"""What is said when something goes wrong: a page in the reader's language, and to programs problem details."""

import logging
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eventreg.domain import events, projects, public_events, registration
from eventreg.extensions import db
from eventreg.models import OutgoingMail, Registration, Role
from tests.browser import Page
from tests.factories import make_event, make_pass_with_token, make_project, make_user, stored

TITLES = {
    400: "We did not understand this",
    403: "This page is not for you",
    404: "There is no such page",
    405: "This cannot be done this way",
    413: "This is too much at once",
    500: "Something went wrong here",
    503: "We cannot answer right now",
}
SECRET = "of Ada Lovelace"
ANSWERS = {"name": "Līga", "surname": "Bērziņa", "organisation": "Balvi"}


@pytest.fixture
def event(web_session):
    """An event that people can look at and sign up for."""
    made = make_event(web_session)
    web_session.commit()
    return made


@pytest.fixture
def failing(monkeypatch):
    """Return a function that lets the public pages fail in a way that nobody foresaw, or as given."""

    def fail(error=None):
        def raise_error(*_arguments, **_more):
            raise error or ZeroDivisionError(SECRET)

        monkeypatch.setattr(public_events, "list_coming", raise_error)
        monkeypatch.setattr(events, "find_public", raise_error)

    return fail


def lost():
    """Return what SQLAlchemy says when the database is gone."""
    return OperationalError("SELECT", {"name": SECRET}, Exception("server closed the connection"))


def make_errors(reader, event, failing, web_session):
    """Return a response for each kind of error that a reader of pages can meet."""
    user = make_user(web_session, Role.COORDINATOR, project=make_project(web_session))
    web_session.commit()
    client = reader.client
    found = {
        404: client.get("/nothing/here"),
        405: client.post("/privacy"),
        413: client.post(f"/events/{event.slug}/register", data={"name": "x" * 10_000_000}),
        400: client.post("/door/leave", data={"csrf_token": "forged"}),
        403: reader.log_in(user).client.get("/organiser/"),
    }
    failing()
    found[500] = client.get("/")
    failing(lost())
    found[503] = client.get("/")
    return found


@pytest.mark.parametrize("language", ["lv", "en"])
def test_an_error_is_a_page_in_the_language_of_its_reader(language, browser, web_session, event, failing):
    found = make_errors(browser.read_in(language), event, failing, web_session)

    pages = {code: Page(response) for code, response in found.items()}

    assert {code: response.status_code for code, response in found.items()} == {code: code for code in TITLES}
    assert {code: "".join(page.all("h1")[0].itertext()) for code, page in pages.items()} == {
        code: browser.translate(language, title) for code, title in TITLES.items()
    }
    assert {page.all("html")[0].get("lang") for page in pages.values()} == {language}
    for page in pages.values():
        (way_out,) = [link for link in page.all("a") if link.get("class") == "button"]
        assert way_out.get("href") == browser.url("public.index")
        assert page.response.headers["Cache-Control"] == "no-store"
        assert f": {page.response.headers['X-Request-Id']}" in page.words()
        assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]


def test_a_page_that_only_shows_names_the_methods_that_it_knows(browser):
    assert browser.client.post("/privacy").allow == {"GET", "HEAD", "OPTIONS"}


def test_an_unforeseen_error_has_a_number_that_stands_in_the_log(browser, failing, caplog):
    failing()

    page = browser.read_in("en").get("public.index", expect=500)

    (number,) = re.findall(r"add this number: (\w{12})\b", page.words())
    assert page.response.headers["X-Request-Id"] == number
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert record.getMessage().startswith(f"request {number} failed at public.index: ZeroDivisionError\n")
    assert "in raise_error" in record.getMessage()
    assert SECRET not in caplog.text


def test_an_unforeseen_error_tells_nothing_of_its_cause(browser, failing):
    failing()

    page = browser.read_in("en").get("public.index", expect=500)

    assert [word for word in ("Traceback", "ZeroDivision", SECRET, "raise_error", ".py") if word in page.text] == []


def test_every_unforeseen_error_has_its_own_number(browser, failing):
    failing()
    words = [browser.read_in("en").get("public.index", expect=500).words() for _ in range(2)]

    assert words[0] != words[1]


def test_an_unforeseen_error_leaves_nothing_half_done(browser, web_session, event, monkeypatch):
    form = browser.get("public.register", slug=event.slug).form()
    written = registration.outbox.confirm

    def write_and_fail(*arguments, **more):
        written(*arguments, **more)
        raise ZeroDivisionError

    monkeypatch.setattr(registration.outbox, "confirm", write_and_fail)
    browser.post("public.register", form | ANSWERS | {"email": "a@x.lv"}, slug=event.slug, expect=500)
    monkeypatch.undo()

    assert (stored(web_session, Registration), stored(web_session, OutgoingMail)) == ([], [])


def test_after_an_error_the_next_request_is_answered(browser, event, failing, monkeypatch):
    failing(lost())
    browser.get("public.index", expect=503)
    monkeypatch.undo()

    assert browser.read_in("en").get("public.event", slug=event.slug).response.status_code == 200


@pytest.mark.parametrize("language", ["lv", "en"])
def test_who_is_logged_in_is_told_too_when_the_database_is_gone(language, browser, web_session, monkeypatch):
    """Nobody can say then who it is, so the page does not ask."""
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    web_session.commit()
    browser.log_in(user).read_in(language)

    def lose(*_arguments, **_more):
        raise lost()

    monkeypatch.setattr(db.session, "scalar", lose)
    monkeypatch.setattr(db.session, "scalars", lose)
    monkeypatch.setattr(db.session, "execute", lose)
    page = browser.get("organiser.home", expect=503)

    assert "".join(page.all("h1")[0].itertext()) == browser.translate(language, TITLES[503])


def test_after_a_statement_that_failed_the_page_still_knows_who_reads_it(browser, web_session, monkeypatch):
    """PostgreSQL answers nothing more in a transaction in which something failed."""
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    web_session.commit()

    def fail(session, *_arguments):
        session.execute(text("SELECT 1 / 0 FROM nowhere"))

    monkeypatch.setattr(projects, "list_for", fail)
    response = browser.log_in(user).read_in("en").client.get("/organiser/")

    page = Page(response)
    assert response.status_code in (500, 503)
    assert len(page.all("form", action=browser.url("security.logout"))) == (response.status_code == 500)


def test_the_log_of_a_lost_database_names_no_values(browser, failing, caplog):
    failing(lost())

    number = browser.get("public.index", expect=503).response.headers["X-Request-Id"]

    written = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert written == [f"request {number}: database: Exception"]
    assert SECRET not in caplog.text


def test_programs_are_told_by_problem_details(browser, web_session, event, monkeypatch):
    _, token = make_pass_with_token(web_session, event)
    web_session.commit()
    address = f"/api/v1/events/{event.id}/roster"
    bearer = {"Authorization": f"Bearer {token}"}
    told = {}
    for code, error in {500: ZeroDivisionError(SECRET), 503: lost()}.items():

        def fail(*_arguments, error=error, **_more):
            raise error

        monkeypatch.setattr("eventreg.domain.roster.read", fail)
        response = browser.read_in("en").client.get(address, headers=bearer)
        told[code] = response.json

        assert (response.status_code, response.content_type) == (code, "application/problem+json")
        assert response.json["request"] == response.headers["X-Request-Id"]
        assert SECRET not in response.text

    assert {code: (body["type"], body["status"], body["title"]) for code, body in told.items()} == {
        code: ("about:blank", code, TITLES[code]) for code in told
    }


def test_health_says_whether_the_database_answers(browser, monkeypatch):
    good = browser.client.get("/healthz")

    def lose(*_arguments, **_more):
        raise lost()

    monkeypatch.setattr(db.session, "execute", lose)
    bad = browser.client.get("/healthz")

    assert (good.status_code, good.json) == (200, {"status": "ok"})
    assert (bad.status_code, bad.json) == (503, {"status": "failing"})
