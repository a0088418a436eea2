"""Each request has an id and one line in the log, which tells nothing of people and opens no page."""

import json
import logging
import re
from dataclasses import replace

import pytest

from eventreg.domain import public_events
from eventreg.models import Role
from tests.factories import make_project, make_user

ADDRESS = "2001:db8::beef"


@pytest.fixture
def lines(browser, capsys):
    """Return a function that opens addresses and returns the lines that were written of them."""

    def open_all(*addresses, **more):
        capsys.readouterr()
        for address in addresses:
            browser.client.get(address, environ_base={"REMOTE_ADDR": ADDRESS}, **more)
        return capsys.readouterr().err.splitlines()

    return open_all


def test_writes_one_line_a_request(lines, browser, guest, count_statements):
    (line,) = lines(browser.url("public.mine", manage=guest.manage))

    written = json.loads(line)
    assert list(written) == ["time", "id", "method", "route", "status", "ms", "sql", "bytes"]
    assert (written["method"], written["route"], written["status"]) == ("GET", "/m/<manage>", 200)
    assert written["time"] == "2019-01-10T08:00:00.000+00:00"
    assert 0 < written["ms"] < 60_000


def test_tells_what_an_answer_cost(lines, browser, web_session, guest, count_statements):
    path = browser.url("public.mine", manage=guest.manage)
    browser.client.get(path)

    statements = count_statements(lambda: browser.client.get(path))
    answer = browser.client.get(path)

    written = json.loads(lines(path)[0])
    assert (written["sql"], written["bytes"]) == (statements, len(answer.data))


def test_has_the_id_that_the_reader_was_told(lines, browser, capsys):
    answer = browser.client.get("/nothing/here")

    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch("[0-9a-f]{12}", answer.headers["X-Request-Id"])
    assert json.loads(line)["id"] == answer.headers["X-Request-Id"]


def test_each_request_has_its_own_id(browser):
    ids = {browser.client.get("/privacy").headers["X-Request-Id"] for _ in range(3)}

    assert len(ids) == 3


def test_tells_nothing_of_who_asked_and_with_which_token(lines, browser, guest):
    secret = "verysecretword"
    written = lines(
        browser.url("public.mine", manage=guest.manage),
        browser.url("public.ticket", ticket=guest.ticket),
        f"/m/{secret}",
        f"/{secret}",
        f"/?q={secret}",
        headers={"Authorization": f"Bearer {secret}", "User-Agent": secret, "Cookie": f"session={secret}"},
    )

    assert len(written) == 5
    told = "".join(written)
    assert [each for each in (guest.manage, guest.ticket, secret, ADDRESS, guest.surname) if each in told] == []
    assert [json.loads(line)["route"] for line in written] == [
        "/m/<manage>",
        "/T/<ticket>",
        "/m/<manage>",
        None,
        "/",
    ]


def test_a_method_that_nobody_knows_stands_under_another_name(browser, capsys):
    browser.client.open("/privacy", method="PROPFIND")

    assert json.loads(capsys.readouterr().err)["method"] == "other"


def test_a_file_that_is_written_as_it_goes_has_no_size(lines, coordinator, counted):
    streamed = json.loads(lines(coordinator.url("results.as_csv", slug=counted.slug))[0])

    assert streamed["status"] == 200
    assert streamed["bytes"] is None or streamed["bytes"] > 0


def test_an_error_has_its_line_too(lines, browser, monkeypatch, caplog):
    def fail(*_arguments, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(public_events, "list_coming", fail)

    (line,) = lines("/")

    assert (json.loads(line)["status"], json.loads(line)["route"]) == (500, "/")
    assert json.loads(line)["id"] in caplog.text


def test_is_silent_where_nobody_wants_it(lines, app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], access_log=False))

    assert lines("/privacy") == []


def test_statements_of_one_request_are_not_those_of_the_next(lines, browser, web_session):
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    web_session.commit()
    browser.log_in(user)

    first, second = (json.loads(line)["sql"] for line in lines("/organiser/", "/organiser/"))

    assert first == second > 0


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Error handling request /m/abcdefghijklmnopqrstuv", "Error handling request /m/*"),
        ('"GET /t/ABCDEFGHIJKLMNOPQRSTUVWXYZ?lang=lv HTTP/1.1" 200 -', '"GET /t/*?* HTTP/1.1" 200 -'),
        ("Invalid request from ip=192.0.2.17: Bad header", "Invalid request from ip=*: Bad header"),
        ("Invalid request from ip=2001:db8::17: Bad header", "Invalid request from ip=*: Bad header"),
        ("Booting worker with pid: 4711 at 12:34:56", "Booting worker with pid: 4711 at 12:34:56"),
    ],
)
@pytest.mark.parametrize("name", ["gunicorn.error", "werkzeug"])
def test_what_others_write_is_masked(browser, caplog, name, written, kept):
    logging.getLogger(name).error(written)

    assert caplog.messages == [kept]


def test_what_others_write_of_an_error_tells_its_place_and_no_message(browser, caplog, guest):
    try:
        raise ValueError(guest.surname)
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", "/m/abcdefghijklmnopqrstuv")

    (record,) = caplog.records
    assert record.getMessage().startswith("Error handling request /m/*: ValueError\n")
    assert "test_request_log.py" in record.getMessage()
    assert guest.surname not in caplog.text
