"""PostgreSQL follows the scans of a statement together, which costs many at once hardly more than one."""

from alembic import op

revision = "e1c4a7f29b60"
down_revision = "d8b3f60a25c7"
branch_labels = None
depends_on = None

TRIGGERS = (
    """CREATE OR REPLACE FUNCTION follow_scans() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        WITH touched AS MATERIALIZED (
            SELECT registration_id, day_id, event_id, received_at FROM fresh
            WHERE action = 'admit' AND verdict IN ('admitted', 'already_in') AND day_id IS NOT NULL
            UNION ALL
            SELECT t.registration_id, t.day_id, t.event_id, f.received_at FROM fresh AS f, LATERAL (
                SELECT * FROM scan AS s WHERE s.event_id = f.event_id AND s.uuid = f.undoes LIMIT 1
            ) AS t WHERE f.action = 'undo' AND t.day_id IS NOT NULL
        ),
        judged AS MATERIALIZED (
            SELECT t.*, (SELECT 1 FROM scan AS s
    WHERE s.registration_id = t.registration_id AND s.day_id = t.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid) LIMIT 1)
                IS NOT NULL AS stands FROM (
                SELECT registration_id, day_id, event_id, max(received_at) AS at FROM touched GROUP BY 1, 2, 3
            ) AS t
        ),
        came AS (
            INSERT INTO attendance (registration_id, day_id, event_id)
            SELECT registration_id, day_id, event_id FROM judged WHERE stands ON CONFLICT DO NOTHING
        ),
        went AS (
            DELETE FROM attendance AS a USING judged AS t
            WHERE NOT t.stands AND a.registration_id = t.registration_id AND a.day_id = t.day_id
        )
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT registration_id, event_id, pg_current_xact_id()::text::bigint, max(at) FROM judged GROUP BY 1, 2
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER scans_are_followed AFTER INSERT ON scan REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_scans()""",
    """CREATE OR REPLACE FUNCTION count_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO day_count (day_id, shard, present)
        SELECT day_id, pg_backend_pid() % 32, count(*) FROM changed GROUP BY day_id ORDER BY day_id
        ON CONFLICT (day_id, shard) DO UPDATE SET present = day_count.present + excluded.present;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION discount_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO day_count (day_id, shard, present)
        SELECT day_id, pg_backend_pid() % 32, -count(*) FROM changed GROUP BY day_id ORDER BY day_id
        ON CONFLICT (day_id, shard) DO UPDATE SET present = day_count.present + excluded.present;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER attendance_is_counted AFTER INSERT ON attendance REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_attendance()""",
    """CREATE TRIGGER attendance_is_discounted AFTER DELETE ON attendance REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION discount_attendance()""",
)
FORMER_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION follow_scan() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE t scan;
    BEGIN
        IF NEW.action = 'undo' THEN
            SELECT * INTO t FROM scan WHERE event_id = NEW.event_id AND uuid = NEW.undoes AND day_id IS NOT NULL;
            IF NOT FOUND THEN RETURN NULL; END IF;
            IF NOT EXISTS (SELECT 1 FROM scan AS s
    WHERE s.registration_id = t.registration_id AND s.day_id = t.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid)) THEN
                DELETE FROM attendance WHERE registration_id = t.registration_id AND day_id = t.day_id;
            END IF;
        ELSE
            t := NEW;
            IF EXISTS (SELECT 1 FROM scan u WHERE u.event_id = t.event_id AND u.undoes = t.uuid) THEN
                RETURN NULL;
            END IF;
            INSERT INTO attendance (registration_id, day_id, event_id)
            VALUES (t.registration_id, t.day_id, t.event_id) ON CONFLICT DO NOTHING;
        END IF;
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, pg_current_xact_id()::text::bigint, NEW.received_at
        FROM registration AS r WHERE r.id = t.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER scan_is_followed AFTER INSERT ON scan FOR EACH ROW
    WHEN (NEW.action = 'undo' OR (NEW.verdict IN ('admitted', 'already_in') AND NEW.day_id IS NOT NULL))
    EXECUTE FUNCTION follow_scan()""",
    """CREATE OR REPLACE FUNCTION count_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        came integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
        day bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.day_id ELSE OLD.day_id END;
    BEGIN
        INSERT INTO day_count (day_id, shard, present) VALUES (day, pg_backend_pid() % 32, came)
        ON CONFLICT (day_id, shard) DO UPDATE SET present = day_count.present + came;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER attendance_is_counted AFTER INSERT OR DELETE ON attendance FOR EACH ROW
    EXECUTE FUNCTION count_attendance()""",
)


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER scan_is_followed ON scan")
        op.execute("DROP FUNCTION follow_scan()")
        op.execute("DROP TRIGGER attendance_is_counted ON attendance")
        for statement in TRIGGERS:
            op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER scans_are_followed ON scan")
        op.execute("DROP FUNCTION follow_scans()")
        op.execute("DROP TRIGGER attendance_is_counted ON attendance")
        op.execute("DROP TRIGGER attendance_is_discounted ON attendance")
        op.execute("DROP FUNCTION discount_attendance()")
        for statement in FORMER_TRIGGERS:
            op.execute(statement)
