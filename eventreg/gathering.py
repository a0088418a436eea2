"""Those who come while others are served are served next, together: one transaction for a queue at a door.

The first to come leads: it serves itself, and whoever has gathered by then. Its successor leads the next group, so
that nobody serves others for longer than itself. Each gets the answer that was made for it, or the error.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


@dataclass(eq=False)
class Turn(Generic[Asked, Answered]):
    """What one has come with, and what became of it."""

    asked: Asked
    size: int
    leads: bool = False
    answered: Answered | None = None
    error: BaseException | None = None
    called: threading.Event = field(default_factory=threading.Event)


class Gathering(Generic[Asked, Answered]):
    """Who waits in this process, by what they have in common; at most `most` in size are served at once."""

    def __init__(self, most: int) -> None:
        self.most = most
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
        each. If it fails for a group, each of them is served alone. Raises what it raises for this one.
        """
        turn: Turn[Asked, Answered] = Turn(asked, size)
        with self._lock:
            self._waiting[common].append(turn)
            turn.leads = common not in self._led
            self._led.add(common)
        if not turn.leads:
            turn.called.wait()
        if turn.leads:
            self._lead(common, by)
        if turn.error is not None:
            raise turn.error
        return turn.answered  # type: ignore[return-value]

    def _lead(self, common: Hashable, by: Callable[[Callable[[], list[Asked]]], list[Answered]]) -> None:
        group: list[Turn[Asked, Answered]] = []

        def gather() -> list[Asked]:
            group.extend(self._take(common))
            return [turn.asked for turn in group]

        try:
            self._answer(group, by(gather))
        except BaseException as error:
            if not group:  # it failed before anybody was asked for
                group.extend(self._take(common))
            if len(group) == 1:
                group[0].error = error
            else:
                self._serve_each(group, by)
        finally:
            self._hand_over(common, group)

    def _serve_each(
        self, group: list[Turn[Asked, Answered]], by: Callable[[Callable[[], list[Asked]]], list[Answered]]
    ) -> None:
        """Serve one after the other, so that what is wrong with one is no other's trouble."""
        for turn in group:
            try:
                self._answer([turn], by(lambda alone=turn: [alone.asked]))  # type: ignore[misc]
            except BaseException as error:
                turn.error = error

    def _answer(self, group: list[Turn[Asked, Answered]], answers: list[Answered]) -> None:
        for turn, answer in zip(group, answers, strict=True):
            turn.answered = answer

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

    def _hand_over(self, common: Hashable, group: list[Turn[Asked, Answered]]) -> None:
        """Call whoever was served, and let the next one lead."""
        with self._lock:
            if following := self._waiting[common]:
                following[0].leads = True
            else:
                del self._waiting[common]
                self._led.discard(common)
        for turn in (*group, *following[:1]):
            turn.called.set()
