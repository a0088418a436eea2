"""The demo's project of today: a newcomer can take part at once, and sees what a sign-up can meet."""

from datetime import UTC, datetime, timedelta

import pytest

from eventreg.demo import build, today
from eventreg.domain import checkin, doorpass, events, registration
from eventreg.domain.errors import EventFull, SignUpNotOpen
from eventreg.models import Verdict
from tests import factories

KEY = b"a person key for tests, long enough"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 7, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # the night of the change to summer time, before the day begins
        datetime(2026, 10, 25, 1, 59, tzinfo=UTC),
        datetime(2028, 2, 29, 22, 30, tzinfo=UTC),  # tomorrow in Riga, today at the door
    ],
)
def test_newcomer_signs_up_and_is_scanned_at_once(session, now):
    today.build(session, identity_key=KEY, now=now)
    event_ = events.find(session, "atvertas-durvis-un-izstade-romu-stasti")

    place = factories.make_registration(session, event_, now=now)

    for days in (0, 1, 30):
        at = now + timedelta(days=days)
        _, secret = doorpass.create(session, event_, name="Durvis", by=None, now=at)
        door, _ = doorpass.redeem(session, secret, now=at)
        answers, counts = checkin.record(session, door, [factories.scan_of(place)], now=at)
        assert ([answer.verdict for answer in answers], counts.present) == ([Verdict.ADMITTED], 1)


def test_events_to_come_are_nearly_full_full_and_not_open_yet(session):
    project = today.build(session, identity_key=KEY, now=NOW)

    coming = [event_ for event_ in events.list_of(session, project) if event_.first_day > NOW.date()]

    session.expire_all()
    left = [event_.capacity - event_.places_taken for event_ in coming]
    assert left == [2, 0, coming[2].capacity]
    assert [type(registration.refusal(event_, now=NOW)) for event_ in coming] == [type(None), EventFull, SignUpNotOpen]
    door = factories.make_pass(session, events.list_of(session, project)[1], now=NOW)
    assert checkin.record(session, door, [], now=NOW)[1].present == 0


def test_is_not_built_while_a_project_is_missing(session):
    assert not build.is_built(session)

    today.build(session, identity_key=KEY, now=NOW)

    assert not build.is_built(session)
