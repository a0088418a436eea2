"""The queue in front of an SQLite file: one at a time, among threads and processes, and never for ever."""

import fcntl
import os

import pytest

from eventreg import turns
from tests.domain.together import in_threads


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "eventreg.db")


def test_one_thread_at_a_time_has_the_turn(path):
    queue, inside, most = turns.at(path), [], []

    def write(number):
        assert queue.take()
        inside.append(number)
        most.append(len(inside))
        inside.remove(number)
        queue.give_back()

    in_threads(write, range(8))

    assert most == [1] * 8


def test_another_process_is_waited_for_and_not_for_ever(path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    queue = turns.at(path)
    with open(f"{path}-turn", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert not queue.take()
        fcntl.flock(other, fcntl.LOCK_UN)
        assert queue.take()
    queue.give_back()


def test_whoever_waits_keeps_others_from_pushing_ahead(path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    queue = turns.at(path)
    with open(f"{path}-queue", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert not queue.take()
    assert queue.take()
    queue.give_back()


def test_without_a_place_for_its_files_nobody_waits(path, monkeypatch):
    def refuse(*_arguments):
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert not turns.Turns(path).take()


def test_a_turn_that_did_not_come_is_nobodys(path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    queue = turns.at(path)
    assert queue.take()
    assert not queue.take()
    queue.give_back()
    assert queue.take()
    queue.give_back()
