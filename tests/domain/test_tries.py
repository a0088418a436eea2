"""Wrong tries at a secret: ten in a quarter of an hour, whosever it is, and then none for a while."""

from datetime import timedelta

from eventreg.domain import tries
from eventreg.models import FailedTry
from tests.conftest import NOW
from tests.factories import KEY, stored

ADA = tries.digest(KEY, "password", "ada@example.org")


def test_takes_ten_tries_in_a_quarter_of_an_hour(session):
    locked = []
    for minute in range(11):
        locked.append(tries.are_too_many(session, ADA, now=NOW + timedelta(minutes=minute)))
        tries.note(session, ADA, now=NOW + timedelta(minutes=minute))

    assert locked == [False] * 10 + [True]
    assert not tries.are_too_many(session, ADA, now=NOW + timedelta(minutes=17))


def test_counts_each_secret_by_itself(session):
    for _ in range(10):
        tries.note(session, ADA, now=NOW)

    others = [tries.digest(KEY, "code", "ada@example.org"), tries.digest(KEY, "password", "eve@example.org")]
    assert [tries.are_too_many(session, other, now=NOW) for other in others] == [False, False]
    assert tries.digest(KEY, "password", " ADA@example.org ") == ADA


def test_keeps_nothing_longer_than_it_counts(session):
    tries.note(session, ADA, now=NOW)
    tries.note(session, tries.digest(KEY, "password", "eve@example.org"), now=NOW + timedelta(minutes=15))
    session.commit()

    assert len(stored(session, FailedTry)) == 1
    assert "ada" not in stored(session, FailedTry)[0].digest


def test_the_right_one_makes_the_wrong_ones_forgotten(session):
    for _ in range(10):
        tries.note(session, ADA, now=NOW)
    tries.forget(session, ADA)

    assert not tries.are_too_many(session, ADA, now=NOW)
