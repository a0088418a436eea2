"""What the tables of the door see to by themselves, whoever writes: scans stay, attendance and counts follow them.

Somebody is present on a day as long as some accepted scan stands that no undo names, in whatever
order they arrive (DESIGN.md 2). The entry of a registration that was touched is noted as changed, so that
other devices hear of it.
"""

from sqlalchemy import DDL, event

from eventreg.models.roster import noted
from eventreg.models.scan import Attendance, Scan

STANDING = """SELECT 1 FROM scan AS s
    WHERE s.registration_id = {0}.registration_id AND s.day_id = {0}.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid)"""

UNDONE = """(SELECT u.registration_id FROM scan AS u
            WHERE u.event_id = NEW.event_id AND u.uuid = NEW.undoes AND u.day_id IS NOT NULL)"""

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
    f"""CREATE OR REPLACE FUNCTION follow_scan() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE t scan;
    BEGIN
        IF NEW.action = 'undo' THEN
            SELECT * INTO t FROM scan WHERE event_id = NEW.event_id AND uuid = NEW.undoes AND day_id IS NOT NULL;
            IF NOT FOUND THEN RETURN NULL; END IF;
            IF NOT EXISTS ({STANDING.format("t")}) THEN
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
        {noted("postgresql", "t.registration_id", "NEW.received_at")}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER scan_is_followed AFTER INSERT ON scan FOR EACH ROW
    WHEN (NEW.action = 'undo' OR (NEW.verdict IN ('admitted', 'already_in') AND NEW.day_id IS NOT NULL))
    EXECUTE FUNCTION follow_scan()""",
)
POSTGRESQL_ATTENDANCE = (
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
