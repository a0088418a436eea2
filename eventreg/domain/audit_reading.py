"""Reading the log of who did what: newest first, filtered, page by page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from eventreg.models import (
    AuditEntry,
    Document,
    DoorPass,
    Event,
    EventStatus,
    Indicator,
    Invitation,
    Organisation,
    Project,
    User,
)

PAGE = 100
SHOWN = (EventStatus.PUBLISHED, EventStatus.CLOSED, EventStatus.CANCELLED)
SUBJECT = aliased(User)
NAMES = {  # of what a line may be about, beside events and projects: its table, and where its name stands
    "user": (SUBJECT, "name"),
    "organisation": (Organisation, "name"),
    "invitation": (Invitation, "name"),
    "document": (Document, "title"),
    "indicator": (Indicator, "name"),
    "door_pass": (DoorPass, "name"),
}


@dataclass(frozen=True)
class Sieve:
    """Which lines of the log are wanted; None asks for all. `since` and `until` are moments, the second left out."""

    action: str | None = None
    subject: str | None = None
    user_id: int | None = None
    project_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[object]:
        """Return the conditions of a WHERE."""
        found: list[object] = []
        for column in ("action", "subject", "user_id", "project_id"):
            if getattr(self, column) is not None:
                found.append(getattr(AuditEntry, column) == getattr(self, column))
        if self.since is not None:
            found.append(AuditEntry.at >= self.since)
        if self.until is not None:
            found.append(AuditEntry.at < self.until)
        return found


@dataclass(frozen=True)
class Line:
    """One line of the log: who did it, in which project, and the name of what it was done to, in one or more languages.

    `email` is that of an account it is about, `event_slug` that of an event which the public sees.
    """

    entry: AuditEntry
    user: str | None
    project: dict[str, str] | None
    slug: str | None
    name: str | dict[str, str] | None
    email: str | None
    event: dict[str, str] | None
    event_slug: str | None


def read(session: Session, sieve: Sieve, *, before: int | None = None) -> list[Line]:
    """Return a page of the log, the newest first, of what is older than the line `before`; and one line more."""
    names = [getattr(each, column) for each, column in NAMES.values()]
    shown = (Event.name, Event.slug, Event.status)
    lines = (
        select(AuditEntry, User.name, Project.name, Project.slug, *shown, SUBJECT.email, *names)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .outerjoin(Project, Project.id == AuditEntry.project_id)
        .outerjoin(Event, or_(_is("event", Event), Event.id == AuditEntry.detail["event"].as_integer()))
        .where(*sieve.conditions())
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    for subject, (each, _) in NAMES.items():
        lines = lines.outerjoin(each, _is(subject, each))
    if before is not None:
        lines = lines.where(AuditEntry.id < before)
    return [_line(*row) for row in session.execute(lines)]


def list_actions(session: Session) -> list[tuple[str, str]]:
    """Return the actions that stand in the log, each with the kind of object that it was done to."""
    pairs = select(AuditEntry.action, AuditEntry.subject).distinct()
    return [(action, subject) for action, subject in session.execute(pairs.order_by(*pairs.selected_columns))]


def _is(subject: str, table: type) -> ColumnElement[bool]:
    return and_(AuditEntry.subject == subject, AuditEntry.subject_id == table.id)


def _line(
    entry: AuditEntry,
    user: str | None,
    project: dict[str, str] | None,
    slug: str | None,
    event: dict[str, str] | None,
    event_slug: str | None,
    status: EventStatus | None,
    email: str | None,
    *names: str | dict[str, str] | None,
) -> Line:
    own = {"event": event, "project": project}.get(entry.subject)
    name = next((each for each in names if each is not None), own)
    of = event if entry.subject != "event" else None
    return Line(entry, user, project, slug, name, email, of, event_slug if status in SHOWN else None)
