"""What tells a watcher whether the service works, and Prometheus how much."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eventreg import cli, clock, config, schema
from eventreg.domain import health, outbox
from eventreg.extensions import db
from eventreg.models import MailKind, PassKind
from eventreg.web import meter
from tests.conftest import NOW
from tests.factories import make_pass_with_token, make_registration, scan_of

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def migrated(web_session):
    """The database says that it is up to date."""
    web_session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    web_session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": schema.head()})
    web_session.commit()
    yield
    web_session.rollback()
    web_session.execute(text("DROP TABLE alembic_version"))
    web_session.commit()


@pytest.fixture
def watched(app, monkeypatch):
    """The service lets whoever has a token read its numbers, and has counted nothing yet."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_token=TOKEN))
    for file in app.extensions["counters"].folder.glob("*"):
        file.unlink()
    app.extensions["counters"]._process = 0


def beat(session, ago=timedelta()):
    health.beat(session, now=NOW - ago)
    session.commit()


def ready(browser):
    answer = browser.client.get("/readyz")
    return answer.status_code, [name for name, works in answer.json["checks"].items() if not works]


def numbers(browser, *beginnings):
    """Return the numbers whose names begin so, without `eventreg_`."""
    text = browser.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    found = dict(line.removeprefix("eventreg_").rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    return {name: float(number) for name, number in found.items() if name.startswith(beginnings)}


def test_is_ready_when_all_works(browser, web_session, migrated):
    beat(web_session)

    answer = browser.client.get("/readyz")

    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["checks"] == {"database": True, "migrations": True, "worker": True}


def test_is_not_ready_before_the_worker_lives(browser, migrated):
    assert ready(browser) == (503, ["worker"])


@pytest.mark.parametrize(("ago", "expected"), [(300, (200, [])), (301, (503, ["worker"]))])
def test_is_not_ready_when_the_worker_is_silent_for_long(browser, web_session, migrated, ago, expected):
    beat(web_session, timedelta(hours=9))
    beat(web_session, timedelta(seconds=ago))

    assert ready(browser) == expected


def test_is_not_ready_before_the_tables_are_up_to_date(browser, web_session, migrated):
    beat(web_session)
    web_session.execute(text("UPDATE alembic_version SET version_num = 'b6a94c2e7f10'"))
    web_session.commit()

    assert ready(browser) == (503, ["migrations"])


def test_is_not_ready_without_migrations(browser, web_session):
    beat(web_session)

    assert ready(browser) == (503, ["migrations"])


def test_is_not_ready_without_a_database(browser, web_session, migrated, monkeypatch):
    beat(web_session)
    lose(monkeypatch)

    assert ready(browser) == (503, ["database", "migrations", "worker"])


def lose(monkeypatch):
    def fail(*_arguments, **_more):
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(db.session, "execute", fail)
    monkeypatch.setattr(db.session, "scalar", fail)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ļ"]
)
def test_shows_its_numbers_to_nobody_without_the_token(browser, watched, header):
    answer = browser.client.get("/metrics", headers={"Authorization": header.encode().decode("latin-1")})

    assert answer.status_code == 404


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer "}])
def test_shows_its_numbers_to_nobody_where_no_token_is_set(browser, header):
    assert browser.client.get("/metrics", headers=header).status_code == 404


def test_counts_requests_by_route_and_status(browser, watched, guest):
    for manage in (guest.manage, guest.manage, "unknown"):
        browser.client.get(f"/m/{manage}")
    browser.client.get("/no/such/page")

    found = numbers(browser, "requests_total")

    assert found == {
        'requests_total{route="",method="GET",status="404"}': 1,
        'requests_total{route="/m/<manage>",method="GET",status="200"}': 2,
        'requests_total{route="/m/<manage>",method="GET",status="404"}': 1,
    }


def test_counts_how_long_requests_take(browser, watched):
    counters = browser.app.extensions["counters"]
    for took in (0.004, 0.005, 0.006, 0.4, 7.0):
        meter.count_request(counters, "GET", "/x", 200, took)
    meter.count_request(counters, "GET", "/x", 404, 0.001)

    found = numbers(browser, "request_seconds")

    bounds = {"0.005": 3, "0.02": 4, "0.1": 4, "0.5": 5, "2.0": 5, "+Inf": 6}
    expected = {f'request_seconds_bucket{{route="/x",le="{bound}"}}': number for bound, number in bounds.items()}
    expected |= {'request_seconds_sum{route="/x"}': 7.416, 'request_seconds_count{route="/x"}': 6}
    assert found == pytest.approx(expected)


def test_counts_scans_by_verdict(browser, web_session, watched, event, on_the_day):
    ada = make_registration(web_session, event)
    _, token = make_pass_with_token(web_session, event, kind=PassKind.DESK)
    web_session.commit()
    scans = [scan_of(ada), scan_of(ada), {"id": "no uuid"}]

    browser.client.post(
        f"/api/v1/events/{event.id}/scans", json={"scans": scans}, headers={"Authorization": f"Bearer {token}"}
    )

    assert numbers(browser, "scans_total") == {
        'scans_total{verdict="admitted"}': 1,
        'scans_total{verdict="already_in"}': 1,
        'scans_total{verdict="error"}': 1,
    }


def test_tells_how_the_outbox_stands(browser, web_session, watched, event):
    ages = {"waits": 60, "failing": 90, "given up": 900, "sent": 9000, "withheld": 9000}
    guest = make_registration(web_session, event, email="ada@example.lv")
    web_session.execute(text("DELETE FROM outgoing_mail"))
    for name, ago in ages.items():
        mail = outbox.write(web_session, guest, MailKind.CONFIRMATION, now=NOW - timedelta(seconds=ago))
        mail.error = "" if name in ("waits", "sent") else "OSError"
        mail.sent_at = NOW if name == "sent" else None
        mail.given_up_at = NOW if name == "given up" else None
        mail.withheld_at = NOW if name == "withheld" else None
    web_session.commit()
    beat(web_session, timedelta(seconds=20))

    assert numbers(browser, "mails", "oldest", "worker", "database", "build") == {
        "mails_waiting": 2,
        "mails_failing": 1,
        "mails_given_up": 1,
        "oldest_mail_age_seconds": 90,
        "worker_beat_age_seconds": 20,
        "database_up": 1,
        f'build_info{{version="{config.version()}"}}': 1,
    }


def test_tells_that_the_database_is_away(browser, watched, monkeypatch, caplog):
    lose(monkeypatch)

    assert numbers(browser, "database", "mails", "worker") == {"database_up": 0}
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


def test_every_number_says_what_it_is(browser, watched):
    browser.client.get("/privacy")
    lines = browser.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text.splitlines()

    said = [line.split(" ")[2] for line in lines if line.startswith("# HELP ")]
    typed = [line.split(" ")[2] for line in lines if line.startswith("# TYPE ")]
    named = {line.split("{")[0].split(" ")[0] for line in lines if line[0] != "#"}
    assert said == typed
    assert {next(name for name in sorted(said, key=len)[::-1] if each.startswith(name)) for each in named} <= set(said)


def test_the_worker_says_that_it_lives(browser, web_session):
    browser.app.test_cli_runner().invoke(args=["worker", "--once"])

    assert health.last_beat(web_session) == NOW


def test_the_worker_says_so_every_quarter_of_a_minute(app, web_session, monkeypatch):
    said = []
    with app.app_context():
        last = None
        for seconds in (0, 14, 15, 29, 30):
            monkeypatch.setattr(clock, "now", lambda seconds=seconds: NOW + timedelta(seconds=seconds))
            last = cli._beat(last)
            said.append(health.last_beat(web_session) - NOW)
            web_session.rollback()

    assert [each.seconds for each in said] == [0, 0, 15, 15, 30]
