"""What participants change in their own registration: data, as whom they take part, and what they agree to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, aliased

from eventreg.domain import categories, identity, next_events, notices, outbox, versions
from eventreg.domain.errors import EventIsClosed, PlaceGivenBack
from eventreg.domain.registration import end_of_day, search_text
from eventreg.models import (
    Category,
    CategoryAnswer,
    Event,
    EventStatus,
    MailKind,
    Purpose,
    Registration,
    RegistrationStatus,
)


@dataclass(frozen=True)
class OwnData:
    """One's own data as they should be; `language` is that of the mails."""

    name: str
    surname: str
    organisation: str
    country: str
    language: str
    email: str | None = None
    phone: str | None = None


def correct(
    session: Session,
    registration: Registration,
    data: OwnData,
    *,
    identity_key: bytes,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Change a registration's data, as they were in version `seen`.

    A new address gets the ticket, and one that stays hears of the change.
    Raises EventIsClosed, PlaceGivenBack, ChangedMeanwhile.
    """
    _hold_open(session, registration)
    changed = {name: value for name, value in vars(data).items() if value != getattr(registration, name)}
    if not changed:
        return
    versions.count_up(session, registration, seen=seen)
    if {"name", "surname", "email"} & set(changed):
        _identify(session, registration, data, identity_key=identity_key, now=now)
    for name, value in changed.items():
        setattr(registration, name, value)
    registration.folded, registration.changed_at = search_text(registration), now
    if "email" in changed and _is_to_come(registration.event, now=now):
        outbox.write(session, registration, MailKind.CONFIRMATION, now=now)
    elif set(changed) != {"language"}:
        outbox.write(session, registration, MailKind.CHANGE, now=now)
    session.flush()


def answer_of(session: Session, registration: Registration) -> Category | None:
    """Return as whom somebody takes part, for their own eyes only; None if it is not stated.

    Where the registration states nothing, the first one of those that were merged into it does.
    """
    said = aliased(Registration)
    return session.scalars(
        select(Category)
        .join(CategoryAnswer, CategoryAnswer.category_id == Category.id)
        .join(said, said.id == CategoryAnswer.registration_id)
        .where(_speaks_for(said, registration))
        .order_by(said.id != registration.id, said.id)
        .limit(1)
    ).first()


def declare_anew(
    session: Session,
    registration: Registration,
    key: str | None,
    *,
    consent: bool | None,
    notice: int | None,
    now: datetime,
) -> None:
    """Take another answer to "as whom", until the event is closed (DESIGN.md 3.3); the notice is the one that was read.

    Raises EventIsClosed, PlaceGivenBack, UnknownCategory, ConsentNeeded.
    """
    _hold_open(session, registration)
    category = categories.choose(session, registration.project_id, key, consent=consent)
    read = notices.shown(session, registration.project_id, notice)
    _replace(session, registration, category, notice=read.id, now=now)
    for merged in _list_merged(session, registration):  # the last word is the one that counts
        _replace(session, merged, None, notice=read.id, now=now)


def withdraw(session: Session, registration: Registration, purpose: Purpose, *, now: datetime) -> None:
    """End a consent at once, at any time (GDPR 7.3); an answer that needed it becomes *not stated* (DESIGN.md 3.3)."""
    if purpose is Purpose.CATEGORY:
        for each in (registration, *_list_merged(session, registration)):
            _forget_sensitive(session, each, now=now)
    categories.withdraw(session, registration, purpose, now=now)
    if purpose is Purpose.PHOTO:
        registration.changed_at = now
        session.flush()


def allow_photos(session: Session, registration: Registration, *, now: datetime) -> None:
    """Keep the consent to publish photos; given twice it is one. Raises EventIsClosed, PlaceGivenBack."""
    _hold_open(session, registration)
    if not categories.has_consent(session, registration, Purpose.PHOTO):
        categories.give_consent(session, registration, Purpose.PHOTO, now=now)
        registration.changed_at = now
        session.flush()


def _identify(
    session: Session, registration: Registration, data: OwnData, *, identity_key: bytes, now: datetime
) -> None:
    """Say anew whose the registration is; unless it gets another name, those made from it by a tap go along."""
    renamed = (data.name, data.surname) != (registration.name, registration.surname)
    ids = [] if renamed else [each.id for each in next_events.list_tied(session, registration)]
    names = (data.name, data.surname, data.email)
    registration.person_id = identity.recognise_anew(session, registration, names, identity_key=identity_key, now=now)
    closed = select(Event.id).where(Event.project_id == registration.project_id, Event.status == EventStatus.CLOSED)
    along = update(Registration).where(Registration.id.in_(ids), Registration.event_id.not_in(closed))
    if ids:
        session.execute(along.values(person_id=registration.person_id))


def _is_to_come(event: Event, *, now: datetime) -> bool:
    over = event.last_day is not None and now >= end_of_day(event, event.last_day)
    return event.status is EventStatus.PUBLISHED and not over


def _hold_open(session: Session, registration: Registration) -> None:
    """Make sure that the event stays open and the place taken until all is written, or say why it is not so."""
    status = select(Event.status).where(Event.id == registration.event_id).with_for_update(read=True)
    if session.scalar(status) is EventStatus.CLOSED:
        raise EventIsClosed
    session.refresh(registration, with_for_update=True)
    if registration.status is RegistrationStatus.CANCELLED:
        raise PlaceGivenBack


def _speaks_for(said: type[Registration], registration: Registration) -> ColumnElement[bool]:
    """Return the condition that a registration, or one that was merged into it, is one of the same person."""
    return (said.person_id == registration.person_id) & or_(
        said.id == registration.id, said.merged_into_id == registration.id
    )


def _list_merged(session: Session, registration: Registration) -> list[Registration]:
    """Return the sign-ups of the person that were merged into a registration: their answers speak for it."""
    others = select(Registration).where(_speaks_for(Registration, registration), Registration.id != registration.id)
    return list(session.scalars(others.order_by(Registration.id)))


def _forget_sensitive(session: Session, registration: Registration, *, now: datetime) -> None:
    answer = session.get_one(CategoryAnswer, registration.id)
    if answer.sensitive:
        _replace(session, registration, None, notice=registration.notice_id, now=now)


def _replace(
    session: Session, registration: Registration, category: Category | None, *, notice: int, now: datetime
) -> None:
    answer = session.get_one(CategoryAnswer, registration.id, with_for_update=True)
    if answer.category_id == (category.id if category else None):
        return
    session.delete(answer)
    session.flush()
    categories.withdraw(session, registration, Purpose.CATEGORY, now=now)
    categories.declare(session, registration, category, notice=notice, now=now)
