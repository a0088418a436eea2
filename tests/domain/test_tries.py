"""Tries at a secret: ten in a quarter of an hour, whosever it is, and then none for a while."""

from datetime import timedelta

from eventreg.domain import tries
from eventreg.models import FailedTry
from tests.conftest import NOW
from tests.domain.racers import try_once
from tests.domain.together import in_processes
from tests.factories import KEY, stored

ADA = tries.digest(KEY, "password", "ada@example.org")


def test_takes_ten_tries_and_no_more_until_a_quarter_of_an_hour_after_the_tenth(session):
    minutes = [*range(12), 23, 24]

    taken = [tries.take(session, ADA, now=NOW + timedelta(minutes=minute)) for minute in minutes]

    assert taken == [True] * 10 + [False, False, False, True]


def test_looking_counts_nothing(session):
    looked = []
    for _ in range(11):
        looked.append((tries.are_too_many(session, ADA, now=NOW), tries.are_too_many(session, ADA, now=NOW)))
        tries.take(session, ADA, now=NOW)

    assert looked == [(False, False)] * 10 + [(True, True)]
    assert not tries.are_too_many(session, ADA, now=NOW + tries.WINDOW)


def test_counts_each_secret_by_itself(session):
    for _ in range(11):
        tries.take(session, ADA, now=NOW)

    others = [tries.digest(KEY, "code", "ada@example.org"), tries.digest(KEY, "password", "eve@example.org")]
    assert [tries.take(session, other, now=NOW) for other in others] == [True, True]
    assert tries.digest(KEY, "password", " ADA@example.org ") == ADA


def test_keeps_nothing_longer_than_it_counts(session):
    tries.take(session, ADA, now=NOW)
    tries.take(session, tries.digest(KEY, "password", "eve@example.org"), now=NOW + timedelta(minutes=15))
    session.commit()

    assert len(stored(session, FailedTry)) == 1
    assert "ada" not in stored(session, FailedTry)[0].digest


def test_the_right_one_makes_the_wrong_ones_forgotten(session):
    for _ in range(11):
        tries.take(session, ADA, now=NOW)
    tries.forget(session, ADA)

    assert tries.take(session, ADA, now=NOW)


def test_of_sixteen_tries_at_once_ten_are_made(file_url):
    assert sorted(in_processes(file_url, try_once, [ADA] * 16)) == [False] * 6 + [True] * 10
