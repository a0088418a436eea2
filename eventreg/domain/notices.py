"""Privacy notices: versions of what a participant was told, never changed once published."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from eventreg.domain import notice_texts
from eventreg.models import Notice, Project


def publish(
    session: Session, project: Project, *, short: dict[str, str], full: dict[str, str], now: datetime
) -> Notice:
    """Publish a new version of a project's notice; texts per language, paragraphs parted by an empty line."""
    following = select(func.coalesce(func.max(Notice.version), 0) + 1).where(Notice.project_id == project.id)
    return session.execute(
        insert(Notice)
        .values(
            project_id=project.id, version=following.scalar_subquery(), short=short, full=full, created_at=now
        )
        .returning(Notice)
    ).scalar_one()  # fmt: skip


def publish_default(session: Session, project: Project, *, now: datetime) -> Notice:
    """Publish the notice that a project starts with, filled in with its controller and contacts."""
    return publish(
        session,
        project,
        short=notice_texts.fill(notice_texts.SHORT, project),
        full=notice_texts.fill(notice_texts.FULL, project),
        now=now,
    )


def current(session: Session, project_id: int) -> Notice:
    """Return the notice in force: the last version. Every project has one from its beginning."""
    return session.scalars(
        select(Notice).where(Notice.project_id == project_id).order_by(Notice.version.desc()).limit(1)
    ).one()


def shown(session: Session, project_id: int, notice_id: int | None) -> Notice:
    """Return the notice that somebody read before they signed up; where that is not known, the one in force."""
    read = select(Notice).where(Notice.id == notice_id, Notice.project_id == project_id)
    return session.scalar(read) or current(session, project_id)
