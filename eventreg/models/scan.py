"""What happened at the door, never changed, and the attendance that follows from it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Moment, Ref, one_of


class Verdict(StrEnum):
    """What the door says to a scan (DESIGN.md 5)."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    OTHER_DAY = "other_day"
    OTHER_EVENT = "other_event"
    NOT_CONFIRMED = "not_confirmed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    UNDONE = "undone"


class Action(StrEnum):
    """What a scan asks for."""

    ADMIT = "admit"
    UNDO = "undo"


class Way(StrEnum):
    """How somebody was found at the door."""

    QR = "qr"
    CODE = "code"
    SEARCH = "search"
    WALK_IN = "walk_in"
    PAPER = "paper"


class Scan(db.Model):
    """One scan, as the device made it and as it was answered; append-only by trigger.

    `uuid` is made by the device; `undoes` names another scan's uuid, which may arrive later.
    """

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("event_id", "uuid"),
        Index("ix_scan_event_id_undoes", "event_id", "undoes"),
        Index("ix_scan_registration_id_day_id", "registration_id", "day_id"),
        ForeignKeyConstraint(["registration_id", "event_id"], ["registration.id", "registration.event_id"]),
        ForeignKeyConstraint(["day_id", "event_id"], ["event_day.id", "event_day.event_id"]),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    uuid: Mapped[str] = mapped_column(String(36))
    action: Mapped[Action] = mapped_column(one_of(Action))
    way: Mapped[Way] = mapped_column(one_of(Way))
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    registration_id: Mapped[Ref | None]
    day_id: Mapped[Ref | None]
    undoes: Mapped[str | None] = mapped_column(String(36))
    payload_hash: Mapped[str | None] = mapped_column(String(43))
    digest: Mapped[str] = mapped_column(String(43))  # of the scan as sent: the same id again must say the same
    door_pass_id: Mapped[int | None] = mapped_column(ForeignKey("door_pass.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
    received_at: Mapped[Moment]
    offline: Mapped[bool] = mapped_column(default=False)
    override: Mapped[bool] = mapped_column(default=False, server_default=false())  # a supervisor said: all the same


class ScanNote(db.Model):
    """Why a supervisor let somebody in all the same; stands apart, so that free text can go and the scan stays."""

    __tablename__ = "scan_note"

    scan_id: Mapped[Ref] = mapped_column(ForeignKey("scan.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(500))


class Attendance(db.Model):
    """This registration was present on this day: written by triggers from the scans that prove it, by nobody else."""

    __tablename__ = "attendance"
    __table_args__ = (
        ForeignKeyConstraint(["registration_id", "event_id"], ["registration.id", "registration.event_id"]),
        ForeignKeyConstraint(["day_id", "event_id"], ["event_day.id", "event_day.event_id"]),
        Index("ix_attendance_day_id", "day_id"),
        Index("ix_attendance_event_id_registration_id", "event_id", "registration_id"),
    )

    registration_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    day_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[Ref]


class DayCount(db.Model):
    """How many registrations are present on a day, kept by triggers so that nobody counts while a queue waits.

    The number is the sum of its shards: each connection of PostgreSQL counts in one of its own, so that
    doors do not wait for each other; SQLite has one writer, and one shard.
    """

    __tablename__ = "day_count"

    day_id: Mapped[Ref] = mapped_column(
        ForeignKey("event_day.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    present: Mapped[int]


class DeletionPermit(db.Model):
    """Lets one transaction delete the scans of one event; it never outlives that transaction."""

    __tablename__ = "deletion_permit"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)
