"""Rosters know in which order their entries changed, as others could see it."""

import sqlalchemy as sa
from alembic import op

revision = "d8b3f60a25c7"
down_revision = "a94e07c1d5b8"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_SCANS = ("scan_admits", "scan_undoes")
SQLITE_ROSTER = (
    "new_place_is_listed",
    "changed_place_is_listed",
    "photo_consent_is_listed",
    "withdrawn_photo_consent_is_listed",
)

SQLITE_TRIGGERS = (
    """CREATE TRIGGER scan_admits AFTER INSERT ON scan
    WHEN NEW.action = 'admit' AND NEW.verdict IN ('admitted', 'already_in') AND NEW.day_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = NEW.event_id AND u.undoes = NEW.uuid)
    BEGIN
        INSERT INTO attendance (registration_id, day_id, event_id)
        VALUES (NEW.registration_id, NEW.day_id, NEW.event_id) ON CONFLICT DO NOTHING;
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.received_at
        FROM registration AS r WHERE r.id = NEW.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
    """CREATE TRIGGER scan_undoes AFTER INSERT ON scan WHEN NEW.action = 'undo'
    BEGIN
        DELETE FROM attendance WHERE (registration_id, day_id) = (
            SELECT registration_id, day_id FROM scan WHERE event_id = NEW.event_id AND uuid = NEW.undoes
        ) AND NOT EXISTS (SELECT 1 FROM scan AS s
    WHERE s.registration_id = attendance.registration_id AND s.day_id = attendance.day_id
    AND s.action = 'admit' AND s.verdict IN ('admitted', 'already_in')
    AND NOT EXISTS (SELECT 1 FROM scan AS u WHERE u.event_id = s.event_id AND u.undoes = s.uuid));
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.received_at
        FROM registration AS r WHERE r.id = (SELECT u.registration_id FROM scan AS u
            WHERE u.event_id = NEW.event_id AND u.uuid = NEW.undoes AND u.day_id IS NOT NULL)
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
    """CREATE TRIGGER new_place_is_listed AFTER INSERT ON registration
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.changed_at
        FROM registration AS r WHERE r.id = NEW.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
    """CREATE TRIGGER changed_place_is_listed AFTER UPDATE OF
        event_id, ticket_hash, code, status, merged_into_id, name, surname, organisation ON registration
    WHEN (OLD.event_id,
        OLD.ticket_hash,
        OLD.code,
        OLD.status,
        OLD.merged_into_id,
        OLD.name,
        OLD.surname,
        OLD.organisation)
        IS NOT (NEW.event_id,
        NEW.ticket_hash,
        NEW.code,
        NEW.status,
        NEW.merged_into_id,
        NEW.name,
        NEW.surname,
        NEW.organisation)
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, OLD.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = OLD.event_id
        ), NEW.changed_at
        FROM registration AS r WHERE r.id = NEW.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.changed_at
        FROM registration AS r WHERE r.id = NEW.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
    """CREATE TRIGGER photo_consent_is_listed AFTER INSERT ON consent WHEN NEW.purpose = 'photo'
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.given_at
        FROM registration AS r WHERE r.id = NEW.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
    END""",
    """CREATE TRIGGER withdrawn_photo_consent_is_listed AFTER UPDATE OF withdrawn_at ON consent
    WHEN NEW.purpose = 'photo' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, (
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = r.event_id
        ), NEW.withdrawn_at
        FROM registration AS r WHERE r.id = NEW.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
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
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, pg_current_xact_id()::text::bigint, NEW.received_at
        FROM registration AS r WHERE r.id = t.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION list_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.event_id <> NEW.event_id THEN
            INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, OLD.event_id, pg_current_xact_id()::text::bigint, NEW.changed_at
        FROM registration AS r WHERE r.id = NEW.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        END IF;
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, pg_current_xact_id()::text::bigint, NEW.changed_at
        FROM registration AS r WHERE r.id = NEW.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER new_place_is_listed AFTER INSERT ON registration FOR EACH ROW
    EXECUTE FUNCTION list_place()""",
    """CREATE TRIGGER changed_place_is_listed AFTER UPDATE OF
        event_id, ticket_hash, code, status, merged_into_id, name, surname, organisation ON registration FOR EACH ROW
    WHEN ((OLD.event_id,
        OLD.ticket_hash,
        OLD.code,
        OLD.status,
        OLD.merged_into_id,
        OLD.name,
        OLD.surname,
        OLD.organisation)
        IS DISTINCT FROM (NEW.event_id,
        NEW.ticket_hash,
        NEW.code,
        NEW.status,
        NEW.merged_into_id,
        NEW.name,
        NEW.surname,
        NEW.organisation))
    EXECUTE FUNCTION list_place()""",
    """CREATE OR REPLACE FUNCTION list_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, pg_current_xact_id()::text::bigint, coalesce(NEW.withdrawn_at, NEW.given_at)
        FROM registration AS r WHERE r.id = NEW.registration_id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER photo_consent_is_listed AFTER INSERT OR UPDATE OF withdrawn_at ON consent FOR EACH ROW
    WHEN (NEW.purpose = 'photo') EXECUTE FUNCTION list_consent()""",
)
FORMER_SQLITE_TRIGGERS = (
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
)
FORMER_POSTGRESQL_TRIGGERS = (
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
)


def upgrade():
    op.create_table(
        "roster_change",
        sa.Column("registration_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("event_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("change", NUMBER, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_roster_change_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_roster_change_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", "event_id", name=op.f("pk_roster_change")),
    )
    op.create_index("ix_roster_change_event_id_change", "roster_change", ["event_id", "change", "registration_id"])
    op.execute(
        "INSERT INTO roster_change (registration_id, event_id, change, changed_at)"
        " SELECT id, event_id, 1, changed_at FROM registration"
    )
    op.add_column("door_pass", sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in SQLITE_SCANS if sqlite else ():
        op.execute(f"DROP TRIGGER {name}")
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name in (*SQLITE_SCANS, *SQLITE_ROSTER):
            op.execute(f"DROP TRIGGER {name}")
        for statement in FORMER_SQLITE_TRIGGERS:
            op.execute(statement)
    else:
        op.execute("DROP TRIGGER new_place_is_listed ON registration")
        op.execute("DROP TRIGGER changed_place_is_listed ON registration")
        op.execute("DROP TRIGGER photo_consent_is_listed ON consent")
        for statement in FORMER_POSTGRESQL_TRIGGERS:
            op.execute(statement)
        op.execute("DROP FUNCTION list_place()")
        op.execute("DROP FUNCTION list_consent()")
    op.drop_table("roster_change")
    op.drop_column("door_pass", "last_seen_at")
