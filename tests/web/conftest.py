"""What tests of pages need beside the reader: an organiser and a coordinator at work, a count of statements."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from eventreg.domain import projects
from eventreg.extensions import db
from eventreg.models import Part, Role
from tests.conftest import NOW
from tests.factories import admit, make_event, make_project, make_registration, make_user
from tests.web.reading import come


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
