"""What tests of pages need: readers, guests, a door, an organiser and a coordinator at work, a count of statements."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from eventreg import clock
from eventreg.domain import indicators, members, projects
from eventreg.domain.indicators import IndicatorDraft
from eventreg.extensions import db
from eventreg.models import Kind, Part, PassKind, Role
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_pass, make_project, make_registration, make_user
from tests.web.forms import House
from tests.web.reading import come


@pytest.fixture
def reader(browser):
    """A reader of pages who reads English."""
    return browser.read_in("en")


@pytest.fixture(name="event")
def meeting(web_session):
    """An event with names in both languages, beside another event with a guest."""
    make_registration(web_session, make_event(web_session))
    return make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"})


@pytest.fixture
def ada(web_session, event):
    """Somebody with a place at the event."""
    return make_registration(web_session, event, name="Ada", surname="Ņikuļina", organisation="Malta")


@pytest.fixture
def guest(web_session):
    """Somebody with a place at an event, beside somebody else there."""
    event = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, capacity=10)
    make_registration(web_session, event)
    found = make_registration(web_session, event, name="Ādams", surname="Āboliņš", email="adams@example.lv")
    web_session.commit()
    return found


@pytest.fixture
def on_the_day(monkeypatch):
    """It is the first day of the event, ten o'clock in Riga."""
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))


@pytest.fixture
def open_door(reader, web_session, event, monkeypatch):
    """Return a function that gives the device a pass; it is ten o'clock on the first day."""

    def open_with(kind=PassKind.SCANNER, at=None, **terms):
        door_pass = make_pass(web_session, at or event, kind=kind, **terms)
        web_session.commit()
        monkeypatch.setattr(clock, "now", lambda: at_hour(8))
        return reader.take_pass(door_pass.id)

    return open_with


@pytest.fixture
def house(browser, web_session):
    """A reader of English who may open every form, and the values that their addresses need."""
    project = make_project(web_session)
    event = make_event(web_session, project)
    guest = make_registration(web_session, event, email="guest@example.lv")
    user = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project, administrator=True)
    door_pass = make_pass(web_session, event)
    activity = make_event(web_session, project, kind=Kind.PUBLICATION, days=(), published=False)
    counted = IndicatorDraft(name={"lv": "Bukleti"}, value=3, unit={}, counted_on=None, source="")
    indicator = indicators.add(web_session, project, activity, counted, by=None, now=NOW)
    organisation = members.add_organisation(web_session, project, "Cerība", by=None, now=NOW)
    web_session.commit()
    browser.log_in(user).take_pass(door_pass.id).read_in("en")
    values = {"slug": event.slug, "event_id": event.id, "manage": guest.manage, "project": project.slug}
    values |= {"activity_id": activity.id, "indicator_id": indicator.id, "organisation_id": organisation.id}
    values |= {"registration_id": guest.id, "mail_kind": "confirmation", "code": "lv"}
    return House(browser, values)


@pytest.fixture
def count_statements(browser) -> Callable[[Callable[[], object]], int]:
    """Return how many statements some work sends to the application's database, savepoints and the like aside."""

    def count(work: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection, _cursor, statement, *_more):
            sent.append(statement)

        with browser.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([statement for statement in sent if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))])

    return count


@pytest.fixture
def project(web_session):
    """The project of the organiser, beside one of somebody else's."""
    make_event(web_session, make_project(web_session, name={"lv": "Cits projekts"}))
    return make_project(web_session, name={"lv": "Mūsu projekts", "en": "Our project"})


@pytest.fixture
def organiser(browser, web_session, project):
    """A reader of pages who organises `project` and reads English."""
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.commit()
    return browser.log_in(user).read_in("en")


@pytest.fixture
def counted(web_session):
    """A project of two events to which five persons came six times, one of them without stating a category."""
    noise = make_event(web_session)
    admit(web_session, make_registration(web_session, noise))
    project = make_project(web_session, name={"lv": "Mūsu projekts", "en": "Our project"})
    first = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    second = make_event(web_session, project, name={"lv": "=Seminārs", "en": "=Seminar"})
    ada = {"name": "Ada", "surname": "Ozola", "email": "ada@example.org"}
    come(web_session, first, **ada)
    come(web_session, first, category="municipality")
    come(web_session, first, category="ministry")
    come(web_session, first, category="roma", consent=True)
    come(web_session, second, **ada, days=(23, 24))
    come(web_session, second, category=None)
    make_registration(web_session, second)
    interpreter = make_registration(web_session, second)
    interpreter.part = Part.INTERPRETER
    admit(web_session, interpreter)
    projects.set_targets(web_session, project, {None: 4, "state_administration": 6, "roma": 1}, by=None, now=NOW)
    web_session.commit()
    return project


@pytest.fixture
def coordinator(browser, web_session, counted):
    """A reader of pages who coordinates `counted` and reads English."""
    user = make_user(web_session, Role.COORDINATOR, project=counted)
    web_session.commit()
    return browser.log_in(user).read_in("en")
