"""Reading the log of who did what: newest first, filtered, page by page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.models import AuditEntry, Project, User

PAGE = 100


@dataclass(frozen=True)
class Sieve:
    """Which lines of the log are wanted; None asks for all. `since` and `until` are moments, the second left out."""

    action: str | None = None
    user_id: int | None = None
    project_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[object]:
        """Return the conditions of a WHERE."""
        found: list[object] = []
        for column, value in (("action", self.action), ("user_id", self.user_id), ("project_id", self.project_id)):
            if value is not None:
                found.append(getattr(AuditEntry, column) == value)
        if self.since is not None:
            found.append(AuditEntry.at >= self.since)
        if self.until is not None:
            found.append(AuditEntry.at < self.until)
        return found


@dataclass(frozen=True)
class Line:
    """One line of the log with the names of who did it, and in which project."""

    entry: AuditEntry
    user: str | None
    project: dict[str, str] | None


def read(session: Session, sieve: Sieve, *, before: int | None = None) -> list[Line]:
    """Return a page of the log, the newest first, of what is older than the line `before`; and one line more."""
    lines = (
        select(AuditEntry, User.name, Project.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .outerjoin(Project, Project.id == AuditEntry.project_id)
        .where(*sieve.conditions())
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        lines = lines.where(AuditEntry.id < before)
    return [Line(*row) for row in session.execute(lines)]


def list_actions(session: Session) -> list[str]:
    """Return the actions that stand in the log."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
