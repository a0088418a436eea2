"""A human being within a project, what makes a repeat certain, and a place at an event."""

from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, Ref, one_of
from eventreg.models.event import Event


class RegistrationStatus(StrEnum):
    """What has become of a place."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What somebody does at an event; only participants count, unless the project says more."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    INTERPRETER = "interpreter"
    STAFF = "staff"


class Person(db.Model):
    """One human being within one project, whatever the number of sign-ups; has no category."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("id", "project_id"),)

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    created_at: Mapped[Moment]


class KeyKind(StrEnum):
    """What a person key was made from."""

    EMAIL_AND_NAME = "email_and_name"


class PersonKey(db.Model):
    """A keyed hash of what makes a repeat sign-up certain; outlives the contact data."""

    __tablename__ = "person_key"
    __table_args__ = (
        UniqueConstraint("project_id", "kind", "digest"),
        ForeignKeyConstraint(["person_id", "project_id"], ["person.id", "person.project_id"]),
        Index("ix_person_key_person_id", "person_id"),
    )

    id: Mapped[Id]
    project_id: Mapped[Ref]
    person_id: Mapped[Ref]
    kind: Mapped[KeyKind] = mapped_column(one_of(KeyKind))
    digest: Mapped[str] = mapped_column(String(64))


class Registration(db.Model):
    """One person's place at one event.

    Three identifiers with three powers: `ticket` admits and changes nothing, `manage` sees and
    changes, `code` is read aloud and opens nothing without a door pass.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("submission"),
        UniqueConstraint("ticket"),
        UniqueConstraint("ticket_hash"),
        UniqueConstraint("manage"),
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("id", "project_id"),
        UniqueConstraint("id", "event_id"),
        ForeignKeyConstraint(["event_id", "project_id"], ["event.id", "event.project_id"]),
        ForeignKeyConstraint(["person_id", "project_id"], ["person.id", "person.project_id"]),
        ForeignKeyConstraint(["notice_id", "project_id"], ["notice.id", "notice.project_id"]),
        ForeignKeyConstraint(["merged_into_id", "event_id"], ["registration.id", "registration.event_id"]),
        Index("ix_registration_person_id_event_id", "person_id", "event_id"),
        Index("ix_registration_event_id_signed_up_at", "event_id", "signed_up_at"),
        Index("ix_registration_project_id", "project_id"),
        Index(
            "ix_registration_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    project_id: Mapped[Ref]
    event_id: Mapped[Ref]
    person_id: Mapped[Ref]
    notice_id: Mapped[Ref]
    submission: Mapped[str] = mapped_column(String(64))
    ticket: Mapped[str] = mapped_column(String(26))
    ticket_hash: Mapped[str] = mapped_column(String(43))
    manage: Mapped[str] = mapped_column(String(43))
    code: Mapped[str] = mapped_column(String(8))
    status: Mapped[RegistrationStatus] = mapped_column(one_of(RegistrationStatus))
    part: Mapped[Part] = mapped_column(one_of(Part), default=Part.PARTICIPANT)
    name: Mapped[str] = mapped_column(String(100))
    surname: Mapped[str] = mapped_column(String(100))
    organisation: Mapped[Line]
    country: Mapped[str] = mapped_column(String(2))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    folded: Mapped[str] = mapped_column(String(600), default="")  # what the organiser's search looks in
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who added it by hand
    merged_into_id: Mapped[Ref | None]  # the other sign-up of the same person, which stands for this one
    repeat_kept: Mapped[bool] = mapped_column(default=False)  # an organiser has said that it is no double
    version: Mapped[int] = mapped_column(default=1)  # counts corrections, so that two at once are noticed
    signed_up_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    cancelled_at: Mapped[Moment | None]

    event: Mapped[Event] = relationship(viewonly=True)

    @property
    def full_name(self) -> str:
        """Name and surname as they were given."""
        return f"{self.name} {self.surname}"
