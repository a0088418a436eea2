"""Tries at a secret are counted in one row each; a user's last code of the second factor is remembered."""

import sqlalchemy as sa
from alembic import op

revision = "7d1e5a90c2b4"
down_revision = "8d1f0c2b7a35"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.drop_table("failed_try")  # what counts for a quarter of an hour is not worth carrying over
    op.create_table(
        "failed_try",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_failed_try")),
    )
    op.create_index("ix_failed_try_until", "failed_try", ["until"])
    op.add_column("user", sa.Column("tf_last_step", NUMBER, nullable=True))


def downgrade():
    op.drop_column("user", "tf_last_step")
    op.drop_table("failed_try")
    op.create_table(
        "failed_try",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_try")),
    )
    op.create_index("ix_failed_try_digest_at", "failed_try", ["digest", "at"])
