"""What became of the mails about an event: an organiser's list, and sending one of them again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import audit
from eventreg.domain.outbox import PATIENCE, WAITS
from eventreg.models import Announcement, Event, MailKind, OutgoingMail, Registration, User

PAGE = 100


class MailState(StrEnum):
    """What has become of a mail."""

    WAITING = "waiting"
    FAILED = "failed"  # and is tried again
    SENT = "sent"
    GIVEN_UP = "given_up"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class MailRow:
    """One line of the list; `name` is whom the mail is for, and empty for somebody who was only invited."""

    id: int
    state: MailState
    kind: MailKind
    recipient: str
    name: str
    subject: dict[str, str] | None  # of a message in the organiser's words
    error: str
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None

    @property
    def tried_until(self) -> datetime:
        """When it is given up, if the mail server takes it no earlier."""
        return self.created_at + PATIENCE


STATE = case(
    (OutgoingMail.sent_at.is_not(None), MailState.SENT.value),
    (OutgoingMail.withheld_at.is_not(None), MailState.WITHHELD.value),
    (OutgoingMail.given_up_at.is_not(None), MailState.GIVEN_UP.value),
    (OutgoingMail.error != "", MailState.FAILED.value),
    else_=MailState.WAITING.value,
)


def list_page(session: Session, event: Event, *, state: MailState | None = None, page: int = 1) -> list[MailRow]:
    """Return one page of the mails about an event, the latest first; the first page is 1."""
    columns = (OutgoingMail.recipient, Registration.name, Registration.surname, Announcement.subject)
    more = (OutgoingMail.error, OutgoingMail.attempts, OutgoingMail.created_at, OutgoingMail.due_at)
    rows = session.execute(
        select(OutgoingMail.id, STATE, OutgoingMail.kind, *columns, *more, OutgoingMail.sent_at)
        .outerjoin(Registration, Registration.id == OutgoingMail.registration_id)
        .outerjoin(Announcement, Announcement.id == OutgoingMail.announcement_id)
        .where(_of(event), *((state.value == STATE,) if state else ()))
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [
        MailRow(number, MailState(state), kind, recipient, f"{name or ''} {surname or ''}".strip(), *rest)
        for number, state, kind, recipient, name, surname, *rest in rows
    ]


def count_by_state(session: Session, event: Event) -> dict[MailState, int]:
    """Return how many mails about an event wait, were sent, and so on; every state is there."""
    rows = session.execute(select(STATE, func.count()).where(_of(event)).group_by(STATE))
    counts = {MailState(state): number for state, number in rows}
    return {state: counts.get(state, 0) for state in MailState}


def send_again(session: Session, event: Event, mail_id: int, press: str, *, by: User, now: datetime) -> bool:
    """Send a mail about an event again, and say whether there is such a mail.

    One that failed and is still tried is due at once, as the same mail. One that was sent or given up becomes a new
    mail, to the address that the registration has now; `press` is the id of the page where the button was pressed,
    so that a double click makes one. A mail that was withheld stays so.
    """
    about = and_(OutgoingMail.id == mail_id, _of(event))
    now_due = update(OutgoingMail).where(about, *WAITS).values(due_at=now)
    if session.execute(now_due.execution_options(synchronize_session=False)).rowcount:
        return True
    old = session.scalar(select(OutgoingMail).where(about, OutgoingMail.withheld_at.is_(None)))
    if old is None:
        return False
    address = session.scalar(select(Registration.email).where(Registration.id == old.registration_id))
    copied = ("kind", "registration_id", "event_id", "announcement_id", "language", "content")
    row = {name: value for name in copied if (value := getattr(old, name)) is not None} | {
        "recipient": address or old.recipient
    }
    row["message_id"] = hashlib.sha256(f"{old.message_id}\0{press}".encode()).hexdigest()[:32]
    try:
        with session.begin_nested():
            session.execute(insert(OutgoingMail).values(**row, created_at=now, due_at=now))
    except IntegrityError:  # the other of two clicks
        return True
    audit.log(session, "send_again", "mail", mail_id, by=by, now=now, project_id=event.project_id)
    return True


def _of(event: Event) -> ColumnElement[bool]:
    """Return the condition that a mail is about an event; mails to accounts are about none."""
    return and_(OutgoingMail.event_id == event.id, OutgoingMail.kind != MailKind.ACCOUNT)
