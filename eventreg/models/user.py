"""People with access: a user, and what they may do in a project."""

from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, one_of
from eventreg.models.project import Project


class Role(StrEnum):
    """What a user is in one project."""

    ORGANISER = "organiser"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"


class User(db.Model, UserMixin):
    """Somebody who logs in; an administrator by right, all else by membership in projects."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("fs_uniquifier"))

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[Line]
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(8), default="lv")
    fs_uniquifier: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]

    roles = ()  # ours are rows of Membership, one project each


class Membership(db.Model):
    """A user's role in one project."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "project_id", "role"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    created_at: Mapped[Moment]

    user: Mapped[User] = relationship()
    project: Mapped[Project] = relationship()
