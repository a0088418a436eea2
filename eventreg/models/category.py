"""As whom people take part: the tree of a project, each registration's answer, and the consent to keep it."""

from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Id, Moment, Ref, Texts, Word, one_of


class Category(db.Model):
    """A node of a project's category tree; people choose leaves, a parent is computed."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("project_id", "key"),
        UniqueConstraint("id", "project_id", "sensitive"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    key: Mapped[Word]
    position: Mapped[int]
    sensitive: Mapped[bool] = mapped_column(default=False)
    label: Mapped[Texts]  # how a person calls oneself in the form
    definition: Mapped[Texts]  # the same words under the form's choice and in the report
    forms: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # number forms, in the order of gettext's plural rule


class Purpose(StrEnum):
    """What a consent allows."""

    CATEGORY = "category"
    PHOTO = "photo"


class Consent(db.Model):
    """A participant's agreement to one purpose, under the notice that they read."""

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["registration_id", "project_id"], ["registration.id", "registration.project_id"]),
        ForeignKeyConstraint(["notice_id", "project_id"], ["notice.id", "notice.project_id"]),
        UniqueConstraint("id", "registration_id", "purpose"),
        Index("ix_consent_registration_id", "registration_id"),  # of all, for who removes a registration
        Index(
            "one_standing_consent_per_purpose",
            "registration_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    registration_id: Mapped[Ref]
    project_id: Mapped[Ref]
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    notice_id: Mapped[Ref]
    given_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class CategoryAnswer(db.Model):
    """As whom one registration takes part; no category means *not stated*.

    Stands apart from names on purpose: only counting functions read it, and a coordinator
    one at a time with a reason. A sensitive answer cannot exist without its consent.
    """

    __tablename__ = "category_answer"
    __table_args__ = (
        ForeignKeyConstraint(["registration_id", "project_id"], ["registration.id", "registration.project_id"]),
        ForeignKeyConstraint(
            ["category_id", "project_id", "sensitive"], ["category.id", "category.project_id", "category.sensitive"]
        ),
        ForeignKeyConstraint(
            ["consent_id", "registration_id", "consent_purpose"],
            ["consent.id", "consent.registration_id", "consent.purpose"],
        ),
        Index(
            "ix_category_answer_consent_id",
            "consent_id",
            sqlite_where=text("consent_id IS NOT NULL"),
            postgresql_where=text("consent_id IS NOT NULL"),
        ),
        CheckConstraint("consent_purpose = 'category'", name="consent_is_for_the_category"),
        CheckConstraint("NOT sensitive OR consent_id IS NOT NULL", name="sensitive_needs_consent"),
        CheckConstraint("category_id IS NOT NULL OR NOT sensitive", name="not_stated_is_not_sensitive"),
    )

    registration_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[Ref]
    category_id: Mapped[Ref | None]
    sensitive: Mapped[bool] = mapped_column(default=False)
    consent_id: Mapped[Ref | None]
    consent_purpose: Mapped[Word] = mapped_column(default=Purpose.CATEGORY.value)
    declared_at: Mapped[Moment]
