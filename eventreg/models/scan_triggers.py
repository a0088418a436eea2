"""What the tables of the door see to by themselves, whoever writes: scans stay, attendance and counts follow them.

Somebody is present on a day as long as some accepted scan stands that no undo names, in whatever
order they arrive (DESIGN.md 2). The entry of a registration that was touched is noted as changed, so that
other devices hear of it.
"""

from sqlalchemy import DDL, event

from eventreg.models.roster import NUMBER, noted
from eventreg.models.scan import Attendance, Scan

STANDING = """SELECT 1 FROM scan AS s
    WHERE s.registration_id = {0}.registration_id AND s.day_id = {0}.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid)"""

UNDONE = """(SELECT u.registration_id FROM scan AS u
            WHERE u.event_id = NEW.event_id AND u.uuid = NEW.undoes AND u.day_id IS NOT NULL)"""

COUNT = """INSERT INTO day_count (day_id, shard, present)
        SELECT day_id, pg_backend_pid() % 32, {0} FROM changed GROUP BY day_id ORDER BY day_id
        ON CONFLICT (day_id, shard) DO UPDATE SET present = day_count.present + excluded.present;"""

SQLITE_SCAN = (
    """CREATE TRIGGER scan_is_never_changed BEFORE UPDATE ON scan
    BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END""",
    """CREATE TRIGGER scan_is_deleted_by_permit BEFORE DELETE ON scan
    WHEN NOT EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id)
    BEGIN SELECT RAISE(ABORT, 'a scan is deleted by permit only'); END""",
    f"""CREATE TRIGGER scan_admits AFTER INSERT ON scan
    WHEN NEW.action = 'admit' AND NEW.verdict IN ('admitted', 'already_in') AND NEW.day_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = NEW.event_id AND u.undoes = NEW.uuid)
    BEGIN
        INSERT INTO attendance (registration_id, day_id, event_id)
        VALUES (NEW.registration_id, NEW.day_id, NEW.event_id) ON CONFLICT DO NOTHING;
        {noted("sqlite", "NEW.registration_id", "NEW.received_at")}
    END""",
    f"""CREATE TRIGGER scan_undoes AFTER INSERT ON scan WHEN NEW.action = 'undo'
    BEGIN
        DELETE FROM attendance WHERE (registration_id, day_id) = (
            SELECT registration_id, day_id FROM scan WHERE event_id = NEW.event_id AND uuid = NEW.undoes
        ) AND NOT EXISTS ({STANDING.format("attendance")});
        {noted("sqlite", UNDONE, "NEW.received_at")}
    END""",
)
SQLITE_ATTENDANCE = (
    """CREATE TRIGGER attendance_is_counted AFTER INSERT ON attendance
    BEGIN
        INSERT INTO day_count (day_id, shard, present) VALUES (NEW.day_id, 0, 1)
        ON CONFLICT (day_id, shard) DO UPDATE SET present = present + 1;
    END""",
    """CREATE TRIGGER attendance_is_discounted AFTER DELETE ON attendance
    BEGIN
        UPDATE day_count SET present = present - 1 WHERE day_id = OLD.day_id AND shard = 0;
    END""",
)
POSTGRESQL_SCAN = (
    """CREATE OR REPLACE FUNCTION guard_scan() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a scan is never changed, and deleted by permit only'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    "CREATE TRIGGER scan_is_append_only BEFORE UPDATE OR DELETE ON scan FOR EACH ROW EXECUTE FUNCTION guard_scan()",
    """CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'scans are not truncated' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER scan_is_not_truncated BEFORE TRUNCATE ON scan
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()""",
    f"""CREATE OR REPLACE FUNCTION follow_scans() RETURNS trigger LANGUAGE plpgsql AS $$
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
            SELECT t.*, ({STANDING.format("t")} LIMIT 1)
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
        SELECT registration_id, event_id, {NUMBER["postgresql"]}, max(at) FROM judged GROUP BY 1, 2
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER scans_are_followed AFTER INSERT ON scan REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_scans()""",
)
POSTGRESQL_ATTENDANCE = (
    f"""CREATE OR REPLACE FUNCTION count_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {COUNT.format("count(*)")}
        RETURN NULL;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION discount_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {COUNT.format("-count(*)")}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER attendance_is_counted AFTER INSERT ON attendance REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_attendance()""",
    """CREATE TRIGGER attendance_is_discounted AFTER DELETE ON attendance REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION discount_attendance()""",
)

TRIGGERS = (
    ("sqlite", Scan, SQLITE_SCAN),
    ("sqlite", Attendance, SQLITE_ATTENDANCE),
    ("postgresql", Scan, POSTGRESQL_SCAN),
    ("postgresql", Attendance, POSTGRESQL_ATTENDANCE),
)

for _dialect, _model, _statements in TRIGGERS:
    for _statement in _statements:
        _made = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
        event.listen(_model.__table__, "after_create", _made)
