"""A database that is full, read-only, locked or cut off: a clear answer, nothing half kept, and it recovers."""

import sqlite3

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from eventreg import clock, config
from eventreg.application import create_app
from eventreg.domain import public_events, registration, round_trip
from eventreg.extensions import Model, db
from eventreg.models import OutgoingMail, Registration, Scan
from tests.browser import Browser, Page
from tests.conftest import NOW, SETTINGS
from tests.factories import make_event, make_pass_with_token, make_registration, scan_of, stored

ANSWERS = {"name": "Ilze", "surname": "Paņko", "organisation": "x" * 200, "category": "ngo", "email": "ada@x.lv"}
AWAY = "We cannot answer right now"


class Disk:
    """The application on a file, and what happens to that file."""

    def __init__(self, folder):
        self.path = folder / "disk.db"
        settings = config.Settings(**SETTINGS, database_url=f"sqlite:///{self.path}")
        self.browser = Browser(create_app(settings, instance=folder))
        self.trouble, self.blank = "", {}
        with self.browser.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "connect", lambda made, _record: self.trouble and made.execute(self.trouble))
        Model.metadata.create_all(self.engine)
        with Session(self.engine) as session:
            made = make_event(session)
            guest = make_registration(session, made)
            _, token = make_pass_with_token(session, made)
            self.slug, self.event_id = made.slug, made.id
            self.scan, self.bearer = scan_of(guest), {"Authorization": f"Bearer {token}"}
            session.commit()

    def have(self, trouble):
        """Let every connection from now on have a trouble, as a statement says it; or none any more."""
        self.trouble = trouble
        self.engine.dispose()

    def sign_up(self, name="Ilze"):
        """Send the sign-up form and return what is answered."""
        self.blank = self.blank or self.browser.get("public.register", slug=self.slug).form()
        return self.browser.client.post(f"/events/{self.slug}/register", data=self.blank | ANSWERS | {"name": name})

    def deliver(self):
        """Deliver a scan and return what is answered."""
        url = f"/api/v1/events/{self.event_id}/scans"
        return self.browser.client.post(url, json={"scans": [self.scan]}, headers=self.bearer)

    def kept(self):
        """Return how many registrations, mails, taken places and scans there are."""
        counts = [f"(SELECT count(*) FROM {table})" for table in ("registration", "outgoing_mail", "scan")]
        with self.engine.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT {', '.join(counts)}, places_taken FROM event")
            return tuple(found.one())


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """The application on SQLite in a file of its own."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = Disk(tmp_path)
    yield made
    made.engine.dispose()


def assert_is_clear(disk, language, response):
    """The answer says in the reader's language that it is our fault, and when to try again."""
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    said = "".join(Page(response).all("h1")[0].itertext())
    assert said == disk.browser.translate(language, AWAY)


def fill(disk):
    """Sign people up until there is no room any more; return how many found a place, and the last answer."""
    for number in range(500):
        response = disk.sign_up(f"Guest {number}")
        if response.status_code != 303:
            return number, response
    raise AssertionError("it is never full")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_full_disk_is_said_and_nothing_is_half_kept(disk, language):
    disk.browser.read_in(language)
    with disk.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    disk.have(f"PRAGMA max_page_count = {pages + 1}")

    took, response = fill(disk)

    assert_is_clear(disk, language, response)
    assert disk.kept() == (1 + took, took, 0, 1 + took)
    assert disk.browser.get("public.event", slug=disk.slug).response.status_code == 200
    disk.have("")
    assert (disk.sign_up().status_code, disk.kept()) == (303, (2 + took, 1 + took, 0, 2 + took))


@pytest.mark.parametrize("trouble", ["PRAGMA query_only = ON", "BEGIN IMMEDIATE"])
def test_what_cannot_be_written_is_said_and_can_be_read(disk, trouble):
    """The file is read-only, or another program has locked it for long."""
    with sqlite3.connect(disk.path, isolation_level=None) as other:
        if trouble.startswith("BEGIN"):
            other.execute(trouble)
            disk.have("PRAGMA busy_timeout = 50")
        else:
            disk.have(trouble)

        page, program = disk.sign_up(), disk.deliver()

        assert_is_clear(disk, "lv", page)
        assert (program.status_code, program.content_type) == (503, "application/problem+json")
        assert program.headers["Retry-After"] == "60"
        assert disk.kept() == (1, 0, 0, 1)
        if other.in_transaction:
            other.execute("ROLLBACK")
    other.close()
    disk.have("")
    assert (disk.sign_up().status_code, disk.deliver().status_code, disk.kept()) == (303, 200, (2, 1, 1, 2))


def test_nobody_waits_for_a_lock_without_end(disk):
    with disk.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10_000  # milliseconds


@pytest.fixture
def cut(app):
    """Return a function that ends all connections of the application to PostgreSQL, as a restart does."""
    with app.app_context():
        url = db.engine.url

    def cut_all(*_arguments, **_more):
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name AND {others}"
        with server.connect() as connection:
            connection.execute(text(ended.format(others="pid <> pg_backend_pid()")), {"name": url.database})
        server.dispose()
        return []

    yield cut_all
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
class TestPostgreSQLThatWasRestarted:
    """Every connection breaks, whatever it was at."""

    def test_between_two_requests_it_is_said_at_most(self, browser, cut):
        """A connection is asked whether it lives after a rest, so that of many quick requests some may meet it dead."""
        browser.get("public.index")
        cut()

        found = [browser.client.get("/").status_code for _ in range(4)]

        assert (set(found) - {200, 503}, found[-1]) == (set(), 200)

    def test_in_the_middle_of_a_sign_up_it_is_said_and_nothing_is_kept(self, browser, web_session, cut, monkeypatch):
        slug = make_event(web_session).slug
        web_session.commit()
        blank = browser.get("public.register", slug=slug).form()
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(registration.outbox, "confirm", cut)
            page = browser.post("public.register", blank | ANSWERS, slug=slug, expect=503)
        again = browser.client.post(f"/events/{slug}/register", data=blank | ANSWERS)

        assert page.response.headers["Retry-After"] == "60"
        assert again.status_code == 303
        web_session.invalidate()
        assert [len(stored(web_session, model)) for model in (Registration, OutgoingMail)] == [1, 1]

    def test_in_the_middle_of_a_scan_it_is_said_and_nothing_is_kept(self, browser, web_session, cut, monkeypatch):
        found = make_registration(web_session)
        _, token = make_pass_with_token(web_session, found.event)
        scan, url = scan_of(found), f"/api/v1/events/{found.event_id}/scans"
        web_session.commit()
        sent = {"json": {"scans": [scan]}, "headers": {"Authorization": f"Bearer {token}"}}
        with monkeypatch.context() as meanwhile:
            send = round_trip._send
            meanwhile.setattr(round_trip, "_send", lambda *given: (cut(), send(*given))[1])
            answer = browser.client.post(url, **sent)
        again = browser.client.post(url, **sent)

        assert (answer.status_code, again.status_code) == (503, 200)
        web_session.invalidate()
        assert len(stored(web_session, Scan)) == 1

    def test_after_the_last_statement_the_page_is_answered(self, browser, cut, monkeypatch):
        monkeypatch.setattr(public_events, "list_months", cut)

        assert browser.get("public.index").response.status_code == 200
