"""How Alembic reaches our tables: through the application, on SQLite and PostgreSQL alike."""

from alembic import context
from click import ClickException
from flask import current_app
from sqlalchemy.exc import DBAPIError

from eventreg.extensions import Model
from eventreg.models.columns import UtcDateTime


def has_content(_context, _revision, directives):
    """Write no empty migration."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def written(kind, item, _context):
    """Write our own types as what they are in the database, so that a migration needs no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def connect(engine):
    """Open the database, or say clearly why that cannot be done: at the start nobody reads a traceback."""
    try:
        return engine.connect()
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = f"The database cannot be opened: {where}\n{error.orig}"
        raise ClickException(f"{reason}\nCheck DATABASE_URL, and whether the database is there and runs.") from error


def migrate():
    """Run the migrations in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    arguments = {
        "process_revision_directives": has_content,
        "render_item": written,
        **current_app.extensions["migrate"].configure_args,
    }
    with connect(engine) as connection:
        if connection.dialect.name == "sqlite":
            # Alembic rebuilds tables on SQLite, which foreign keys would forbid; it is one writer meanwhile.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(connection=connection, target_metadata=Model.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


migrate()
