"""Gathering the guests: names for the members of delegations, addresses for those who have one."""

import random
from collections.abc import Iterable

from eventreg.demo.guests import Delegation, Guest, read_itinerary
from eventreg.demo.names import Namer
from eventreg.domain.folding import fold, slug

PRIVATE = "epasts.example"
WITHOUT_ADDRESS = 0.4  # of those who sign up once


def gather(delegations: Iterable[Delegation], stories: Iterable[Guest], *, rng: random.Random) -> list[Guest]:
    """Return all guests of a project."""
    namer = Namer(rng)
    members = [member for delegation in delegations for member in _members(delegation, namer, rng)]
    return [*members, *stories]


def _members(delegation: Delegation, namer: Namer, rng: random.Random) -> list[Guest]:
    names = iter(delegation.names)
    return [_member(delegation, next(names, None), itinerary, namer, rng) for itinerary in delegation.itineraries]


def _member(
    delegation: Delegation, given: tuple[str, str] | None, itinerary: str, namer: Namer, rng: random.Random
) -> Guest:
    name, surname = given or namer.give(women=delegation.women)
    visits = read_itinerary(itinerary)
    unaddressed = len(visits) == 1 and rng.random() < WITHOUT_ADDRESS
    domain = PRIVATE if delegation.private else f"{slug(delegation.sender, longest=30)}.example"
    return Guest(
        name=name,
        surname=surname,
        organisation=delegation.sender,
        category=delegation.category,
        visits=visits,
        email=None if unaddressed else f"{_ascii(name)}.{_ascii(surname)}@{domain}",
        country=delegation.country,
    )


def _ascii(text: str) -> str:
    return fold(text).replace("ø", "o").replace(" ", "")
