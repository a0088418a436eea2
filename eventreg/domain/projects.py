"""Projects: making one, finding the ones somebody may see, their targets."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import accounts, audit, categories, funding, notices
from eventreg.domain.default_categories import DEFAULT
from eventreg.domain.errors import NotATarget, SlugTaken
from eventreg.models import Category, Event, EventStatus, Membership, Programme, Project, Role, Target, User

SEEN = exists().where(Event.project_id == Project.id, Event.status != EventStatus.DRAFT)


@dataclass(frozen=True)
class ProjectTerms:
    """What an organiser says of a grant; texts are {"lv": …, "en": …}, shares are percentages that sum to 100."""

    slug: str
    name: dict[str, str]
    contract_number: str
    programme: Programme
    starts_on: date
    ends_on: date
    eu_share: Decimal
    national_share: Decimal
    controller: str
    controller_contact: str
    protection_contact: str
    grant_maximum: Decimal | None = None
    granting_authority: str = ""


def create(session: Session, terms: ProjectTerms, *, by: User | None, now: datetime, demo: bool = False) -> Project:
    """Create a project with its categories, notice and funding statement; `by` becomes its organiser.

    Raises SlugTaken. A demo is on hold, so that no retention run empties it.
    """
    project = Project(
        **vars(terms),
        **_texts(terms),
        demo=demo,
        legal_hold=demo,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(project)
    except IntegrityError as error:
        if find(session, terms.slug) is None:
            raise
        raise SlugTaken from error
    categories.create_tree(session, project.id, DEFAULT)
    notices.publish_default(session, project, now=now)
    if by is not None:
        accounts.grant(session, by, project, Role.ORGANISER, by=by, now=now)
    audit.log(session, "create", "project", project.id, by=by, now=now, project_id=project.id)
    return project


def _texts(terms: ProjectTerms) -> dict[str, dict[str, str]]:
    """Return what a new project says of its funding."""
    authority, contract = terms.granting_authority, terms.contract_number
    return funding.prefill(
        terms.programme, name=terms.name, contract=contract, controller=terms.controller, authority=authority
    )


def may_create(session: Session, user: User) -> bool:
    """Say whether `user` may create a project: an administrator, or an organiser of any project."""
    return user.administrator or Role.ORGANISER in accounts.roles_of(session, user)


def find(session: Session, slug: str) -> Project | None:
    """Return the project with this short name, for whoever may see all (a command)."""
    return session.scalar(select(Project).where(Project.slug == slug))


def find_for(session: Session, user: User, role: Role, slug: str) -> Project | None:
    """Return the project if `user` has `role` in it."""
    return session.scalar(select(Project).where(Project.slug == slug, accounts.may(user, role, Project.id)))


def list_for(session: Session, user: User, role: Role) -> list[Project]:
    """Return the projects in which `user` has `role`, the newest first."""
    return list(
        session.scalars(
            select(Project)
            .join(Membership, Membership.project_id == Project.id)
            .where(Membership.user_id == user.id, Membership.role == role)
            .order_by(Project.starts_on.desc(), Project.id.desc())
        )
    )


def list_all(session: Session) -> list[Project]:
    """Return all projects, the newest first, for pages that name them without their people."""
    return list(session.scalars(select(Project).order_by(Project.starts_on.desc(), Project.id.desc())))


def list_targets(session: Session, project: Project) -> dict[int | None, int]:
    """Return the targets of a project: category id, or None for all, to unique persons."""
    rows = session.execute(select(Target.category_id, Target.persons).where(Target.project_id == project.id))
    return {category_id: persons for category_id, persons in rows}


def set_targets(
    session: Session, project: Project, persons: dict[str | None, int | None], *, by: User | None, now: datetime
) -> None:
    """Replace the targets: category key, or None for all, to unique persons; None or a missing key is no target.

    Raises NotATarget for a key that the project does not have.
    """
    ids: dict[str | None, int | None] = {None: None}
    rows = session.execute(select(Category.key, Category.id).where(Category.project_id == project.id))
    ids.update({key: category_id for key, category_id in rows})
    if unknown := set(persons) - set(ids):
        raise NotATarget(key=sorted(str(key) for key in unknown)[0])
    session.execute(delete(Target).where(Target.project_id == project.id))
    for key, number in persons.items():
        if number is not None:
            session.add(Target(project_id=project.id, category_id=ids[key], persons=number))
    session.flush()
    audit.log(
        session, "set_targets", "project", project.id, by=by, now=now, project_id=project.id,
        targets={key or "all": number for key, number in persons.items()},
    )  # fmt: skip


def list_public(session: Session) -> list[Project]:
    """Return the projects of which the public has seen an event, the newest first."""
    return list(session.scalars(select(Project).where(SEEN).order_by(Project.starts_on.desc(), Project.id.desc())))


def find_public(session: Session, slug: str) -> Project | None:
    """Return a project of which the public has seen an event."""
    return session.scalar(select(Project).where(Project.slug == slug, SEEN))


def is_demo(session: Session) -> bool:
    """Say whether this installation holds demo projects."""
    return bool(session.scalar(select(Project.id).where(Project.demo).limit(1)))


def is_only_demo(session: Session) -> bool:
    """Say whether there is no project that is not a demo."""
    return session.scalar(select(Project.id).where(~Project.demo).limit(1)) is None
