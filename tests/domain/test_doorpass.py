"""Door passes: one device, one event, fifteen minutes for the link."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.domain import doorpass, pass_state
from eventreg.domain.errors import PassExpired, PassUnknown, PassUsed, Refused
from eventreg.domain.events import Day
from eventreg.domain.pass_state import PassState
from eventreg.domain.tickets import digest
from eventreg.models import AuditEntry, DoorPass, Event, PassKind
from tests.domain.together import in_threads
from tests.factories import NOW, make_event, make_pass, make_pass_with_token, make_user

MOMENT = timedelta(microseconds=1)
FIFTEEN_MINUTES = timedelta(minutes=15)
OVER = datetime(2019, 1, 26, 2, 0, tzinfo=UTC)  # 04:00 in Riga, the morning after the last day


def create(session, event=None, **terms):
    given = {"name": "Sānu durvis", "by": None, "now": NOW}
    return doorpass.create(session, event or make_event(session), **(given | terms))


def find(session, token, event, *, now=NOW):
    return doorpass.find_by_token(session, token, event_id=event.id, now=now)


def test_a_link_is_exchanged_for_a_token(session):
    event, user = make_event(session), make_user(session)
    make_pass(session, event)
    made, secret = create(session, event, operator="Anna", kind=PassKind.DESK, supervisor=True, by=user)

    found, token = doorpass.redeem(session, secret, now=NOW + MOMENT)

    assert found is made
    assert (found.name, found.operator, found.kind, found.supervisor) == ("Sānu durvis", "Anna", PassKind.DESK, True)
    assert (found.created_by_id, found.redeemed_at) == (user.id, NOW + MOMENT)
    assert find(session, token, event) is found
    assert doorpass.find_active(session, found.id, now=NOW) is found


def test_only_hashes_are_kept(session):
    made, secret = create(session)
    _, token = doorpass.redeem(session, secret, now=NOW)

    session.expire_all()
    assert (made.secret_hash, made.token_hash) == (digest(secret), digest(token))
    assert len({secret, token, made.secret_hash, made.token_hash}) == 4


def test_a_link_is_opened_once(session):
    event = make_event(session)
    found, secret = create(session, event)
    _, token = doorpass.redeem(session, secret, now=NOW)

    with pytest.raises(PassUsed):
        doorpass.redeem(session, secret, now=NOW)
    with pytest.raises(PassUsed):
        doorpass.redeem(session, secret, now=NOW + timedelta(days=2))

    assert find(session, token, event) is found


def test_two_devices_that_open_a_link_at_once_are_one_device(shared):
    with Session(shared) as session:
        event = make_event(session)
        _, secret = create(session, event)
        session.commit()

    def redeem(_device):
        with Session(shared) as session:
            try:
                token = doorpass.redeem(session, secret, now=NOW)[1]
            except Refused as refused:
                return type(refused)
            session.commit()
            return token

    answers = in_threads(redeem, range(4))

    tokens = [answer for answer in answers if isinstance(answer, str)]
    assert [answer for answer in answers if answer not in tokens] == [PassUsed] * 3
    with Session(shared) as session:
        assert find(session, tokens[0], session.scalars(select(Event)).one()) is not None


def test_a_link_lasts_fifteen_minutes(session):
    _, in_time = create(session)
    _, too_late = create(session)

    doorpass.redeem(session, in_time, now=NOW + FIFTEEN_MINUTES - MOMENT)
    with pytest.raises(PassExpired):
        doorpass.redeem(session, too_late, now=NOW + FIFTEEN_MINUTES)


def test_an_unknown_link_opens_nothing(session):
    made, secret = create(session)

    for wrong in ("", secret.upper(), secret + "x", made.secret_hash):
        with pytest.raises(PassUnknown):
            doorpass.redeem(session, wrong, now=NOW)


def test_a_token_opens_the_door_of_its_event_only(session):
    here, there = make_event(session), make_event(session)
    found, token = make_pass_with_token(session, here)
    make_pass(session, there)

    assert find(session, token, here) is found
    assert find(session, token, there) is None
    assert find(session, token.upper(), here) is None
    assert find(session, found.token_hash, here) is None
    assert find(session, "", here) is None


def test_a_pass_whose_link_nobody_opened_is_not_active(session):
    made, _ = create(session)

    assert doorpass.find_active(session, made.id, now=NOW) is None


def test_a_pass_ends_at_four_in_the_morning_after_the_last_day(session):
    event = make_event(session)
    found, token = make_pass_with_token(session, event)

    assert found.expires_at == OVER
    assert find(session, token, event, now=OVER - MOMENT) is found
    assert find(session, token, event, now=OVER) is None
    assert doorpass.find_active(session, found.id, now=OVER) is None


def test_a_pass_lives_a_day_at_least(session):
    yesterday = make_event(session, days=(Day(date(2019, 1, 9)),))

    assert create(session, yesterday)[0].expires_at == NOW + timedelta(hours=24)


def test_a_pass_is_revoked_once_and_at_once(session):
    event = make_event(session)
    found, token = make_pass_with_token(session, event)
    other, others_token = make_pass_with_token(session, event)

    assert doorpass.revoke(session, event, found.id, by=None, now=NOW) is True
    assert doorpass.revoke(session, event, found.id, by=None, now=NOW) is False

    assert find(session, token, event) is None
    assert doorpass.find_active(session, found.id, now=NOW) is None
    assert find(session, others_token, event) is other
    assert session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "revoke")).all() == [found.id]


def test_a_revoked_link_opens_nothing(session):
    event = make_event(session)
    made, secret = create(session, event)
    doorpass.revoke(session, event, made.id, by=None, now=NOW)

    with pytest.raises(PassExpired):
        doorpass.redeem(session, secret, now=NOW)


def test_the_pass_of_another_event_cannot_be_revoked(session):
    here, there = make_event(session), make_event(session)
    found, token = make_pass_with_token(session, there)

    assert doorpass.revoke(session, here, found.id, by=None, now=NOW) is False
    assert find(session, token, there) is found


def test_lists_the_passes_of_an_event_the_newest_first(session):
    event = make_event(session)
    first, second = (create(session, event)[0] for _ in range(2))
    latest, _ = create(session, event, now=NOW + MOMENT)
    create(session)

    assert [door_pass for door_pass, _ in doorpass.list_of(session, event)] == [latest, second, first]


def test_the_secret_of_a_link_stands_in_its_fragment():
    assert doorpass.link("https://events.example", "secret") == "https://events.example/door/#secret"


@pytest.mark.parametrize(
    ("redeemed", "revoked", "now", "state"),
    [
        (False, False, NOW + FIFTEEN_MINUTES - MOMENT, PassState.WAITING),
        (False, False, NOW + FIFTEEN_MINUTES, PassState.MISSED),
        (False, False, OVER, PassState.ENDED),
        (False, True, NOW, PassState.ENDED),
        (True, False, OVER - MOMENT, PassState.IN_USE),
        (True, False, OVER, PassState.ENDED),
        (True, True, NOW, PassState.ENDED),
    ],
)
def test_the_organiser_sees_how_far_a_pass_has_come(session, redeemed, revoked, now, state):
    event = make_event(session)
    made, secret = create(session, event)
    if redeemed:
        doorpass.redeem(session, secret, now=NOW)
    if revoked:
        doorpass.revoke(session, event, made.id, by=None, now=NOW)

    session.expire_all()
    assert pass_state.of(session.get(DoorPass, made.id), now=now) is state
