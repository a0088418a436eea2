"""Somebody without a sign-up at a door: what they said on the device was sealed at once, and is opened here.

They are signed up as a form would do it: a person, a registration, as whom they take part, and the consent to keep
that where it needs one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from eventreg.domain import categories, places, registration, sealed
from eventreg.domain.desk import Place
from eventreg.domain.errors import Refused, UnknownCategory
from eventreg.domain.lines import clean
from eventreg.domain.scans import Scan
from eventreg.domain.sign_up_rows import SignUp
from eventreg.models import Category, Event, Registration

COUNTRY = re.compile("[A-Z]{2}")
LONGEST_NAME, LONGEST_LINE = 100, 200
LANGUAGE = "lv"  # nobody writes to them: no address is asked for


@dataclass(frozen=True)
class WalkIn:
    """What somebody said of themselves at the door; `category` is a key of the project's, if any was said."""

    name: str
    surname: str
    organisation: str
    country: str
    category: str | None = None
    consent: bool = False

    @property
    def full_name(self) -> str:
        """Name and surname as they were given."""
        return f"{self.name} {self.surname}"


@dataclass
class Reception:
    """Signs up the walk-ins of one request; `joined` counts them. `amending` does so at a closed event."""

    session: Session
    event_id: int
    now: datetime
    person_key: bytes | None = None
    amending: bool = False
    joined: int = 0

    def enter(self, scan: Scan) -> Place | None:
        """Sign a walk-in up; None if it cannot be opened, is not complete, or the event takes nobody.

        Over the capacity they come in all the same: they are there. The same scan is one registration.
        """
        said = read(scan.sealed or "", self.event_id, person_key=self.person_key)
        if said is None:
            return None
        event = self.session.get_one(Event, self.event_id)
        try:
            with self.session.begin_nested():
                places.take(self.session, event.id, all_the_same=True, amending=self.amending)
                entered = self._sign_up(event, said, scan)
        except Refused:
            return None
        self.joined += 1
        return _place(entered)

    def _sign_up(self, event: Event, said: WalkIn, scan: Scan) -> Registration:
        submission = sha256(f"walk-in\0{event.id}\0{scan.uuid}".encode()).hexdigest()
        given = {"name": said.name, "surname": said.surname, "organisation": said.organisation}
        form = SignUp(submission, country=said.country, language=LANGUAGE, **given)
        # Without an address nobody is known for certain, so that no key is needed.
        made = registration.insert(self.session, event, form, submission, identity_key=b"", now=self.now)
        category = _choose(self.session, event.project_id, said)
        categories.declare(self.session, made, category, now=self.now)
        return made


def read(text: str, event_id: int, *, person_key: bytes | None) -> WalkIn | None:
    """Return what a sealed text says of somebody, or None if it cannot be opened or is not complete."""
    if person_key is None:
        return None
    try:
        found = sealed.open_with(text, event_id, person_key=person_key)
    except sealed.Unreadable:
        return None
    return _complete(found)


def _complete(found: object) -> WalkIn | None:
    person = found.get("person") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(person, dict):
        return None
    wanted = ("name", "surname", "organisation", "municipality", "country")
    said = {name: clean(str(person[name])) if isinstance(person.get(name), str) else "" for name in wanted}
    organisation = ", ".join(filter(None, (said["organisation"], said["municipality"])))[:LONGEST_LINE].strip()
    names = said["name"], said["surname"]
    if not organisation or not all(0 < len(name) <= LONGEST_NAME for name in names):
        return None
    if not COUNTRY.fullmatch(said["country"]):
        return None
    category = found.get("category")
    stated = category if isinstance(category, str) else None
    return WalkIn(*names, organisation, said["country"], stated, consent=found.get("consent") is True)


def _choose(session: Session, project_id: int, said: WalkIn) -> Category | None:
    """Return as whom they take part: a sensitive category only with their consent, what is no choice not at all."""
    try:
        return categories.choose(session, project_id, said.category, consent=said.consent)
    except UnknownCategory:
        return None


def _place(entered: Registration) -> Place:
    return Place(
        id=entered.id,
        event_id=entered.event_id,
        ticket_hash=entered.ticket_hash,
        code=entered.code,
        status=entered.status,
        merged_into_id=None,
        full_name=entered.full_name,
        organisation=entered.organisation,
        cancelled_at=None,
        photo=False,
    )
