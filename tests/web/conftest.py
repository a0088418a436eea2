"""What tests of pages need beside the reader: a count of the statements that a page sends."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from eventreg.extensions import db


@pytest.fixture
def count_statements(browser) -> Callable[[Callable[[], object]], int]:
    """Return how many statements some work sends to the application's database, savepoints and the like aside."""

    def count(work: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection, _cursor, statement, *_more):
            sent.append(statement)

        with browser.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([statement for statement in sent if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))])

    return count
