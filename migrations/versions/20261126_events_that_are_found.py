"""Events hold what the public's search looks in, and indicators count their changes."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "e4a86f2d71c9"
down_revision = "b71d0c5e93a4"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("folded", sa.String(length=1000), nullable=False, server_default=""))
    _fold_events()
    for table, column in (("indicator", "version"), ("event", "folded")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, server_default=None)


def downgrade():
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("folded")
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.drop_column("version")


def _fold_events():
    """Fill in what the search of existing events looks in: their names and place."""
    columns = (sa.column("id"), sa.column("name", sa.JSON()), sa.column("place"), sa.column("folded"))
    table = sa.table("event", *columns)
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.name, table.c.place)).all()
    folded = [{"number": row.id, "text": fold(*row.name.values(), row.place)} for row in rows]
    if folded:
        filling = sa.update(table).where(table.c.id == sa.bindparam("number")).values(folded=sa.bindparam("text"))
        connection.execute(filling, folded)


def fold(*texts):
    """Return texts without case and diacritics, as the search does at the time of this migration."""
    plain = unicodedata.normalize("NFKD", " ".join(text for text in texts if text).casefold())
    plain = unicodedata.normalize("NFKD", plain.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())[:1000]
