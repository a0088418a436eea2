"""What becomes of a public event: it closes, is cancelled, or those who signed up are told of a change."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from eventreg.domain import audit, outbox
from eventreg.domain.errors import NotPublic
from eventreg.models import Event, EventStatus, MailKind, User


def close(session: Session, event: Event, *, by: User | None, now: datetime) -> None:
    """Close a public event: nobody signs up any more, and its numbers stand. Raises NotPublic."""
    _leave_public(session, event, status=EventStatus.CLOSED, closed_at=now, changed_at=now)
    audit.log(session, "close", "event", event.id, by=by, now=now, project_id=event.project_id)


def cancel(session: Session, event: Event, reason: dict[str, str], *, by: User | None, now: datetime) -> int:
    """Cancel a public event, and tell those who signed up by mail; return how many. Raises NotPublic."""
    _leave_public(
        session,
        event,
        status=EventStatus.CANCELLED,
        cancelled_at=now,
        changed_at=now,
        cancel_reason=reason,
        sequence=Event.sequence + 1,
    )
    told = outbox.write_to_all(session, event, MailKind.EVENT_CANCELLED, now=now)
    audit.log(session, "cancel", "event", event.id, by=by, now=now, project_id=event.project_id, told=told)
    return told


def tell_of_change(session: Session, event: Event, *, by: User | None, now: datetime) -> int:
    """Tell those who signed up for a public event that it has changed; return how many."""
    if event.status is not EventStatus.PUBLISHED:
        return 0
    told = outbox.write_to_all(session, event, MailKind.EVENT_CHANGED, now=now)
    audit.log(session, "tell", "event", event.id, by=by, now=now, project_id=event.project_id, told=told)
    return told


def _leave_public(session: Session, event: Event, **columns: object) -> None:
    """Take a public event out of its state in one statement, so that of two who press a button one is first."""
    public = update(Event).where(Event.id == event.id, Event.status == EventStatus.PUBLISHED)
    values = {**columns, "version": Event.version + 1}
    if session.execute(public.values(values), execution_options={"synchronize_session": False}).rowcount == 0:
        raise NotPublic
    session.refresh(event)
