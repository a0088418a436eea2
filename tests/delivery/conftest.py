"""What tests of mails need: an event, and no mails from before."""

import pytest

from eventreg import config
from eventreg.application import create_app
from eventreg.extensions import db
from tests.conftest import SETTINGS
from tests.delivery.letters import folder_of
from tests.factories import make_event


@pytest.fixture
def empty_folder(app):
    """No mail was kept before."""
    for old in folder_of(app).glob("*"):
        old.unlink()


@pytest.fixture
def event(web_session):
    """An event with names in both languages."""
    return make_event(web_session, name={"lv": "Ņikuļinas lasījumi", "en": "Meeting"})


@pytest.fixture
def posting_app(app, tmp_path):
    """Return a function that makes the application on the same database, with a mail server."""
    made = []

    def make(port):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        server = {"mail_server": "127.0.0.1", "mail_port": port, "mail_sender": "events@events.example"}
        made.append(create_app(config.Settings(**SETTINGS, database_url=url, **server), instance=tmp_path))
        return made[-1]

    yield make
    for each in made:
        with each.app_context():
            db.engine.dispose()
