"""A grant: its terms, its numbers promised and its numbers reported."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, Texts, Word, one_of


class Programme(StrEnum):
    """The programme generation, which decides the funding statement (DOMAIN.md 1.5)."""

    REC_2014_2020 = "rec_2014_2020"
    CERV_2021_2027 = "cerv_2021_2027"
    OTHER = "other"


class ProjectStatus(StrEnum):
    """How far a project has come."""

    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"


class Project(db.Model):
    """One grant, whose events count together."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("eu_share >= 0 AND national_share >= 0 AND eu_share + national_share = 100", name="shares"),
        CheckConstraint("days_required >= 1", name="days_required"),
        CheckConstraint("publication_threshold BETWEEN 3 AND 10", name="publication_threshold"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[Texts]
    contract_number: Mapped[Word]
    programme: Mapped[Programme] = mapped_column(one_of(Programme))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    eu_share: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    national_share: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    grant_maximum: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    balance_paid_on: Mapped[date | None]
    controller: Mapped[Line]
    controller_contact: Mapped[Line]
    protection_contact: Mapped[Line]
    granting_authority: Mapped[Line] = mapped_column(default="")
    funding_statement: Mapped[Texts]
    disclaimer: Mapped[Texts] = mapped_column(default=dict)
    website: Mapped[Line] = mapped_column(default="")
    time_zone: Mapped[Word] = mapped_column(default="Europe/Riga")
    counted_parts: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["participant"])
    days_required: Mapped[int] = mapped_column(default=1)
    publication_threshold: Mapped[int] = mapped_column(default=5)
    legal_hold: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    status: Mapped[ProjectStatus] = mapped_column(one_of(ProjectStatus), default=ProjectStatus.OPEN)
    version: Mapped[int] = mapped_column(default=1)  # counts changes, so that two at once are noticed
    created_at: Mapped[Moment]


class Organisation(db.Model):
    """Who organises some of a project's events: the ministry itself, or an NGO of its partners."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("project_id", "name"), UniqueConstraint("id", "project_id"))

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    name: Mapped[Line]
    created_at: Mapped[Moment]


class Target(db.Model):
    """How many unique persons the grant promised: of one category, or of all (no category)."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("project_id", "category_id"),
        Index(
            "one_target_for_all",
            "project_id",
            unique=True,
            sqlite_where=text("category_id IS NULL"),
            postgresql_where=text("category_id IS NULL"),
        ),
        CheckConstraint("persons >= 0", name="persons"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    persons: Mapped[int]


class Indicator(db.Model):
    """Another number that the grant reports, with its unit and its source."""

    __tablename__ = "indicator"

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[Texts]
    value: Mapped[int]
    unit: Mapped[Texts] = mapped_column(default=dict)
    counted_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)  # counts changes, so that two at once are noticed
    created_at: Mapped[Moment]


class Notice(db.Model):
    """One version of a project's privacy notice, as it was shown; never changed afterwards."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("project_id", "version"), UniqueConstraint("id", "project_id"))

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    version: Mapped[int]
    short: Mapped[Texts]
    full: Mapped[Texts]
    created_at: Mapped[Moment]
