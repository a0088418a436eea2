"""A project's own words for its mails: reading them, keeping them, going back to ours."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import audit, mail_words
from eventreg.domain.errors import Meanwhile
from eventreg.models import MailKind, MailText, Project, User

KINDS = (
    MailKind.CONFIRMATION,
    MailKind.CHANGE,
    MailKind.CANCELLATION,
    MailKind.EVENT_CHANGED,
    MailKind.EVENT_CANCELLED,
    MailKind.INVITATION,
)
"""The kinds whose words can be a project's own."""


def list_of(session: Session, project: Project) -> dict[tuple[MailKind, str], MailText]:
    """Return the project's own words, by kind and language."""
    rows = session.scalars(select(MailText).where(MailText.project_id == project.id))
    return {(row.kind, row.language): row for row in rows}


def find(session: Session, project: Project, kind: MailKind, language: str) -> MailText | None:
    """Return the project's own words for one kind in one language."""
    return session.scalar(select(MailText).filter_by(project_id=project.id, kind=kind, language=language))


def save(
    session: Session,
    project: Project,
    kind: MailKind,
    language: str,
    *,
    subject: str,
    body: str,
    by: User,
    now: datetime,
) -> None:
    """Keep a project's own words. Raises UnknownPlaceholder, LooseBrace, Meanwhile."""
    check(kind, subject, body)
    text = find(session, project, kind, language) or MailText(project_id=project.id, kind=kind, language=language)
    text.subject, text.body, text.changed_at = subject, body, now
    try:
        with session.begin_nested():
            session.add(text)
    except IntegrityError as error:
        raise Meanwhile from error
    _log(session, project, kind, language, "change", by=by, now=now)


def check(kind: MailKind, subject: str, body: str) -> None:
    """Refuse placeholders that we cannot fill in. Raises UnknownPlaceholder, LooseBrace."""
    for name, words in (("subject", subject), ("body", body)):
        if fault := mail_words.fault(kind, words):
            fault.field = name
            raise fault


def remove(session: Session, project: Project, kind: MailKind, language: str, *, by: User, now: datetime) -> None:
    """Go back to our own words."""
    session.execute(delete(MailText).filter_by(project_id=project.id, kind=kind, language=language))
    _log(session, project, kind, language, "remove", by=by, now=now)


def _log(
    session: Session, project: Project, kind: MailKind, language: str, action: str, *, by: User, now: datetime
) -> None:
    about = {"kind": kind.value, "language": language}
    audit.log(session, action, "mail_text", None, by=by, now=now, project_id=project.id, **about)
