"""People with access, and what they may do in which project."""

import secrets
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from eventreg.domain import audit, sessions
from eventreg.domain.errors import EmailTaken
from eventreg.models import Event, Membership, Project, Role, User


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    administrator: bool = False,
    language: str = "lv",
    now: datetime,
) -> User:
    """Create a user who logs in with `email`; raises EmailTaken."""
    user = User(
        email=email.strip().lower(),
        name=name,
        password=password_hash,
        administrator=administrator,
        language=language,
        fs_uniquifier=secrets.token_hex(32),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise EmailTaken from error
    audit.log(session, "create", "user", user.id, by=None, now=now, administrator=administrator)
    return user


def grant(
    session: Session,
    user: User,
    project: Project,
    role: Role,
    *,
    organisation_id: int | None = None,
    by: User | None,
    now: datetime,
) -> None:
    """Give `user` a role in a project, perhaps of one organisation only; giving it twice changes nothing."""
    held = Membership(user_id=user.id, project_id=project.id, role=role, created_at=now)
    held.organisation_id = organisation_id
    try:
        with session.begin_nested():
            session.add(held)
    except IntegrityError:
        return
    audit.log(session, "grant", "user", user.id, by=by, now=now, project_id=project.id, role=role.value)


def limit(
    session: Session,
    user: User,
    project: Project,
    role: Role,
    *,
    organisation_id: int | None,
    by: User | None,
    now: datetime,
) -> None:
    """Let a role that `user` has reach as far as one organisation's events, or (None) all; say so if it is new."""
    otherwise = update(Membership).where(
        Membership.user_id == user.id,
        Membership.project_id == project.id,
        Membership.role == role,
        Membership.organisation_id.is_distinct_from(organisation_id),
    )
    if session.execute(otherwise.values(organisation_id=organisation_id)).rowcount:
        audit.log(session, "limit", "user", user.id, by=by, now=now, project_id=project.id, role=role.value)


def find_user(session: Session, email: str) -> User | None:
    """Return the user with this address."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def close(session: Session, email: str, *, now: datetime) -> None:
    """Let nobody log in with this address any more; what the user did stays in the log."""
    user = find_user(session, email)
    if user is not None and user.active:
        user.active = False
        user.fs_uniquifier = secrets.token_hex(32)  # ends the sessions
        sessions.end_all(session, user, now=now)
        audit.log(session, "close", "user", user.id, by=None, now=now)


def change(session: Session, user: User, *, password_hash: str | None, administrator: bool, now: datetime) -> None:
    """Give a user a new password, which ends the sessions, or the right of an administrator; nothing is taken away."""
    if password_hash:
        reopen(session, user, password_hash)
        user.fs_uniquifier = secrets.token_hex(32)
        sessions.end_all(session, user, now=now)
    user.administrator = user.administrator or administrator
    if password_hash or administrator:
        audit.log(session, "change", "user", user.id, by=None, now=now, administrator=user.administrator)


def rename(user: User, *, name: str, language: str) -> None:
    """Give a user another name, and the language of our mails to them."""
    user.name, user.language = name, language


def reopen(session: Session, user: User, password_hash: str) -> None:
    """Let a closed account in again, with a new password."""
    user.active = True
    user.password = password_hash


def may(user: User, role: Role, project_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that `user` has `role` in the project of a row, for a WHERE."""
    return exists().where(Membership.user_id == user.id, Membership.role == role, Membership.project_id == project_id)


def may_event(user: User, role: Role) -> ColumnElement[bool]:
    """Return the condition that `user` has `role` for an event, for a WHERE; some see only one organisation's."""
    return exists().where(
        Membership.user_id == user.id,
        Membership.role == role,
        Membership.project_id == Event.project_id,
        or_(Membership.organisation_id.is_(None), Membership.organisation_id == Event.organisation_id),
    )


def roles_of(session: Session, user: User) -> set[Role]:
    """Return the roles that `user` has in any project."""
    return set(session.scalars(select(Membership.role).where(Membership.user_id == user.id).distinct()))
