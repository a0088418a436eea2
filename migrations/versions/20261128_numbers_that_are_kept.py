"""The numbers of the results are kept, and triggers mark what has changed since they were counted."""

import sqlalchemy as sa
from alembic import op

revision = "c7d15e93a842"
down_revision = "c2f75d0b91e6"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES_OF_POSTGRESQL_TRIGGERS = {
    "place_is_stale": "registration",
    "changed_place_is_stale": "registration",
    "attendance_is_stale": "attendance",
    "new_answer_is_stale": "category_answer",
    "changed_answer_is_stale": "category_answer",
    "gone_answer_is_stale": "category_answer",
    "event_is_stale": "event",
    "day_is_stale": "event_day",
    "project_is_stale": "project",
}
SQLITE_NAMES = (
    "new_place_is_stale",
    "changed_place_is_stale",
    "gone_place_is_stale",
    "attendance_is_stale",
    "gone_attendance_is_stale",
    "new_answer_is_stale",
    "changed_answer_is_stale",
    "gone_answer_is_stale",
    "event_is_stale",
    "day_is_stale",
    "project_is_stale",
)

SQLITE_TRIGGERS = (
    """CREATE TRIGGER new_place_is_stale AFTER INSERT ON registration
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.project_id, NEW.event_id, NEW.person_id, NEW.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER changed_place_is_stale AFTER UPDATE OF
        project_id, person_id, event_id, part, status, merged_into_id ON registration
    WHEN (OLD.project_id, OLD.person_id, OLD.event_id, OLD.part, OLD.status, OLD.merged_into_id)
        IS NOT (NEW.project_id, NEW.person_id, NEW.event_id, NEW.part, NEW.status, NEW.merged_into_id)
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (OLD.project_id, OLD.event_id, OLD.person_id, OLD.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.project_id, NEW.event_id, NEW.person_id, NEW.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER gone_place_is_stale AFTER DELETE ON registration
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (OLD.project_id, OLD.event_id, OLD.person_id, OLD.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER attendance_is_stale AFTER INSERT ON attendance
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = NEW.registration_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER gone_attendance_is_stale AFTER DELETE ON attendance
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = OLD.registration_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER new_answer_is_stale AFTER INSERT ON category_answer WHEN NEW.category_id IS NOT NULL
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = NEW.registration_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER changed_answer_is_stale AFTER UPDATE OF category_id ON category_answer
    WHEN OLD.category_id IS NOT NEW.category_id
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = NEW.registration_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER gone_answer_is_stale AFTER DELETE ON category_answer WHEN OLD.category_id IS NOT NULL
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = OLD.registration_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER event_is_stale AFTER UPDATE OF number ON event WHEN OLD.number IS NOT NEW.number
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.project_id, NEW.id, 0, 0, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER day_is_stale AFTER UPDATE OF date ON event_day WHEN OLD.date IS NOT NEW.date
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, id, 0, 0, 1 FROM event WHERE id = NEW.event_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
    """CREATE TRIGGER project_is_stale AFTER UPDATE OF counted_parts, days_required ON project
    WHEN OLD.counted_parts IS NOT NEW.counted_parts OR OLD.days_required IS NOT NEW.days_required
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.id, 0, 0, 0, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
    END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION mark_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (OLD.project_id, OLD.event_id, OLD.person_id, OLD.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND (OLD.project_id, OLD.person_id, OLD.event_id)
            IS DISTINCT FROM (NEW.project_id, NEW.person_id, NEW.event_id)) THEN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.project_id, NEW.event_id, NEW.person_id, NEW.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER place_is_stale AFTER INSERT OR DELETE ON registration FOR EACH ROW
    EXECUTE FUNCTION mark_place()""",
    """CREATE TRIGGER changed_place_is_stale AFTER UPDATE OF
        project_id, person_id, event_id, part, status, merged_into_id ON registration FOR EACH ROW
    WHEN ((OLD.project_id, OLD.person_id, OLD.event_id, OLD.part, OLD.status, OLD.merged_into_id)
        IS DISTINCT FROM (NEW.project_id, NEW.person_id, NEW.event_id, NEW.part, NEW.status, NEW.merged_into_id))
    EXECUTE FUNCTION mark_place()""",
    """CREATE OR REPLACE FUNCTION mark_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.registration_id ELSE NEW.registration_id END;
        r registration;
        before bigint;
    BEGIN
        LOOP
            SELECT * INTO r FROM registration WHERE id = place;
            EXIT WHEN NOT FOUND OR r.person_id = before;
            before := r.person_id;
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (r.project_id, r.event_id, r.person_id, r.id, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        END LOOP;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER attendance_is_stale AFTER INSERT OR DELETE ON attendance FOR EACH ROW
    EXECUTE FUNCTION mark_of_place()""",
    """CREATE TRIGGER new_answer_is_stale AFTER INSERT ON category_answer FOR EACH ROW
    WHEN (NEW.category_id IS NOT NULL) EXECUTE FUNCTION mark_of_place()""",
    """CREATE TRIGGER changed_answer_is_stale AFTER UPDATE OF category_id ON category_answer FOR EACH ROW
    WHEN (OLD.category_id IS DISTINCT FROM NEW.category_id) EXECUTE FUNCTION mark_of_place()""",
    """CREATE TRIGGER gone_answer_is_stale AFTER DELETE ON category_answer FOR EACH ROW
    WHEN (OLD.category_id IS NOT NULL) EXECUTE FUNCTION mark_of_place()""",
    """CREATE OR REPLACE FUNCTION mark_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.project_id, NEW.id, 0, 0, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER event_is_stale AFTER UPDATE OF number ON event FOR EACH ROW
    WHEN (OLD.number IS DISTINCT FROM NEW.number) EXECUTE FUNCTION mark_event()""",
    """CREATE OR REPLACE FUNCTION mark_event_of_day() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        SELECT project_id, id, 0, 0, 1 FROM event WHERE id = NEW.event_id
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER day_is_stale AFTER UPDATE OF date ON event_day FOR EACH ROW
    WHEN (OLD.date IS DISTINCT FROM NEW.date) EXECUTE FUNCTION mark_event_of_day()""",
    """CREATE OR REPLACE FUNCTION mark_project() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)
        VALUES (NEW.id, 0, 0, 0, 1)
        ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER project_is_stale AFTER UPDATE OF counted_parts, days_required ON project FOR EACH ROW
    WHEN (OLD.counted_parts::text IS DISTINCT FROM NEW.counted_parts::text
        OR OLD.days_required IS DISTINCT FROM NEW.days_required) EXECUTE FUNCTION mark_project()""",
)


def upgrade():
    op.create_table(
        "stale",
        *(_ref(name) for name in ("project_id", "event_id", "person_id", "registration_id")),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "event_id", "person_id", "registration_id", name=op.f("pk_stale")),
    )
    op.create_table(
        "person_at_event",
        *(_ref(name) for name in ("event_id", "person_id", "project_id")),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("category_id", NUMBER, nullable=True),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_person_at_event")),
    )
    op.create_index("ix_person_at_event_person_id", "person_at_event", ["person_id"])
    op.create_table(
        "person_tally",
        *(_ref(name) for name in ("person_id", "project_id")),
        sa.Column("category_id", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_tally")),
    )
    op.create_index("ix_person_tally_project_id_category_id", "person_tally", ["project_id", "category_id"])
    op.create_table(
        "event_tally",
        *(_ref(name) for name in ("project_id", "event_id")),
        sa.Column("measure", sa.String(20), nullable=False),
        _ref("ref"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("measure IN ('registered', 'category', 'day')", name=op.f("ck_event_tally_measure")),
        sa.PrimaryKeyConstraint("project_id", "event_id", "measure", "ref", name=op.f("pk_event_tally")),
    )
    op.create_index("ix_event_tally_event_id", "event_tally", ["event_id"])
    op.create_index("ix_registration_person_id_event_id", "registration", ["person_id", "event_id"])
    op.drop_index("ix_registration_person_id", "registration")
    op.execute(
        "INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)"
        " SELECT project_id, id, 0, 0, 1 FROM event"
    )
    for statement in SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_NAMES:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name, table in TABLES_OF_POSTGRESQL_TRIGGERS.items():
            op.execute(f"DROP TRIGGER {name} ON {table}")
        for name in ("mark_place", "mark_of_place", "mark_event", "mark_event_of_day", "mark_project"):
            op.execute(f"DROP FUNCTION {name}()")
    op.create_index("ix_registration_person_id", "registration", ["person_id"])
    op.drop_index("ix_registration_person_id_event_id", "registration")
    for table in ("event_tally", "person_tally", "person_at_event", "stale"):
        op.drop_table(table)


def _ref(name):
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)
