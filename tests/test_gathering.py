"""Being served together: everybody once, in groups, each with the own answer or error."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventreg.gathering import Gathering

MANY = 50


class Counter:
    """Doubles numbers; refuses some, and with them any group that they are in. The first group waits at a gate."""

    def __init__(self, refused=()):
        self.refused, self.groups, self.gate, self.begun = set(refused), [], threading.Event(), threading.Event()

    def serve(self, gather):
        group = gather()
        self.groups.append(group)
        self.begun.set()
        assert self.gate.wait(60)
        if self.refused & set(group):
            raise ValueError(sorted(self.refused & set(group)))
        return [2 * number for number in group]


def together(gathering, counter, numbers, common=lambda number: "door", size=lambda number: 1):
    """Let the first number lead, the others gather meanwhile, and then all go on; return what each was told."""

    def ask(number):
        try:
            return gathering.serve(common(number), number, size(number), counter.serve)
        except ValueError as error:
            return str(error)

    first, *others = numbers
    with ThreadPoolExecutor(MANY) as pool:
        told = [pool.submit(ask, first)]
        assert counter.begun.wait(60)
        told += [pool.submit(ask, number) for number in others]
        while sum(map(len, gathering._waiting.values())) < sum(common(n) == common(first) for n in others):
            threading.Event().wait(0.001)
        counter.gate.set()
        return [each.result(60) for each in told]


def test_who_gathers_is_served_in_one_group_and_everybody_once():
    gathering, counter = Gathering(500, patience=60), Counter()

    told = together(gathering, counter, range(MANY))

    assert told == [2 * number for number in range(MANY)]
    assert [len(group) for group in counter.groups] == [1, MANY - 1]
    assert sorted(number for group in counter.groups for number in group) == list(range(MANY))


def test_a_group_is_as_large_as_it_may_be_and_in_order():
    gathering, counter = Gathering(10, patience=60), Counter()

    together(gathering, counter, range(12), size=lambda number: 25 if number == 3 else 4)

    sizes = [[25 if number == 3 else 4 for number in group] for group in counter.groups]
    assert all(sum(group) <= 10 or len(group) == 1 for group in sizes)
    assert sorted(number for group in counter.groups for number in group) == list(range(12))


def test_what_fails_for_a_group_is_served_one_by_one():
    gathering, counter = Gathering(500, patience=60), Counter(refused={3, 7})

    told = together(gathering, counter, range(10))

    assert told == [0, 2, 4, "[3]", 8, 10, 12, "[7]", 16, 18]
    assert [len(group) for group in counter.groups] == [1, 9] + [1] * 9


def test_who_fails_alone_is_told_and_the_next_one_served():
    gathering, counter = Gathering(500), Counter(refused={0})
    counter.gate.set()

    with pytest.raises(ValueError, match=r"\[0\]"):
        gathering.serve("door", 0, 1, counter.serve)

    assert gathering.serve("door", 1, 1, counter.serve) == 2
    assert counter.groups == [[0], [1]]


def test_who_has_waited_long_goes_alone_and_the_others_on():
    gathering, slow, quick = Gathering(500, patience=0.01), Counter(), Counter()
    quick.gate.set()

    with ThreadPoolExecutor(1) as pool:
        led = pool.submit(gathering.serve, "door", 1, 1, slow.serve)
        assert slow.begun.wait(60)
        assert gathering.serve("door", 2, 1, quick.serve) == 4
        slow.gate.set()
        assert led.result(60) == 2

    assert (slow.groups, quick.groups) == ([[1]], [[2]])


def test_who_fails_before_asking_for_the_group_is_told_too():
    def refuse(gather):
        raise OSError("no connection")

    gathering = Gathering(500)

    with pytest.raises(OSError, match="no connection"):
        gathering.serve("door", 0, 1, refuse)

    assert gathering.serve("door", 1, 1, lambda gather: gather()) == 1


def test_other_doors_do_not_wait():
    gathering, waiting, free = Gathering(500, patience=60), Counter(), Counter()
    free.gate.set()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(gathering.serve, "one", 1, 1, waiting.serve)
        assert waiting.begun.wait(60)
        assert gathering.serve("other", 2, 1, free.serve) == 4
        waiting.gate.set()
        assert slow.result(60) == 2


def test_nothing_is_left_behind():
    gathering, counter = Gathering(500, patience=60), Counter()

    together(gathering, counter, range(MANY), common=lambda number: number % 5)

    assert ({common: them for common, them in gathering._waiting.items() if them}, gathering._led) == ({}, set())
