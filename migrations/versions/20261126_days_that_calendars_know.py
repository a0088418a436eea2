"""Days carry the number by which calendars know them, also after they were removed; events say when they changed."""

import sqlalchemy as sa
from alembic import op

revision = "b71d0c5e93a4"
down_revision = "7d1e5a90c2b4"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "removed_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_removed_day_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_day")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_removed_day_event_id_number")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("event_day") as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
    op.execute("UPDATE event SET changed_at = created_at")
    # Until now a day was known by its place among the days of the event, and stays so.
    op.execute(
        "UPDATE event_day SET number = (SELECT count(*) FROM event_day AS other"
        " WHERE other.event_id = event_day.event_id AND other.date <= event_day.date)"
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("event_day") as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_event_day_event_id_number"), ["event_id", "number"])


def downgrade():
    with op.batch_alter_table("event_day") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_event_day_event_id_number"), type_="unique")
        batch_op.drop_column("number")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("changed_at")
    op.drop_table("removed_day")
