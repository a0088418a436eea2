"""What every page has around it: the right transaction, and the headers that protect it."""

import pytest
from flask_security import forms
from sqlalchemy import create_engine, text

from eventreg.extensions import db
from eventreg.models import Role
from tests.factories import make_event, make_project, make_user

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def test_reading_a_page_waits_for_no_writer(browser, web_session, app):
    project = make_project(web_session)
    organiser = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project)
    event = make_event(web_session, project)
    web_session.commit()
    browser.log_in(organiser)
    with app.app_context():
        other = create_engine(db.engine.url, connect_args={"isolation_level": None} if is_sqlite(app) else {})
    with other.connect() as writer:
        writer.execute(text("BEGIN IMMEDIATE" if is_sqlite(app) else "BEGIN"))
        writer.execute(text("UPDATE project SET contract_number = 'changed'"))

        words = [
            browser.get("public.index").words(),
            browser.get("public.event", slug=event.slug).words(),
            browser.get("organiser_events.show", event_id=event.id).words(),
            browser.get("results.show", slug=project.slug).words(),
        ]

        writer.execute(text("ROLLBACK"))
    other.dispose()
    assert all("Pasākums 1" in part for part in words)


def test_every_page_carries_the_headers_that_protect_it(browser, web_session):
    event = make_event(web_session)
    web_session.commit()

    answer = browser.client.get(browser.url("public.register", slug=event.slug))

    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_only_the_worker_of_the_door_may_compile_webassembly(browser):
    worker = browser.url("static", filename="door/reader-worker.js")
    module = browser.url("static", filename="door/reader.js")
    policies = [
        browser.client.get(address).headers["Content-Security-Policy"]
        for address in (browser.url("door.start"), worker, module)
    ]

    assert ["script-src 'self' 'wasm-unsafe-eval';" in policy for policy in policies] == [False, True, False]


def is_sqlite(app) -> bool:
    """Say which of the two databases this run is on."""
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def test_while_a_password_is_checked_others_write(browser, app, monkeypatch):
    """It takes long, and a door must not wait for it; only to note a wrong one takes the lock."""
    page = browser.get("security.login")
    with app.app_context():
        other = create_engine(db.engine.url, connect_args={"isolation_level": None} if is_sqlite(app) else {})
    written = []

    def hash_slowly(_password):
        with other.connect() as writer:
            writer.execute(text("BEGIN IMMEDIATE" if is_sqlite(app) else "BEGIN"))
            written.append(writer.execute(text("UPDATE project SET contract_number = 'changed'")).rowcount)
            writer.execute(text("COMMIT"))

    monkeypatch.setattr(forms, "hash_password", hash_slowly)

    browser.post("security.login", page.form() | {"email": "nobody@events.example", "password": "a wrong password"})

    other.dispose()
    assert written == [0]


def test_a_nul_in_an_address_is_no_page_of_ours(browser):
    for address in (
        "/m/%00",
        "/m/%00/cancel",
        "/events/%00/register",
        "/privacy/%00",
        "/t/%00",
        "/coordinator/%00.csv",
    ):
        assert browser.client.get(address).status_code == 404, address


def test_a_page_that_only_reads_sees_one_moment(app):
    with app.test_request_context("/"):
        app.preprocess_request()
        assert db.session().info["writes"] is False
        if not is_sqlite(app):
            assert db.session.execute(text("SHOW transaction_read_only")).scalar() == "on"
            assert db.session.execute(text("SHOW transaction_isolation")).scalar() == "repeatable read"


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize(
    ("endpoint", "expect", "values"),
    [
        ("public.privacy", 200, {}),
        ("public.accessibility", 200, {}),
        ("security.login", 200, {}),
        ("public.event", 404, {"slug": "none"}),
    ],
)
def test_pages_of_no_project_carry_the_mark_of_the_demo(endpoint, expect, values, demo, browser, web_session):
    make_project(web_session)
    make_project(web_session, demo=demo)
    web_session.commit()

    page = browser.get(endpoint, expect=expect, **values)

    assert bool(page.all("aside", class_="demo")) is demo
