"""The outbox: a mail is written with what it tells of, claimed by a worker, kept until it is sent."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Update, case, insert, inspect, null, select, update
from sqlalchemy.orm import Session

from eventreg.models import Event, MailKind, OutgoingMail, Registration, RegistrationStatus

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
PATIENCE = timedelta(days=3)  # as long as a mail server of the Internet tries, or nearly (RFC 5321, 4.5.4.1)
WAITS = (OutgoingMail.sent_at.is_(None), OutgoingMail.withheld_at.is_(None), OutgoingMail.given_up_at.is_(None))


def write(session: Session, registration: Registration, kind: MailKind, *, now: datetime) -> OutgoingMail | None:
    """Put a mail to the participant into the outbox; without an address there is none."""
    if not registration.email:
        return None
    mail = OutgoingMail(**_columns(registration, kind, now))
    session.add(mail)
    return mail


def confirm(session: Session, registration: Registration, *, now: datetime) -> None:
    """Put the ticket of a new registration into the outbox at once; without an address there is none."""
    if registration.email:
        session.execute(insert(OutgoingMail.__table__), _columns(registration, MailKind.CONFIRMATION, now))


def _columns(registration: Registration, kind: MailKind, now: datetime) -> dict[str, object]:
    return {
        "kind": kind,
        "registration_id": registration.id,
        "event_id": registration.event_id,
        "recipient": registration.email,
        "language": registration.language,
        "message_id": uuid.uuid4().hex,
        "created_at": now,
        "due_at": now,
    }


def write_to_account(
    session: Session, *, recipient: str, language: str, subject: str, text: str, html: str, now: datetime
) -> OutgoingMail:
    """Put a mail to somebody with access into the outbox, written already; its words are erased once it is sent."""
    mail = OutgoingMail(
        kind=MailKind.ACCOUNT,
        recipient=recipient,
        language=language,
        message_id=uuid.uuid4().hex,
        content={"subject": subject, "text": text, "html": html},
        created_at=now,
        due_at=now,
    )
    session.add(mail)
    return mail


def write_to_all(session: Session, event: Event, kind: MailKind, *, now: datetime) -> int:
    """Put a mail to everybody into the outbox who has a standing registration and an address; return how many.

    The number of statements does not depend on the number of people.
    """
    standing = session.execute(
        select(Registration.id, Registration.email, Registration.language).where(
            Registration.event_id == event.id,
            Registration.status != RegistrationStatus.CANCELLED,
            Registration.email.is_not(None),
        )
    )
    rows = [
        {
            "kind": kind,
            "registration_id": registration_id,
            "event_id": event.id,
            "recipient": email,
            "language": language,
            "message_id": uuid.uuid4().hex,
            "created_at": now,
            "due_at": now,
        }
        for registration_id, email, language in standing
    ]
    if rows:
        session.execute(insert(OutgoingMail), rows)
    return len(rows)


def claim(session: Session, *, now: datetime) -> OutgoingMail | None:
    """Take the mail that has waited longest, for five minutes; another worker does not get it meanwhile.

    A worker that dies before it says `sent` leaves the mail to the next one: at least once, never lost.
    """
    waiting = (
        select(OutgoingMail.id)
        .where(*WAITS, OutgoingMail.due_at <= now)
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == waiting.scalar_subquery())
        .values(due_at=now + LEASE, attempts=OutgoingMail.attempts + 1)
        .returning(OutgoingMail)
    )


def mark_sent(session: Session, mail: OutgoingMail, *, now: datetime) -> None:
    """Say that the mail was handed over; one whose row has gone meanwhile is nobody's concern.

    What it said is forgotten, but for the event that a moved registration left, which is needed to send it again.
    """
    kept = case((OutgoingMail.kind == MailKind.CHANGE, OutgoingMail.content), else_=null())
    session.execute(_row_of(mail).values(sent_at=now, error="", content=kept))


def mark_failed(session: Session, mail: OutgoingMail, error: str, *, now: datetime, for_good: bool = False) -> None:
    """Say why the mail could not be handed over; it is tried again after a growing pause, for three days.

    One that was refused `for_good` is given up at once.
    """
    found = select(OutgoingMail.attempts, OutgoingMail.created_at).where(OutgoingMail.id == _number_of(mail))
    attempts, created_at = session.execute(found).first() or (0, now)
    if for_good or now - created_at >= PATIENCE:
        session.execute(_row_of(mail).values(error=error[:500], given_up_at=now))
        return
    pause = min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_PAUSE)
    session.execute(_row_of(mail).values(error=error[:500], due_at=now + pause))


def withhold(session: Session, mail: OutgoingMail, *, now: datetime) -> None:
    """Say that the mail will not be sent."""
    session.execute(_row_of(mail).values(withheld_at=now, content=null()))


def _row_of(mail: OutgoingMail) -> Update:
    return update(OutgoingMail).where(OutgoingMail.id == _number_of(mail))


def _number_of(mail: OutgoingMail) -> int:
    """Return the number of a mail without asking for its row, which may have gone."""
    return inspect(mail).identity[0]


def withhold_for_project(session: Session, project_id: int, *, now: datetime) -> None:
    """Mark all waiting mails of a project as never to be sent."""
    of_project = select(Registration.id).where(Registration.project_id == project_id)
    session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.registration_id.in_(of_project), OutgoingMail.sent_at.is_(None))
        .values(withheld_at=now)
    )
