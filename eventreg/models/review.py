"""What happened at a door and a human has to decide."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Moment, Ref, one_of


class ReviewKind(StrEnum):
    """Why a scan waits for a decision: what a device without network could not know, or what is wrong with it."""

    UNKNOWN = "unknown"
    OTHER_EVENT = "other_event"
    CANCELLED = "cancelled"
    NOT_CONFIRMED = "not_confirmed"
    OTHER_DAY = "other_day"
    PASS_ENDED = "pass_ended"  # the pass had ended, was revoked, or its event was closed when the scan came
    CLOCK = "clock"  # wrong by hours, so nobody knows the day
    WALK_IN = "walk_in"  # which cannot be opened, or is not complete


class Decision(StrEnum):
    """What became of it."""

    ACCEPT = "accept"
    ATTACH = "attach"
    DISMISS = "dismiss"


class ReviewItem(db.Model):
    """A scan that waits for an organiser, or was decided by one; the scan itself is never changed.

    Acceptance is another scan, the deciding one. `undoes` is what an undo names that has no effect yet, `sealed` what a
    walk-in said: it goes with the decision.
    """

    __tablename__ = "review_item"
    __table_args__ = (
        UniqueConstraint("scan_id"),
        Index("ix_review_item_event_id_decided_at_id", "event_id", "decided_at", "id"),
        Index(
            "ix_review_item_deciding_scan_id",
            "deciding_scan_id",
            sqlite_where=text("deciding_scan_id IS NOT NULL"),
            postgresql_where=text("deciding_scan_id IS NOT NULL"),
        ),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="a_decision_has_its_moment"),
        CheckConstraint("decided_at IS NULL OR sealed IS NULL", name="what_is_decided_holds_nothing_sealed"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    scan_id: Mapped[Ref] = mapped_column(ForeignKey("scan.id"))
    kind: Mapped[ReviewKind] = mapped_column(one_of(ReviewKind))
    undoes: Mapped[str | None] = mapped_column(String(36))
    sealed: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[Decision | None] = mapped_column(one_of(Decision))
    reason: Mapped[str] = mapped_column(String(500), default="")
    deciding_scan_id: Mapped[Ref | None] = mapped_column(ForeignKey("scan.id"))
