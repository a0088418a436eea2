"""What happened at the door, never changed, and the attendance that follows from it."""

from enum import StrEnum

from sqlalchemy import (
    DDL,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    event,
)
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


class Attendance(db.Model):
    """This registration was present on this day: kept in step with the scans that prove it."""

    __tablename__ = "attendance"
    __table_args__ = (
        ForeignKeyConstraint(["registration_id", "event_id"], ["registration.id", "registration.event_id"]),
        ForeignKeyConstraint(["day_id", "event_id"], ["event_day.id", "event_day.event_id"]),
        Index("ix_attendance_day_id", "day_id"),
        Index("ix_attendance_event_id", "event_id"),
    )

    registration_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    day_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[Ref]


class DeletionPermit(db.Model):
    """Lets one transaction delete the scans of one event; it never outlives that transaction."""

    __tablename__ = "deletion_permit"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, autoincrement=False)


SQLITE_TRIGGERS = (
    """CREATE TRIGGER scan_is_never_changed BEFORE UPDATE ON scan
    BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END""",
    """CREATE TRIGGER scan_is_deleted_by_permit BEFORE DELETE ON scan
    WHEN NOT EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id)
    BEGIN SELECT RAISE(ABORT, 'a scan is deleted by permit only'); END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION guard_scan() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a scan is never changed, and deleted by permit only'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    "CREATE TRIGGER scan_is_append_only BEFORE UPDATE OR DELETE ON scan FOR EACH ROW EXECUTE FUNCTION guard_scan()",
    """CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'scans are not truncated' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER scan_is_not_truncated BEFORE TRUNCATE ON scan
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()""",
)

for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(Scan.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
