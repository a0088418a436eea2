"""Rows by the million: written without triggers, and then what the triggers would have written, a statement each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

OF_SCANS = """SELECT DISTINCT registration_id, day_id, event_id FROM scan
    WHERE action = 'admit' AND verdict IN ('admitted', 'already_in') AND registration_id IN (
        SELECT id FROM registration WHERE project_id = :project
    )"""
OF_PROJECT = "FROM registration WHERE project_id = :project"
FOLLOWING = (
    f"INSERT INTO attendance (registration_id, day_id, event_id) {OF_SCANS} ON CONFLICT DO NOTHING",
    """INSERT INTO day_count (day_id, shard, present)
    SELECT a.day_id, 0, count(*) FROM attendance a JOIN event e ON e.id = a.event_id
    WHERE e.project_id = :project GROUP BY a.day_id
    ON CONFLICT (day_id, shard) DO UPDATE SET present = excluded.present""",
    f"""INSERT INTO roster_change (registration_id, event_id, change, changed_at)
    SELECT id, event_id, 1, changed_at {OF_PROJECT} ON CONFLICT DO NOTHING""",
    """INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
    SELECT project_id, id, 0, 0, 1 FROM event WHERE project_id = :project ON CONFLICT DO NOTHING""",
)


@contextmanager
def without_triggers(connection: Connection) -> Iterator[None]:
    """Let a transaction write without triggers and foreign keys being looked at."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)


def follow(engine: Engine, project_id: int) -> None:
    """Write what the triggers would have written of a project: who was present, counts, changes, marks."""
    with engine.begin() as connection, without_triggers(connection):
        for statement in FOLLOWING:
            connection.execute(text(statement), {"project": project_id})
