"""What tests of mails need: an event, and no mails from before."""

import pytest

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
