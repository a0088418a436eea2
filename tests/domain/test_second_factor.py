"""The second factor: a code of the app and a recovery code open once, however many come at once."""

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import second_factor
from eventreg.models import User
from tests.domain.racers import take_code, take_step
from tests.domain.together import in_processes
from tests.factories import make_user, stored


@pytest.fixture
def user_id(shared):
    """A user with three recovery codes, on a database that processes can share."""
    with Session(shared) as session:
        user = make_user(session)
        user.mf_recovery_codes = ["one", "two", "three"]
        session.commit()
        return user.id


def test_takes_a_code_of_the_app_only_after_the_last_one(session):
    ada, eve = make_user(session), make_user(session)

    taken = [second_factor.take_step(session, ada.id, step) for step in (7, 7, 6, 8)]

    assert taken == [True, False, False, True]
    assert second_factor.take_step(session, eve.id, 7)


def test_a_code_of_the_app_opens_once_for_many_at_once(file_url, user_id):
    assert sorted(in_processes(file_url, take_step, [(user_id, 7)] * 6)) == [False] * 5 + [True]


def test_a_recovery_code_opens_once_for_many_at_once(shared, file_url, user_id):
    assert sorted(in_processes(file_url, take_code, [(user_id, "two")] * 6)) == [False] * 5 + [True]
    with Session(shared) as session:
        assert stored(session, User, id=user_id)[0].mf_recovery_codes == ["one", "three"]


def test_two_recovery_codes_at_once_are_both_taken(shared, file_url, user_id):
    assert in_processes(file_url, take_code, [(user_id, "one"), (user_id, "three")]) == [True, True]
    with Session(shared) as session:
        assert stored(session, User, id=user_id)[0].mf_recovery_codes == ["two"]
