"""Results that are kept, as the command and the worker see to them."""

import pytest
from sqlalchemy import update

from eventreg.domain import tally
from eventreg.models import EventTally, PersonTally
from tests.factories import admit, make_event, make_registration


@pytest.fixture
def run(app):
    """Return a function that runs a command and returns what it printed."""

    def call(*arguments):
        done = app.test_cli_runner().invoke(args=arguments)
        assert (done.exit_code, done.exception) == (0, None)
        return done.output

    return call


@pytest.fixture
def event(web_session):
    """An event with somebody there, who is not counted yet."""
    made = make_event(web_session)
    admit(web_session, make_registration(web_session, made))
    web_session.commit()
    return made


def is_behind(web_session, event):
    waits = tally.is_behind(web_session, event.project_id)
    web_session.rollback()  # and keeps nobody from writing
    return waits


def test_the_command_counts_what_has_changed(run, web_session, event):
    slug, before = event.project.slug, run("results", event.project.slug, "--lang", "en")

    admit(web_session, make_registration(web_session, event))
    web_session.commit()

    assert (before[:2], run("results", slug, "--lang", "en")[:2]) == ("1 ", "2 ")


def test_the_command_counts_everything_from_scratch_when_asked(run, web_session, event):
    right = run("results", event.project.slug, "--format", "json")
    web_session.execute(update(EventTally).values(number=7))
    web_session.execute(update(PersonTally).values(category_id=None))
    web_session.commit()
    assert run("results", event.project.slug, "--format", "json") != right

    assert run("results", event.project.slug, "--format", "json", "--rebuild") == right
    assert run("results", event.project.slug, "--format", "json") == right


def test_the_worker_counts_when_no_mail_waits(run, web_session, event, monkeypatch):
    monkeypatch.setattr(tally, "MARKS", 1)
    for _ in range(3):
        make_registration(web_session, event, email="ada@example.lv")
    web_session.commit()
    assert is_behind(web_session, event)

    run("worker", "--once")

    assert not is_behind(web_session, event)
