"""Several statements sent to the database in one go, for what a queue at a door waits for.

PostgreSQL gets them in one pipeline of its driver: they run one after the other, each seeing what was committed when
it began, and only one answer is waited for. SQLite is in this process anyway. Both are given to the driver itself: what
SQLAlchemy does around a statement costs as much as the statement. They are SQL by hand, with `:name` for a value and
`IN :name` for a list of values.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

LIST, VALUE = re.compile(r"\bIN :(\w+)"), re.compile(r"(?<!:):(\w+)")
NONE, ONE = "IN (NULL)", "= :{}"
MANY = {"sqlite": "IN (SELECT value FROM json_each(:{}))", "postgresql": "= ANY(:{})"}
Rows = list[Sequence[object]]


class Statement:
    """A statement in the words of both databases.

    It is written anew for lists of none, of one and of more: so the commonest, which is one, is planned once and for
    all by PostgreSQL, and what looks for nothing costs nothing.
    """

    def __init__(self, sql: str) -> None:
        self.sql, self.names, self.lists = sql, VALUE.findall(sql), sorted(set(LIST.findall(sql)))
        self._written: dict[tuple[object, ...], str] = {}

    def write(self, dialect: str, values: Mapping[str, object]) -> tuple[str, dict[str, object]]:
        """Return the statement for a driver, and what it takes of `values`."""
        given = {name: values[name] for name in self.names}
        shape = (dialect, *(min(len(given[name]), 2) for name in self.lists))  # type: ignore[arg-type]
        for name, number in zip(self.lists, shape[1:], strict=True):
            if number == 1:
                given[name] = given[name][0]  # type: ignore[index]
            elif dialect == "sqlite":
                given[name] = json.dumps(given[name])
        if shape not in self._written:
            words = {
                name: (NONE, ONE, MANY[dialect])[number] for name, number in zip(self.lists, shape[1:], strict=True)
            }
            plain = LIST.sub(lambda found: words[found[1]].format(found[1]), self.sql)
            self._written[shape] = VALUE.sub(r"%(\1)s", plain) if dialect == "postgresql" else plain
        return self._written[shape], given


def run(connection: Connection, statements: Sequence[Statement], values: Mapping[str, object]) -> list[Rows]:
    """Return the rows of each statement, in order; every statement takes of `values` what it names.

    Raises DBAPIError, as any other statement.
    """
    dialect, driver = connection.dialect, connection.connection.driver_connection
    written = [each.write(dialect.name, values) for each in statements]
    try:
        with driver.pipeline() if dialect.name == "postgresql" else nullcontext():
            cursors = [_send(connection, driver, *each) for each in written]
        return [cursor.fetchall() for cursor in cursors]  # not before the end, which would be waited for apart
    except dialect.dbapi.Error as error:
        _fail(connection, error)


def _send(connection: Connection, driver: object, sql: str, given: Mapping[str, object]) -> object:
    """Give a statement to the driver; whoever counts or listens hears of it as of any other."""
    connection.dispatch.before_cursor_execute(connection, None, sql, given, None, False)
    return driver.execute(sql, given)


def _fail(connection: Connection, error: Exception) -> None:
    """Raise what SQLAlchemy would have raised; a broken line is not given to anybody else."""
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection.driver_connection, None):
        connection.invalidate(error)
    raise DBAPIError.instance("a round trip", None, error, dialect.dbapi.Error, hide_parameters=True) from error
