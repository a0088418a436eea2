"""Supervisors let people in all the same, and an organiser decides about what a door could not."""

import sqlalchemy as sa
from alembic import op

revision = "e5c27d91b04a"
down_revision = "e1c4a7f29b60"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "unknown",
    "other_event",
    "cancelled",
    "not_confirmed",
    "other_day",
    "pass_ended",
    "clock",
    "walk_in",
)


def upgrade():
    op.add_column("scan", sa.Column("override", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "scan_note",
        sa.Column("scan_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_scan_note_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_scan_note")),
    )
    op.create_table(
        "review_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("scan_id", NUMBER, nullable=False),
        sa.Column("kind", _one_of("reviewkind", KINDS), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", NUMBER, nullable=True),
        sa.Column("decision", _one_of("decision", ("accept", "attach", "dismiss")), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("deciding_scan_id", NUMBER, nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name=op.f("ck_review_item_a_decision_has_its_moment")
        ),
        sa.CheckConstraint(
            "decided_at IS NULL OR sealed IS NULL", name=op.f("ck_review_item_what_is_decided_holds_nothing_sealed")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_review_item_event_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_review_item_scan_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_review_item_decided_by_id")),
        sa.ForeignKeyConstraint(["deciding_scan_id"], ["scan.id"], name=op.f("fk_review_item_deciding_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_review_item_scan_id")),
    )
    op.create_index(
        op.f("ix_review_item_event_id_decided_at_id"), "review_item", ["event_id", "decided_at", "id"], unique=False
    )
    op.create_index(
        "ix_review_item_deciding_scan_id",
        "review_item",
        ["deciding_scan_id"],
        unique=False,
        sqlite_where=sa.text("deciding_scan_id IS NOT NULL"),
        postgresql_where=sa.text("deciding_scan_id IS NOT NULL"),
    )


def downgrade():
    op.drop_table("review_item")
    op.drop_table("scan_note")
    op.drop_column("scan", "override")


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
