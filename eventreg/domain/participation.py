"""What one person's sign-ups at one event come to: whether they have a place, attended, and in which category.

The rules of DESIGN.md 3 and docs/decisions/0010, without a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eventreg.models import RegistrationStatus


@dataclass(frozen=True)
class Rule:
    """How a project counts: which parts, and on how many days one has to be there."""

    project_id: int
    parts: frozenset[str]
    days: int


@dataclass(frozen=True)
class SignUp:
    """A registration, what it states, and the days on which it was there."""

    id: int
    part: str
    status: RegistrationStatus
    merged_into_id: int | None
    category_id: int | None
    days: tuple[date, ...]


@dataclass(frozen=True)
class Outcome:
    """A person at an event; `said_on` is the day by which the category is ordered, if one is stated."""

    registered: bool
    attended: bool
    category_id: int | None = None
    said_on: date | None = None


def of(sign_ups: Sequence[SignUp], rule: Rule) -> Outcome | None:
    """Return what all sign-ups of one person at one event come to; None if they count for nothing."""
    counted = [each for each in sign_ups if each.part in rule.parts]
    days = {day for each in counted for day in each.days}
    if not days and not any(each.status is RegistrationStatus.CONFIRMED for each in counted):
        return None
    if len(days) < rule.days:
        return Outcome(registered=True, attended=False)
    first = {each.id: min(each.days) for each in counted if each.days}
    stated = [
        (first[speaks_for], speaks_for, each.id if each.merged_into_id else 0, each.category_id)
        for each in sign_ups
        if each.category_id and (speaks_for := each.merged_into_id or each.id) in first
    ]
    if not stated:
        return Outcome(registered=True, attended=True)
    said_on, _, _, category_id = min(stated)
    return Outcome(registered=True, attended=True, category_id=category_id, said_on=said_on)
