"""Whether a door may see names is told to rosters too, and none lacks who signed up while they were made."""

from alembic import op

revision = "f5b2d08c6e13"
down_revision = "e5c27d91b04a"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    """CREATE TRIGGER sensitive_event_is_listed AFTER UPDATE OF sensitive ON event
    WHEN OLD.sensitive IS NOT NEW.sensitive
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.changed_at
        FROM registration AS r WHERE r.event_id = NEW.id ORDER BY r.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION list_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, pg_current_xact_id()::text::bigint, NEW.changed_at
        FROM registration AS r WHERE r.event_id = NEW.id ORDER BY r.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER sensitive_event_is_listed AFTER UPDATE OF sensitive ON event FOR EACH ROW
    WHEN (OLD.sensitive IS DISTINCT FROM NEW.sensitive) EXECUTE FUNCTION list_event()""",
)


def upgrade():
    op.execute(
        "INSERT INTO roster_change (registration_id, event_id, change, changed_at)"
        " SELECT id, event_id, 1, changed_at FROM registration WHERE true ON CONFLICT DO NOTHING"
    )
    for statement in SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER sensitive_event_is_listed")
    else:
        op.execute("DROP TRIGGER sensitive_event_is_listed ON event")
        op.execute("DROP FUNCTION list_event()")
