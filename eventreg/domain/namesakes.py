"""Whom a name or a code from a list on paper may mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session

from eventreg.domain.folding import fold
from eventreg.domain.tickets import CODE_LENGTH, read_code
from eventreg.models import Attendance, Event, EventDay, Registration, RegistrationStatus

LEAST = 3  # letters of a name
MOST_FOUND = 8  # people for one text; of more, more letters are wanted
WITH_CODE = re.compile(rf"(?:^|\s)([0-9A-Za-z]{{{CODE_LENGTH // 2}}}-?[0-9A-Za-z]{{{CODE_LENGTH // 2}}})$")


@dataclass(frozen=True)
class Match:
    """Somebody whom a text may mean; `present` on the day in question."""

    registration_id: int
    surname: str
    name: str
    organisation: str
    code: str
    status: RegistrationStatus
    present: bool

    @property
    def spellings(self) -> tuple[str, str]:
        """Return the whole name, folded, in either order."""
        return fold(f"{self.surname} {self.name}"), fold(f"{self.name} {self.surname}")

    @property
    def has_place(self) -> bool:
        """Say whether this one can be marked as present."""
        return self.status is RegistrationStatus.CONFIRMED


def find(session: Session, event: Event, day: EventDay, texts: Sequence[str]) -> list[list[Match]]:
    """Return for each text the people of an event whom it may mean, at most one more than MOST_FOUND.

    A text is a code, or ends with one, or holds words of a name or an organisation. A name that is given whole means
    those who are called so, and nobody whose name only begins like that.
    """
    arms = [_arm(event, day, place, text) for place, text in enumerate(texts) if is_enough(text)]
    found: list[list[Match]] = [[] for _ in texts]
    for place, *row in session.execute(union_all(*arms)) if arms else ():
        found[place].append(Match(*row[:5], RegistrationStatus(row[5]), bool(row[6])))
    return [_whole_names(text, matches) for text, matches in zip(texts, found, strict=True)]


def is_enough(text: str) -> bool:
    """Say whether a text has letters enough to look for it."""
    return len("".join(fold(text).split())) >= LEAST


def _arm(event: Event, day: EventDay, place: int, text: str) -> Select:
    present = exists().where(Attendance.registration_id == Registration.id, Attendance.day_id == day.id)
    person = (Registration.id, Registration.surname, Registration.name, Registration.organisation, Registration.code)
    found = (
        select(literal(place).label("place"), *person, Registration.status, present.label("present"))
        .where(Registration.event_id == event.id, Registration.merged_into_id.is_(None), _means(text))
        .order_by(Registration.folded, Registration.id)
        .limit(MOST_FOUND + 1)
    )
    return select(found.subquery())


def _means(text: str) -> ColumnElement[bool]:
    """Return the condition that a text means somebody; a code without a digit may also be a name."""
    words = and_(*(Registration.folded.contains(word, autoescape=True) for word in fold(text).split()))
    code = WITH_CODE.search(text.strip())
    if code is None:
        return words
    has_code = Registration.code == read_code(code[1])
    return has_code if any(sign.isdigit() for sign in code[1]) else or_(has_code, words)


def _whole_names(text: str, matches: list[Match]) -> list[Match]:
    typed = fold(text)
    return [each for each in matches if typed in each.spellings] or matches
