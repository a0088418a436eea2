"""The outbox: mails written with what they tell of, and sent afterwards; and what organisers write."""

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, Texts, one_of


class MailKind(StrEnum):
    """What a mail says."""

    CONFIRMATION = "confirmation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    INVITATION = "invitation"  # to an event
    ANNOUNCEMENT = "announcement"  # an organiser's own words
    ACCOUNT = "account"  # to somebody with access, written when it is put into the outbox


class OutgoingMail(db.Model):
    """One mail that waits or was sent; `message_id` stays the same over all tries.

    It is about a registration, or about an event (an invitation), or about an account. `withheld_at`
    marks a mail that will not be sent: the demo wrote it, or it is not true any more. `given_up_at`
    marks one that was tried long enough; an organiser may send it again.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(
            "ix_outgoing_mail_waiting",
            "due_at",
            sqlite_where=text("sent_at IS NULL AND withheld_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND withheld_at IS NULL AND given_up_at IS NULL"),
        ),
        Index(
            "ix_outgoing_mail_given_up_at",
            "given_up_at",
            sqlite_where=text("given_up_at IS NOT NULL"),
            postgresql_where=text("given_up_at IS NOT NULL"),
        ),
        Index("ix_outgoing_mail_event_id_created_at", "event_id", "created_at"),
    )

    id: Mapped[Id]
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcement.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    message_id: Mapped[str] = mapped_column(String(80))
    content: Mapped[dict[str, str] | None] = mapped_column(JSON)  # subject, text, html of an account's mail until sent
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[Moment | None]
    withheld_at: Mapped[Moment | None]
    given_up_at: Mapped[Moment | None]

    announcement: Mapped["Announcement | None"] = relationship()


class Announcement(db.Model):
    """What an organiser writes to a chosen part of an event's registrations, or to guests to be invited."""

    __tablename__ = "announcement"

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    subject: Mapped[Texts]
    body: Mapped[Texts]
    audience: Mapped[dict[str, object]] = mapped_column(JSON)  # the filter that chose the readers
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class MailText(db.Model):
    """A project's own words for a kind of mail in one language, with placeholders; without it, ours."""

    __tablename__ = "mail_text"
    __table_args__ = (UniqueConstraint("project_id", "kind", "language"),)

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[Line]
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Moment]


class Unsubscription(db.Model):
    """Somebody who wants no invitations and messages of a project any more; the address as a keyed hash."""

    __tablename__ = "unsubscription"
    __table_args__ = (UniqueConstraint("project_id", "digest"),)

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
