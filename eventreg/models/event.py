"""What a project does: events with days and attendance, and activities without."""

from datetime import date, time
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, Ref, Texts, Word, one_of
from eventreg.models.project import Project


class Kind(StrEnum):
    """An event has days and attendance; the other three have indicators instead."""

    EVENT = "event"
    SERVICE = "service"
    PUBLICATION = "publication"
    MEDIA = "media"


class EventType(StrEnum):
    """The type that the funder's event description sheet asks for (DOMAIN.md 1.3)."""

    MEETING = "meeting"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    TRAINING = "training"
    DISCUSSION = "discussion"
    VISIT = "visit"
    COURSE = "course"
    CONFERENCE = "conference"
    EXHIBITION = "exhibition"
    OTHER = "other"


class Mode(StrEnum):
    """Where people meet."""

    IN_SITU = "in_situ"
    ONLINE = "online"
    HYBRID = "hybrid"


class EventStatus(StrEnum):
    """Whether the public sees an event, and whether its numbers still move."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Event(db.Model):
    """One event or activity of a project."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("slug"),
        UniqueConstraint("project_id", "number"),
        UniqueConstraint("id", "project_id"),
        ForeignKeyConstraint(["organisation_id", "project_id"], ["organisation.id", "organisation.project_id"]),
        CheckConstraint("capacity IS NULL OR capacity >= 1", name="capacity"),
        CheckConstraint("places_taken >= 0", name="places_taken"),
        CheckConstraint("last_day >= first_day", name="period"),
        Index("ix_event_status_first_day", "status", "first_day"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    organisation_id: Mapped[Ref | None] = mapped_column(index=True)
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(120))
    kind: Mapped[Kind] = mapped_column(one_of(Kind), default=Kind.EVENT)
    type: Mapped[EventType] = mapped_column(one_of(EventType), default=EventType.OTHER)
    mode: Mapped[Mode] = mapped_column(one_of(Mode), default=Mode.IN_SITU)
    name: Mapped[Texts]
    description: Mapped[Texts]
    programme: Mapped[Texts] = mapped_column(default=dict)
    conclusions: Mapped[Texts] = mapped_column(default=dict)
    place: Mapped[Line]
    folded: Mapped[str] = mapped_column(String(1000), default="")  # what the public's search looks in
    country: Mapped[str] = mapped_column(String(2), default="LV")
    partners: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[Line] = mapped_column(default="")
    work_package: Mapped[Word] = mapped_column(default="")
    capacity: Mapped[int | None]
    places_taken: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[Moment | None]
    closes_at: Mapped[Moment | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    period_reason: Mapped[str] = mapped_column(Text, default="")  # why a date lies outside the project's period
    by_invitation: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    status: Mapped[EventStatus] = mapped_column(one_of(EventStatus), default=EventStatus.DRAFT)
    cancelled_at: Mapped[Moment | None]
    cancel_reason: Mapped[Texts] = mapped_column(default=dict)
    closed_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)  # counts changes, so that two at once are noticed
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar entry: counts changes of time, place and state
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]

    project: Mapped[Project] = relationship()
    days: Mapped[list["EventDay"]] = relationship(order_by="EventDay.date", cascade="all, delete-orphan")
    removed_days: Mapped[list["RemovedDay"]] = relationship(order_by="RemovedDay.date", cascade="all, delete-orphan")


class EventDay(db.Model):
    """One date of an event; attendance is per day. Calendars know it by its `number`, which no other day gets."""

    __tablename__ = "event_day"
    __table_args__ = (
        UniqueConstraint("event_id", "date"),
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("id", "event_id"),
        CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name="times"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    date: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    number: Mapped[int]


class RemovedDay(db.Model):
    """A day that a public event lost; calendars hear for a while that it does not take place."""

    __tablename__ = "removed_day"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    date: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    removed_at: Mapped[Moment]


class Document(db.Model):
    """A file that goes with an event: programme, presentation; the content stands apart from all else."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("size >= 1", name="size"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[Texts]
    filename: Mapped[Line]
    media_type: Mapped[Line]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[Moment]
