"""The tables of the door keep attendance and counts by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "b6a94c2e7f10"
down_revision = "e4a86f2d71c9"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_TRIGGERS = (
    """CREATE TRIGGER scan_admits AFTER INSERT ON scan
    WHEN NEW.action = 'admit' AND NEW.verdict IN ('admitted', 'already_in') AND NEW.day_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = NEW.event_id AND u.undoes = NEW.uuid)
    BEGIN
        INSERT INTO attendance (registration_id, day_id, event_id)
        VALUES (NEW.registration_id, NEW.day_id, NEW.event_id) ON CONFLICT DO NOTHING;
        UPDATE registration SET changed_at = NEW.received_at WHERE id = NEW.registration_id;
    END""",
    """CREATE TRIGGER scan_undoes AFTER INSERT ON scan WHEN NEW.action = 'undo'
    BEGIN
        DELETE FROM attendance WHERE (registration_id, day_id) = (
            SELECT registration_id, day_id FROM scan WHERE event_id = NEW.event_id AND uuid = NEW.undoes
        ) AND NOT EXISTS (SELECT 1 FROM scan AS s
    WHERE s.registration_id = attendance.registration_id AND s.day_id = attendance.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid));
        UPDATE registration SET changed_at = NEW.received_at WHERE id = (
            SELECT registration_id FROM scan
            WHERE event_id = NEW.event_id AND uuid = NEW.undoes AND day_id IS NOT NULL
        );
    END""",
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
POSTGRESQL_TRIGGERS = (
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
        UPDATE registration SET changed_at = NEW.received_at WHERE id = t.registration_id;
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
    op.create_table(
        "day_count",
        sa.Column("day_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["event_day.id"], name=op.f("fk_day_count_day_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day_id", "shard", name=op.f("pk_day_count")),
    )
    op.execute(
        "INSERT INTO day_count (day_id, shard, present) SELECT day_id, 0, count(*) FROM attendance GROUP BY day_id"
    )
    for statement in SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name in ("scan_admits", "scan_undoes", "attendance_is_counted", "attendance_is_discounted"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER scan_is_followed ON scan")
        op.execute("DROP TRIGGER attendance_is_counted ON attendance")
        op.execute("DROP FUNCTION follow_scan()")
        op.execute("DROP FUNCTION count_attendance()")
    op.drop_table("day_count")
