"""Corrections of a registration are counted, so that two at once are noticed."""

import sqlalchemy as sa
from alembic import op

revision = "8d1f0c2b7a35"
down_revision = "caf27060a765"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.alter_column("version", server_default=None)


def downgrade():
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("version")
