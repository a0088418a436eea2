"""Who has which role in a project, and its organisations, which an organiser may be limited to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import audit
from eventreg.domain.errors import OrganisationInUse, OrganisationThere
from eventreg.models import Membership, Organisation, Project, Role, User


@dataclass(frozen=True)
class Member:
    """Somebody's role in a project, as the list of members shows it."""

    id: int
    user_id: int
    name: str
    email: str
    role: Role
    organisation: str | None
    second_factor: bool


def find_project(session: Session, user: User, slug: str) -> Project | None:
    """Return the project whose members `user` may see and change: an administrator, an organiser or a coordinator.

    An organiser of one organisation may not.
    """
    member = exists().where(
        Membership.user_id == user.id,
        Membership.project_id == Project.id,
        Membership.role.in_([Role.ORGANISER, Role.COORDINATOR]),
        Membership.organisation_id.is_(None),
    )
    may = or_(user.administrator, member) if not user.administrator else True
    return session.scalar(select(Project).where(Project.slug == slug, may))


def roles_to_give(session: Session, user: User, project: Project) -> set[Role]:
    """Return the roles to which `user` may invite: coordinators are the business of coordinators and administrators."""
    if user.administrator:
        return set(Role)
    own = select(Membership.role).where(
        Membership.user_id == user.id, Membership.project_id == project.id, Membership.organisation_id.is_(None)
    )
    gives = {Role.ORGANISER: {Role.ORGANISER}, Role.COORDINATOR: {Role.COORDINATOR, Role.AUDITOR}}
    return {role for held in session.scalars(own) for role in gives.get(held, ())}


def list_of(session: Session, project: Project) -> list[Member]:
    """Return the members of a project by role and name."""
    rows = session.execute(
        select(Membership, User, Organisation.name)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.project_id == project.id)
        .order_by(Membership.role, User.name, Membership.id)
    )
    return [
        Member(held.id, user.id, user.name, user.email, held.role, organisation, user.second_factor)
        for held, user, organisation in rows
    ]


def remove(session: Session, project: Project, membership_id: int, *, of: set[Role], by: User, now: datetime) -> bool:
    """End somebody's role, one of those in `of`, in a project; return whether there was one."""
    gone = session.execute(
        delete(Membership)
        .where(Membership.id == membership_id, Membership.project_id == project.id, Membership.role.in_(of))
        .returning(Membership.user_id, Membership.role)
    ).first()
    if gone is None:
        return False
    audit.log(session, "revoke", "user", gone[0], by=by, now=now, project_id=project.id, role=gone[1].value)
    return True


def list_organisations(session: Session, project: Project) -> list[Organisation]:
    """Return the organisations of a project by name."""
    of = select(Organisation).where(Organisation.project_id == project.id)
    return list(session.scalars(of.order_by(Organisation.name, Organisation.id)))


def find_organisation(session: Session, project: Project, organisation_id: int) -> Organisation | None:
    """Return an organisation of a project."""
    of = select(Organisation).where(Organisation.id == organisation_id, Organisation.project_id == project.id)
    return session.scalar(of)


def add_organisation(session: Session, project: Project, name: str, *, by: User, now: datetime) -> Organisation:
    """Add an organisation to a project; raises OrganisationThere."""
    made = Organisation(project_id=project.id, name=name, created_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise OrganisationThere from error
    audit.log(session, "create", "organisation", made.id, by=by, now=now, project_id=project.id)
    return made


def rename_organisation(session: Session, found: Organisation, name: str, *, by: User, now: datetime) -> None:
    """Call an organisation otherwise; raises OrganisationThere."""
    if found.name == name:
        return
    try:
        with session.begin_nested():
            found.name = name
    except IntegrityError as error:
        raise OrganisationThere from error
    audit.log(session, "change", "organisation", found.id, by=by, now=now, project_id=found.project_id)


def remove_organisation(session: Session, found: Organisation, *, by: User, now: datetime) -> None:
    """Remove an organisation; raises OrganisationInUse if an event, a role or an invitation (also old) has it."""
    number, project_id = found.id, found.project_id
    try:
        with session.begin_nested():
            gone = session.execute(delete(Organisation).where(Organisation.id == number)).rowcount
    except IntegrityError as error:
        raise OrganisationInUse from error
    if gone:
        audit.log(session, "remove", "organisation", number, by=by, now=now, project_id=project_id)
