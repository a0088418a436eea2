"""Removing the demo: its projects and everything that hangs on them, and nothing else."""

from datetime import datetime

from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.orm import Session

from eventreg.domain import audit, tally
from eventreg.models import (
    Announcement,
    Attendance,
    AuditEntry,
    Category,
    CategoryAnswer,
    Consent,
    DeletionPermit,
    Document,
    DoorPass,
    Event,
    EventDay,
    EventTally,
    Indicator,
    Invitation,
    MailText,
    Membership,
    Notice,
    Organisation,
    OutgoingMail,
    Person,
    PersonAtEvent,
    PersonKey,
    PersonTally,
    Project,
    Registration,
    RemovedDay,
    ReviewItem,
    Scan,
    ScanNote,
    Stale,
    Target,
    Unsubscription,
)

DEMO = select(Project.id).where(Project.demo)
EVENTS = select(Event.id).where(Event.project_id.in_(DEMO))
REGISTRATIONS = select(Registration.id).where(Registration.project_id.in_(DEMO))
OF_DEMO = or_(
    OutgoingMail.registration_id.in_(REGISTRATIONS),
    OutgoingMail.event_id.in_(EVENTS),
    OutgoingMail.recipient.endswith("@demo.example"),  # to the accounts that the demo makes
)

BEFORE_REGISTRATIONS = (
    (PersonAtEvent, PersonAtEvent.project_id.in_(DEMO)),
    (PersonTally, PersonTally.project_id.in_(DEMO)),
    (EventTally, EventTally.project_id.in_(DEMO)),
    (Attendance, Attendance.event_id.in_(EVENTS)),
    (ReviewItem, ReviewItem.event_id.in_(EVENTS)),
    (ScanNote, ScanNote.scan_id.in_(select(Scan.id).where(Scan.event_id.in_(EVENTS)))),
    (Scan, Scan.event_id.in_(EVENTS)),
    (DeletionPermit, DeletionPermit.event_id.in_(EVENTS)),
    (CategoryAnswer, CategoryAnswer.project_id.in_(DEMO)),
    (Consent, Consent.project_id.in_(DEMO)),
    (OutgoingMail, OF_DEMO),
    (Announcement, Announcement.event_id.in_(EVENTS)),
)
AFTER_REGISTRATIONS = (
    (Stale, Stale.project_id.in_(DEMO)),  # what the triggers have marked meanwhile too
    (PersonKey, PersonKey.project_id.in_(DEMO)),
    (Person, Person.project_id.in_(DEMO)),
    (DoorPass, DoorPass.event_id.in_(EVENTS)),
    (EventDay, EventDay.event_id.in_(EVENTS)),
    (RemovedDay, RemovedDay.event_id.in_(EVENTS)),
    (Document, Document.event_id.in_(EVENTS)),
    (Indicator, Indicator.project_id.in_(DEMO)),
    (Target, Target.project_id.in_(DEMO)),
    (Event, Event.project_id.in_(DEMO)),
    (Category, Category.project_id.in_(DEMO)),
    (Notice, Notice.project_id.in_(DEMO)),
    (MailText, MailText.project_id.in_(DEMO)),
    (Unsubscription, Unsubscription.project_id.in_(DEMO)),
    (Invitation, Invitation.project_id.in_(DEMO)),
    (Membership, Membership.project_id.in_(DEMO)),
    (Organisation, Organisation.project_id.in_(DEMO)),
    (AuditEntry, AuditEntry.project_id.in_(DEMO)),
)
"""What goes, children before parents."""


def remove_demo(session: Session, *, now: datetime) -> int:
    """Remove all demo projects with what hangs on them; return how many registrations went.

    Other projects and all users stay. Scans go by a permit that this transaction writes and takes
    back. The number of statements does not depend on the number of rows.
    """
    session.flush()
    tally.hold(session, session.scalars(DEMO))  # before any row: whoever counts holds marks, and wants nothing else
    # Whoever signs up or scans meanwhile waits for these rows, and then finds them gone.
    slugs = list(session.scalars(select(Project.slug).where(Project.demo).order_by(Project.id).with_for_update()))
    # A door holds a registration and then wants its event; in the other order the two would wait for each other.
    session.execute(_locked(Registration))
    session.execute(_locked(Event))
    permitted = select(Event.id).where(Event.project_id.in_(DEMO))
    session.execute(insert(DeletionPermit).from_select(["event_id"], permitted))
    for table, demo in BEFORE_REGISTRATIONS:
        _delete(session, table, demo)
    removed = _delete(session, Registration, Registration.project_id.in_(DEMO))
    for table, demo in AFTER_REGISTRATIONS:
        _delete(session, table, demo)
    _delete(session, Project, Project.demo)
    session.expire_all()
    audit.log(session, "remove_demo", "project", None, by=None, now=now, projects=slugs, registrations=removed)
    return removed


def list_mails(session: Session) -> list[tuple[int, datetime]]:
    """Return id and time of the mails of demo projects and accounts, by which their files are known."""
    found = session.execute(select(OutgoingMail.id, OutgoingMail.created_at).where(OF_DEMO).order_by(OutgoingMail.id))
    return [(number, created_at) for number, created_at in found]


def _delete(session: Session, table: type, demo: object) -> int:
    statement = delete(table).where(demo)  # type: ignore[arg-type]
    return session.execute(statement, execution_options={"synchronize_session": False}).rowcount


def _locked(table: type[Event] | type[Registration]) -> Select[tuple[int]]:
    return select(table.id).where(table.project_id.in_(DEMO)).order_by(table.id).with_for_update()
