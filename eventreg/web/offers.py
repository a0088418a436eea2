"""What a visitor is offered: an event with or without a place, and the answers to "as whom"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import attendance, categories, registration
from eventreg.domain.errors import EventFull, Refused, SignUpNotOpen
from eventreg.models import Category, Event
from eventreg.web.forms.public import Choice


@dataclass(frozen=True)
class Offer:
    """An event as a visitor meets it: can one sign up, and if not, why."""

    event: Event
    refusal: Refused | None
    places_left: int | None
    over: bool

    @classmethod
    def of(cls, event: Event, *, now: datetime, draft_too: bool = False) -> "Offer":
        """Look at an event at this moment; `places_left` is None where nobody counts them."""
        left = None if event.capacity is None else max(event.capacity - event.places_taken, 0)
        over = event.last_day is not None and event.last_day < attendance.today(event, now)
        return cls(event, registration.refusal(event, now=now, draft_too=draft_too), left, over)

    @property
    def full(self) -> bool:
        """Say whether only the places are missing."""
        return isinstance(self.refusal, EventFull)

    @property
    def opens_later(self) -> bool:
        """Say whether sign-up is still to open."""
        return isinstance(self.refusal, SignUpNotOpen)


def event_facts(found: Event) -> dict[str, object]:
    """Return what every page about an event shows of it."""
    return {"event": found, "project": found.project, "offer": Offer.of(found, now=clock.now())}


def category_choices(leaves: Sequence[Category]) -> list[Choice]:
    """Return a project's answers in the visitor's language, and the one that says nothing."""
    choices = [
        Choice(
            category.key,
            language.in_language(category.label),
            language.in_language(category.definition),
            category.sensitive,
        )
        for category in leaves
    ]
    return [*choices, Choice(categories.NOT_STATED, gettext("I prefer not to say"))]


def today() -> date:
    """Return the date that the list of events counts with: a day ends at 04:00 in Riga."""
    return (clock.now().astimezone(language.RIGA) - attendance.NEW_DAY).date()
