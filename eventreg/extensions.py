"""The Flask extensions, made without an application and bound to one in create_app()."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from flask_babel import Babel
from flask_migrate import Migrate
from flask_security import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, MetaData, event
from sqlalchemy.exc import DataError as UnfitData
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import OperationalError as DatabaseFailure
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from eventreg import turns

__all__ = [
    "DatabaseFailure",
    "Model",
    "UnfitData",
    "babel",
    "count_statement",
    "csrf",
    "db",
    "let_go",
    "migrate",
    "note_use",
    "prepare_sqlite",
    "put_away",
    "reading",
    "refuse_dead",
    "security",
    "sent",
]

IDLE = 2.0  # seconds after which a connection may have died unnoticed

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """The base of every table, with constraint names that migrations can rely on."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model)
migrate = Migrate(render_as_batch=True, compare_type=True)
babel = Babel()
csrf = CSRFProtect()
security = Security()


def begin_as_announced(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Begin a transaction as what the session says it is: reading or writing.

    A transaction that reads first and writes later fails at once on SQLite when another
    writer came between, whatever the busy timeout; so one that may write takes the lock
    at its beginning. `session.info["writes"] = False` announces that it only reads; PostgreSQL
    then shows it one moment, so that the numbers of a page agree, and holds it to its word.
    """
    if connection.in_nested_transaction():
        return
    writes = session.info.get("writes", True)
    if connection.dialect.name == "sqlite":
        if writes:
            _queue(session, connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif not writes:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _queue(session: Session, connection: Connection) -> None:
    path = connection.engine.url.database
    if path and path != ":memory:":
        queue = turns.at(path)
        if queue.take():
            session.info["turn"] = queue


def give_turn_back(session: Session, transaction: SessionTransaction) -> None:
    """Let the next one write to the SQLite file once a whole transaction has ended, however it ended."""
    if transaction.parent is None and (queue := session.info.pop("turn", None)):
        queue.give_back()


def prepare_sqlite(connection: object, _record: object) -> None:
    """Switch on what SQLite leaves off: foreign keys, write-ahead log, waiting for a lock."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes a scan past its trigger
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()


def note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    """Note when a connection was given back."""
    record.info["used"] = monotonic()


def refuse_dead(connection: object, record: ConnectionPoolEntry, _given: object) -> None:
    """Try a connection that was idle for some seconds before somebody relies on it; the pool replaces a dead one.

    One that was used a moment ago is taken for alive: to ask each time costs as much as a statement.
    """
    used = record.info.get("used")
    if used is None or monotonic() - used < IDLE:
        return
    try:
        connection.cursor().execute("SELECT 1").fetchone()  # type: ignore[attr-defined]
        connection.rollback()  # type: ignore[attr-defined]
    except Exception as error:
        raise DisconnectionError from error


class Sent(threading.local):
    """How many statements this thread has sent to the database; who wants to know sets it to 0 first."""

    statements = 0


sent = Sent()
ABOUT_TRANSACTIONS = ("BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")


def count_statement(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    """Count a statement that is about data."""
    if not statement.startswith(ABOUT_TRANSACTIONS):
        sent.statements += 1


def put_away(session: Session) -> None:
    """End a session as `let_go` does; what it has read can still be read, as a file that is streamed does."""
    try:
        session.close()
    except DBAPIError:
        session.invalidate()


def let_go(session: Session) -> None:
    """Take back what a session has not committed; a connection that broke is thrown away, not given back."""
    try:
        session.rollback()
    except DBAPIError:
        session.invalidate()


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that only reads, for an answer that is still being written when its request is over."""
    with db.session.session_factory() as session:
        session.info["writes"] = False
        yield session


event.listen(Session, "after_begin", begin_as_announced)
event.listen(Session, "after_transaction_end", give_turn_back)
