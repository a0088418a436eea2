"""Those who come while others are served are served next, together: one transaction for a queue at a door.

The first to come leads: it serves itself, and whoever has gathered by then. Its successor leads the next group, so
that nobody serves others for longer than itself. It is a courtesy: whoever has waited too long, or whose group has
failed, is served alone, by itself.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

PATIENCE = 0.5  # seconds, after which one that waits goes alone

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


@dataclass(eq=False)
class Turn(Generic[Asked, Answered]):
    """What one has come with, and what becomes of it."""

    asked: Asked
    size: int
    leads: bool = False
    alone: bool = False
    answered: Answered | None = None
    called: threading.Event = field(default_factory=threading.Event)


class Gathering(Generic[Asked, Answered]):
    """Who waits in this process, by what they have in common; at most `most` in size are served at once."""

    def __init__(self, most: int, *, patience: float = PATIENCE) -> None:
        self.most, self.patience = most, patience
        self._lock = threading.Lock()
        self._waiting: defaultdict[Hashable, list[Turn[Asked, Answered]]] = defaultdict(list)
        self._led: set[Hashable] = set()

    def serve(
        self,
        common: Hashable,
        asked: Asked,
        size: int,
        by: Callable[[Callable[[], list[Asked]]], list[Answered]],
    ) -> Answered:
        """Return what `by` answers to `asked`; in a group, if others wait for the same.

        `by` is given a function that returns the group, to be called once, as late as it can, and returns an answer to
        each. Raises what `by` raises for this one alone.
        """
        turn: Turn[Asked, Answered] = Turn(asked, size)
        with self._lock:
            self._waiting[common].append(turn)
            turn.leads = common not in self._led
            self._led.add(common)
        if not turn.leads:
            self._wait(common, turn)
        if turn.leads:
            self._lead(common, turn, by)
        if turn.alone:
            return by(lambda: [asked])[0]
        return turn.answered  # type: ignore[return-value]

    def _wait(self, common: Hashable, turn: Turn[Asked, Answered]) -> None:
        """Wait to be called; after a while leave, unless somebody is serving this one already."""
        if turn.called.wait(self.patience):
            return
        with self._lock:
            if turn in self._waiting[common] and not turn.leads:
                self._waiting[common].remove(turn)
                turn.alone = True
                return
        turn.called.wait()

    def _lead(
        self,
        common: Hashable,
        turn: Turn[Asked, Answered],
        by: Callable[[Callable[[], list[Asked]]], list[Answered]],
    ) -> None:
        group: list[Turn[Asked, Answered]] = []

        def gather() -> list[Asked]:
            group.extend(self._take(common))
            return [each.asked for each in group]

        try:
            for each, answer in zip(group, by(gather), strict=True):
                each.answered = answer
        except BaseException:
            if len(group) < 2:
                raise
            for each in group:
                each.alone = True
        finally:
            self._hand_over(common, turn, group)

    def _take(self, common: Hashable) -> list[Turn[Asked, Answered]]:
        """Take who waits, in order: the first, and the next as long as there is room."""
        with self._lock:
            waiting, number, size = self._waiting[common], 0, 0
            for turn in waiting:
                if number and size + turn.size > self.most:
                    break
                number, size = number + 1, size + turn.size
            group, self._waiting[common] = waiting[:number], waiting[number:]
            return group

    def _hand_over(self, common: Hashable, leader: Turn[Asked, Answered], group: list[Turn[Asked, Answered]]) -> None:
        """Call whoever was served, and let the next one lead."""
        with self._lock:
            waiting = self._waiting[common]
            if leader in waiting:  # it failed before anybody was asked for
                waiting.remove(leader)
            if waiting:
                waiting[0].leads = True
            else:
                del self._waiting[common]
                self._led.discard(common)
        for turn in (*group, *waiting[:1]):
            turn.called.set()
