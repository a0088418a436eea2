"""The worker says that it lives; mails that were given up are found without reading those that were sent."""

import sqlalchemy as sa
from alembic import op

revision = "c2f75d0b91e6"
down_revision = "b6a94c2e7f10"
branch_labels = None
depends_on = None

GIVEN_UP = sa.text("given_up_at IS NOT NULL")


def upgrade():
    op.create_table(
        "beat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    op.create_index(
        "ix_outgoing_mail_given_up_at",
        "outgoing_mail",
        ["given_up_at"],
        sqlite_where=GIVEN_UP,
        postgresql_where=GIVEN_UP,
    )


def downgrade():
    op.drop_index("ix_outgoing_mail_given_up_at", "outgoing_mail")
    op.drop_table("beat")
