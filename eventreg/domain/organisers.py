"""Whose an event is: the organisations of a project, and the one to which an organiser may be limited."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.models import Event, Membership, Organisation, Project, Role, User


def list_of(session: Session, project: Project) -> list[Organisation]:
    """Return the organisations that organise events of a project, by name."""
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.project_id == project.id)
            .order_by(Organisation.name, Organisation.id)
        )
    )


def limit_of(session: Session, user: User, project: Project) -> int | None:
    """Return the id of the one organisation whose events `user` organises, or None if all of the project's."""
    return session.scalar(
        select(Membership.organisation_id).where(
            Membership.user_id == user.id, Membership.project_id == project.id, Membership.role == Role.ORGANISER
        )
    )


def name_of(session: Session, event: Event) -> str | None:
    """Return the name of the organisation that organises an event, if it is one of the project's."""
    return session.scalar(select(Organisation.name).where(Organisation.id == event.organisation_id))


def find_whole(session: Session, user: User, slug: str) -> Project | None:
    """Return the project if `user` organises all of it, not only the events of one organisation."""
    return session.scalar(
        select(Project)
        .join(Membership, Membership.project_id == Project.id)
        .where(
            Project.slug == slug,
            Membership.user_id == user.id,
            Membership.role == Role.ORGANISER,
            Membership.organisation_id.is_(None),
        )
    )
