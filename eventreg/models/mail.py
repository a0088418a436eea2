"""The outbox: mails written with what they tell of, and sent afterwards."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Moment, one_of


class MailKind(StrEnum):
    """What a mail says."""

    CONFIRMATION = "confirmation"
    CANCELLATION = "cancellation"


class OutgoingMail(db.Model):
    """One mail that waits or was sent; `message_id` stays the same over all tries.

    `withheld_at` marks a mail that will not be sent because the demo wrote it.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(
            "ix_outgoing_mail_waiting",
            "due_at",
            sqlite_where=text("sent_at IS NULL AND withheld_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND withheld_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    message_id: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[Moment | None]
    withheld_at: Mapped[Moment | None]
