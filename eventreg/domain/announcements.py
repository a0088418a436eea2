"""Messages of an organiser to a chosen part of an event's registrations: to whom, to how many, and sending them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, insert, not_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import audit, telling_words, unsubscription
from eventreg.domain.mail_errors import NobodyToWriteTo, SentAlready, TellsTooMuch
from eventreg.models import (
    Announcement,
    Attendance,
    Event,
    MailKind,
    OutgoingMail,
    Part,
    Registration,
    RegistrationStatus,
    User,
)


class Readers(StrEnum):
    """Which of the registrations are written to."""

    WITH_PLACE = "with_place"
    WAITING = "waiting"
    CAME = "came"
    DID_NOT_COME = "did_not_come"


CAME = exists().where(Attendance.registration_id == Registration.id)
CONFIRMED = Registration.status == RegistrationStatus.CONFIRMED
CONDITIONS: dict[Readers, tuple[ColumnElement[bool], ...]] = {
    Readers.WITH_PLACE: (CONFIRMED,),
    Readers.WAITING: (Registration.status == RegistrationStatus.WAITING,),
    Readers.CAME: (Registration.status != RegistrationStatus.CANCELLED, CAME),
    Readers.DID_NOT_COME: (CONFIRMED, not_(CAME)),
}


@dataclass(frozen=True)
class Audience:
    """To whom a message goes; without a part, to all parts. It cannot ask for a category (DESIGN.md 4)."""

    readers: Readers = Readers.WITH_PLACE
    part: Part | None = None


@dataclass(frozen=True)
class Words:
    """What an organiser writes, by language; Latvian always."""

    subject: dict[str, str]
    body: dict[str, str]


@dataclass(frozen=True)
class Sending:
    """What sending needs besides: the id of the form, and the key under which those are known who want no mails."""

    submission: str
    identity_key: bytes


@dataclass(frozen=True)
class Reach:
    """How many are reached: one mail an address, and how many cannot be or do not want to be written to."""

    mails: int
    without_address: int
    unsubscribed: int
    languages: tuple[tuple[str, int], ...]  # how many mails in each


def reach(session: Session, event: Event, audience: Audience, *, identity_key: bytes) -> Reach:
    """Return how many an audience is, at this moment."""
    return _choose(session, event, audience, identity_key)[1]


def send(
    session: Session, event: Event, audience: Audience, words: Words, sending: Sending, *, by: User, now: datetime
) -> int:
    """Put a message to everybody of an audience into the outbox, and return to how many.

    The same form sent twice writes once. Raises NobodyToWriteTo, SentAlready, TellsTooMuch.
    """
    check(event, words)
    rows, reached = _choose(session, event, audience, sending.identity_key)
    if not rows:
        raise NobodyToWriteTo
    about: dict[str, object] = {"readers": audience.readers.value, "part": audience.part and audience.part.value}
    message = Announcement(event_id=event.id, audience=dict(about), created_at=now, created_by_id=by.id, **vars(words))
    try:
        with session.begin_nested():
            session.add(message)
            session.flush()
            session.execute(insert(OutgoingMail), list(_mails(message, rows, sending.submission, now)))
    except IntegrityError as error:  # the other of two clicks
        raise SentAlready from error
    about["mails"] = reached.mails
    audit.log(session, "announce", "event", event.id, by=by, now=now, project_id=event.project_id, **about)
    return reached.mails


def check(event: Event, words: Words) -> None:
    """Refuse a message about a sensitive event that names it, its place or its project, or tells by a word of theirs.

    Raises TellsTooMuch.
    """
    if not event.sensitive:
        return
    found = telling_words.find(event, " ".join([*words.subject.values(), *words.body.values()]))
    if found is not None:
        raise TellsTooMuch(words=found)


def message_id(event_id: int, submission: str, address: str) -> str:
    """Return the Message-ID of a mail that is written once, however often its form is sent."""
    return hashlib.sha256(f"{event_id}\0{submission}\0{address.lower()}".encode()).hexdigest()[:32]


def _choose(
    session: Session, event: Event, audience: Audience, identity_key: bytes
) -> tuple[list[tuple[int, str, str]], Reach]:
    """Return who gets a mail (registration, address, language), each address once, and how many do not."""
    part = (Registration.part == audience.part,) if audience.part else ()
    found = session.execute(
        select(Registration.id, Registration.email, Registration.language)
        .where(Registration.event_id == event.id, *CONDITIONS[audience.readers], *part)
        .order_by(Registration.id)
    )
    gone = unsubscription.list_digests(session, event.project_id)
    chosen: dict[str, tuple[int, str, str]] = {}
    without = unsubscribed = 0
    for number, email, language in found:
        if not email:
            without += 1
        elif gone and unsubscription.digest(event.project_id, email, identity_key=identity_key) in gone:
            unsubscribed += 1
        else:
            chosen.setdefault(email.lower(), (number, email, language))
    rows = list(chosen.values())
    return rows, Reach(len(rows), without, unsubscribed, _count_languages(rows))


def _count_languages(rows: Iterable[tuple[int, str, str]]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for _, _, language in rows:
        counts[language] = counts.get(language, 0) + 1
    return tuple(sorted(counts.items(), reverse=True))


def _mails(
    message: Announcement, rows: Iterable[tuple[int, str, str]], submission: str, now: datetime
) -> Iterable[dict[str, object]]:
    for number, email, language in rows:
        yield {
            "kind": MailKind.ANNOUNCEMENT,
            "registration_id": number,
            "event_id": message.event_id,
            "announcement_id": message.id,
            "recipient": email,
            "language": language,
            "message_id": message_id(message.event_id, submission, email),
            "created_at": now,
            "due_at": now,
        }
