"""Writing the log of who did what; it holds no participant's name and no category answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from eventreg.models import AuditEntry, User


def log(
    session: Session,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    by: User | None,
    now: datetime,
    project_id: int | None = None,
    **detail: object,
) -> None:
    """Add one line to the log, in the transaction of what it tells of."""
    session.add(
        AuditEntry(
            at=now,
            user_id=by.id if by else None,
            project_id=project_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=detail,
        )
    )
