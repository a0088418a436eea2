"""Several statements sent to the database in one go, for what a queue at a door waits for.

PostgreSQL gets them in one pipeline of its driver: they run one after the other, each seeing what was committed when
it began, and only one answer is waited for. SQLite is in this process anyway. The statements are SQL by hand, with
`:name` for a value and `IN :name` for a list of values.
"""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

LIST, VALUE = re.compile(r"\bIN :(\w+)"), re.compile(r"(?<!:):(\w+)")
Rows = list[Sequence[object]]


class Statement:
    """A statement in the words of both databases, made once."""

    def __init__(self, sql: str) -> None:
        lists = [bindparam(name, expanding=True) for name in LIST.findall(sql)]
        self.plain = text(sql).bindparams(*{each.key: each for each in lists}.values())
        self.names = frozenset(VALUE.findall(sql))
        self.piped = VALUE.sub(r"%(\1)s", LIST.sub(r"= ANY(:\1)", sql))


def run(session: Session, statements: Sequence[Statement], values: Mapping[str, object]) -> list[Rows]:
    """Return the rows of each statement, in order; every statement takes of `values` what it names.

    Raises DBAPIError, as any other statement.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return [_plain(connection, each, values) for each in statements]
    try:
        driver = connection.connection.driver_connection
        with driver.pipeline():
            cursors = [_send(connection, driver, each, values) for each in statements]
            return [cursor.fetchall() for cursor in cursors]
    except connection.dialect.dbapi.Error as error:
        _fail(connection, error)


def _plain(connection: Connection, statement: Statement, values: Mapping[str, object]) -> Rows:
    return connection.execute(statement.plain, {name: values[name] for name in statement.names}).all()


def _send(connection: Connection, driver: object, statement: Statement, values: Mapping[str, object]) -> object:
    """Put a statement into the pipeline; whoever counts or listens hears of it as of any other."""
    given = {name: values[name] for name in statement.names}
    connection.dispatch.before_cursor_execute(connection, None, statement.piped, given, None, False)
    return driver.execute(statement.piped, given)


def _fail(connection: Connection, error: Exception) -> None:
    """Raise what SQLAlchemy would have raised; a broken line is not given to anybody else."""
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection.driver_connection, None):
        connection.invalidate(error)
    raise DBAPIError.instance("a round trip", None, error, dialect.dbapi.Error, hide_parameters=True) from error
