"""Who did what to which data, and when; never a participant's name, never a category answer."""

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Moment, Ref, Word


class AuditEntry(db.Model):
    """One line of the log: `action` on the `subject` with number `subject_id`."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at"), Index("ix_audit_entry_action_subject", "action", "subject"))

    id: Mapped[Id]
    at: Mapped[Moment]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    action: Mapped[Word]
    subject: Mapped[Word]
    subject_id: Mapped[Ref | None]
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
