"""What an invented guest is, and what one does about an event."""

from dataclasses import dataclass
from enum import StrEnum


class Slip(StrEnum):
    """What can go otherwise than planned at a door."""

    UNDONE = "undone"  # scanned, taken back, scanned again
    MISTAKEN = "mistaken"  # scanned for somebody else, taken back, never came
    BOTH_DOORS = "both_doors"  # comes back by the other door after the break
    WRONG_TICKET = "wrong_ticket"  # shows the ticket of another event first
    AFTER_CANCELLING = "after_cancelling"  # comes with the ticket of a place that was given back


@dataclass(frozen=True)
class Visit:
    """One sign-up of one guest; `event` is the key of an activity.

    `says` is the answer where it is not the guest's own category; `days` counts from one, None is
    every day, empty is nobody came; `spelt` is name and surname as typed this time.
    """

    event: str
    says: str | None = None
    consent: bool = True
    days: tuple[int, ...] | None = None
    cancels: bool = False
    slip: Slip | None = None
    spelt: tuple[str, str] | None = None


@dataclass(frozen=True)
class Guest:
    """An invented person; whoever signs up more than once has an address, by which one is recognised."""

    name: str
    surname: str
    organisation: str
    category: str
    visits: tuple[Visit, ...]
    email: str | None = None
    country: str = "LV"

    @property
    def language(self) -> str:
        """The language of one's form and mails."""
        return "lv" if self.country == "LV" else "en"


@dataclass(frozen=True)
class Delegation:
    """Who sends whom to what: one itinerary for each person, who all state the same category.

    An itinerary is a list of events by key: `discussion visit/1,3 faces/none platform/cancelled` means every
    day of the discussion, the first and third day of the visit, a sign-up without coming, a place given back.
    `names` are given where people come from abroad; `private` people write from an address of their own.
    """

    sender: str
    category: str
    itineraries: tuple[str, ...]
    women: bool = False
    private: bool = False
    country: str = "LV"
    names: tuple[tuple[str, str], ...] = ()


def read_itinerary(itinerary: str) -> tuple[Visit, ...]:
    """Return the visits that an itinerary means."""
    return tuple(_read_visit(word) for word in itinerary.split())


def _read_visit(word: str) -> Visit:
    event, _, how = word.partition("/")
    if how == "cancelled":
        return Visit(event, cancels=True, days=())
    if how == "none":
        return Visit(event, days=())
    return Visit(event, days=tuple(int(day) for day in how.split(",")) if how else None)
