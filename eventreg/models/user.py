"""People with access: a user, and what they may do in a project."""

from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, Number, Ref, one_of
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
    demo: Mapped[bool] = mapped_column(default=False)  # an invented account, which opens invented data only
    # The second factor, under the names that Flask-Security looks for.
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_step: Mapped[int | None] = mapped_column(Number)  # the time step of the last code that was taken
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))

    roles = ()  # ours are rows of Membership, one project each

    @property
    def second_factor(self) -> bool:
        """Say whether a second factor is set up."""
        return bool(self.tf_primary_method and self.tf_totp_secret)


class Membership(db.Model):
    """A user's role in one project; an organiser's may reach no further than the events of one organisation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "project_id", "role"),
        ForeignKeyConstraint(["organisation_id", "project_id"], ["organisation.id", "organisation.project_id"]),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    organisation_id: Mapped[Ref | None]
    created_at: Mapped[Moment]

    user: Mapped[User] = relationship()
    project: Mapped[Project] = relationship()


class UserSession(db.Model):
    """One browser in which somebody is logged in; the cookie holds the token, we only its hash."""

    __tablename__ = "user_session"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(43))
    device: Mapped[Line]  # browser and system, as far as the browser says; no address
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Invitation(db.Model):
    """An offer of access by mail: to a role in a project, or to administer; taken up once."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        ForeignKeyConstraint(["organisation_id", "project_id"], ["organisation.id", "organisation.project_id"]),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[Line]
    language: Mapped[str] = mapped_column(String(8))
    administrator: Mapped[bool] = mapped_column(default=False)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    organisation_id: Mapped[Ref | None]
    role: Mapped[Role | None] = mapped_column(one_of(Role))
    token_hash: Mapped[str] = mapped_column(String(43))
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]

    project: Mapped[Project | None] = relationship()


class FailedTry(db.Model):
    """How often a secret was guessed at: of whom or what is kept as a keyed hash, and not for long."""

    __tablename__ = "failed_try"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    until: Mapped[Moment] = mapped_column(index=True)  # when they are forgotten
