"""In which browsers somebody is logged in: each ends by itself, all together, and nobody ends another's."""

from eventreg.domain import sessions
from tests.conftest import NOW
from tests.factories import make_user


def test_a_token_stands_for_its_user_until_it_ends(session):
    ada, eve = make_user(session), make_user(session)
    token = sessions.begin(session, ada.id, device="Firefox, Linux", now=NOW)
    found = sessions.find(session, ada.id, token)

    assert (found.device, sessions.find(session, eve.id, token)) == ("Firefox, Linux", None)
    assert not sessions.end(session, eve, found.id, now=NOW)
    assert [sessions.end(session, ada, found.id, now=NOW) for _ in range(2)] == [True, False]
    assert sessions.find(session, ada.id, token) is None


def test_ends_all_but_one(session):
    ada, eve = make_user(session), make_user(session)
    tokens = [sessions.begin(session, ada.id, device="Firefox", now=NOW) for _ in range(3)]
    foreign = sessions.begin(session, eve.id, device="Firefox", now=NOW)

    assert sessions.end_all(session, ada, but=tokens[1], now=NOW) == 2
    assert [bool(sessions.find(session, ada.id, token)) for token in tokens] == [False, True, False]
    assert sessions.find(session, eve.id, foreign) is not None
