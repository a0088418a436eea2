"""Moving a registration to another event of the same project: in place, with its ticket and its manage link."""

from datetime import datetime

from sqlalchemy import exists, not_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from eventreg.domain import accounts, audit, outbox, places, registration, tickets
from eventreg.domain.errors import AlreadyCancelled, Meanwhile, NoSuchTarget, StandsForOthers, WasScanned
from eventreg.models import Event, EventStatus, Kind, MailKind, Registration, RegistrationStatus, Role, Scan, User

SEVERAL_TRIES = 3  # a short code that is taken there too happens once in millions


def list_targets(session: Session, event: Event, *, by: User) -> list[Event]:
    """Return the other events of the project that `by` organises and that still take people, by number."""
    return list(
        session.scalars(
            select(Event)
            .where(
                Event.project_id == event.project_id,
                Event.id != event.id,
                Event.kind == Kind.EVENT,
                Event.status.in_((EventStatus.DRAFT, EventStatus.PUBLISHED)),
                accounts.may_event(by, Role.ORGANISER),
            )
            .options(selectinload(Event.days))
            .order_by(Event.number)
        )
    )


def move(session: Session, found: Registration, target_id: int, *, all_the_same: bool, by: User, now: datetime) -> None:
    """Move a standing registration to another event and tell its participant; the ticket stays good, there.

    Raises NoSuchTarget, WasScanned, StandsForOthers, AlreadyCancelled, OnlyAllTheSame, Frozen, EventCancelled,
    Meanwhile.
    """
    if target_id not in [event.id for event in list_targets(session, found.event, by=by)]:
        raise NoSuchTarget
    left = found.event_id
    places.hold(session, left, target_id)
    session.refresh(found, with_for_update=True)
    if found.event_id != left:
        raise Meanwhile
    _refuse(session, found)
    if found.status is RegistrationStatus.CONFIRMED:
        places.give_back(session, left)
        places.take(session, target_id, all_the_same=all_the_same)
    _write(session, found, target_id, now=now)
    session.expire(found)
    mail = outbox.write(session, found, MailKind.CHANGE, now=now)
    if mail:
        mail.content = {"left": str(left)}  # out of whose calendar entry the mail takes its reader
    about = {"project_id": found.project_id, "event": target_id, "from_event": left}
    audit.log(session, "move", "registration", found.id, by=by, now=now, **about)


def _refuse(session: Session, found: Registration) -> None:
    if found.status is RegistrationStatus.CANCELLED:
        raise AlreadyCancelled
    if session.scalar(select(exists().where(Scan.registration_id == found.id))):
        raise WasScanned
    if session.scalar(select(exists().where(Registration.merged_into_id == found.id))):
        raise StandsForOthers


def _write(session: Session, found: Registration, target_id: int, *, now: datetime) -> None:
    """Change the event in one statement, unless a door was faster; draw another code where this one is taken."""
    unscanned = not_(exists().where(Scan.registration_id == found.id))
    here = update(Registration).where(Registration.id == found.id, Registration.event_id == found.event_id, unscanned)
    code, text = found.code, found.folded
    for _ in range(SEVERAL_TRIES):
        values = {"event_id": target_id, "code": code, "folded": text, "repeat_kept": False, "changed_at": now}
        try:
            with session.begin_nested():
                moved = session.execute(here.values(**values), execution_options={"synchronize_session": False})
        except IntegrityError:
            code = tickets.new_code()
            text = registration.search_text(found, code=code)
            continue
        if moved.rowcount == 0:
            raise WasScanned
        return
    raise Meanwhile
