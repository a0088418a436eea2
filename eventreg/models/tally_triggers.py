"""Marks of what the kept numbers of the results have to be counted anew for, whoever changes it.

A mark belongs to a registration, so that writers who wait for each other's marks would wait for each other's
registrations anyway, which they take in order.
"""

from sqlalchemy import DDL, event

from eventreg.models.category import CategoryAnswer
from eventreg.models.event import Event, EventDay
from eventreg.models.project import Project
from eventreg.models.registration import Registration
from eventreg.models.scan import Attendance

COLUMNS = "stale (project_id, event_id, person_id, registration_id, turn)"
AGAIN = "ON CONFLICT (project_id, event_id, person_id, registration_id) DO UPDATE SET turn = stale.turn + 1"
PLACE = f"""INSERT INTO {COLUMNS}
        VALUES ({{0}}.project_id, {{0}}.event_id, {{0}}.person_id, {{0}}.id, 1)
        {AGAIN};"""
OF_PLACE = f"""INSERT INTO {COLUMNS}
        SELECT project_id, event_id, person_id, id, 1 FROM registration WHERE id = {{0}}.registration_id
        {AGAIN};"""
EVENT = f"""INSERT INTO {COLUMNS}
        VALUES (NEW.project_id, NEW.id, 0, 0, 1)
        {AGAIN};"""
EVENT_OF_DAY = f"""INSERT INTO {COLUMNS}
        SELECT project_id, id, 0, 0, 1 FROM event WHERE id = NEW.event_id
        {AGAIN};"""
PROJECT = f"""INSERT INTO {COLUMNS}
        VALUES (NEW.id, 0, 0, 0, 1)
        {AGAIN};"""

SQLITE_PLACE = (
    f"""CREATE TRIGGER new_place_is_stale AFTER INSERT ON registration
    BEGIN
        {PLACE.format("NEW")}
    END""",
    f"""CREATE TRIGGER changed_place_is_stale AFTER UPDATE OF
        project_id, person_id, event_id, part, status, merged_into_id ON registration
    WHEN (OLD.project_id, OLD.person_id, OLD.event_id, OLD.part, OLD.status, OLD.merged_into_id)
        IS NOT (NEW.project_id, NEW.person_id, NEW.event_id, NEW.part, NEW.status, NEW.merged_into_id)
    BEGIN
        {PLACE.format("OLD")}
        {PLACE.format("NEW")}
    END""",
    f"""CREATE TRIGGER gone_place_is_stale AFTER DELETE ON registration
    BEGIN
        {PLACE.format("OLD")}
    END""",
)
SQLITE_ATTENDANCE = (
    f"""CREATE TRIGGER attendance_is_stale AFTER INSERT ON attendance
    BEGIN
        {OF_PLACE.format("NEW")}
    END""",
    f"""CREATE TRIGGER gone_attendance_is_stale AFTER DELETE ON attendance
    BEGIN
        {OF_PLACE.format("OLD")}
    END""",
)
SQLITE_ANSWER = (
    f"""CREATE TRIGGER new_answer_is_stale AFTER INSERT ON category_answer WHEN NEW.category_id IS NOT NULL
    BEGIN
        {OF_PLACE.format("NEW")}
    END""",
    f"""CREATE TRIGGER changed_answer_is_stale AFTER UPDATE OF category_id ON category_answer
    WHEN OLD.category_id IS NOT NEW.category_id
    BEGIN
        {OF_PLACE.format("NEW")}
    END""",
    f"""CREATE TRIGGER gone_answer_is_stale AFTER DELETE ON category_answer WHEN OLD.category_id IS NOT NULL
    BEGIN
        {OF_PLACE.format("OLD")}
    END""",
)
SQLITE_EVENT = (
    f"""CREATE TRIGGER event_is_stale AFTER UPDATE OF number ON event WHEN OLD.number IS NOT NEW.number
    BEGIN
        {EVENT}
    END""",
)
SQLITE_DAY = (
    f"""CREATE TRIGGER day_is_stale AFTER UPDATE OF date ON event_day WHEN OLD.date IS NOT NEW.date
    BEGIN
        {EVENT_OF_DAY}
    END""",
)
SQLITE_PROJECT = (
    f"""CREATE TRIGGER project_is_stale AFTER UPDATE OF counted_parts, days_required ON project
    WHEN OLD.counted_parts IS NOT NEW.counted_parts OR OLD.days_required IS NOT NEW.days_required
    BEGIN
        {PROJECT}
    END""",
)

POSTGRESQL_PLACE = (
    f"""CREATE OR REPLACE FUNCTION mark_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
        {PLACE.format("OLD")}
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND (OLD.project_id, OLD.person_id, OLD.event_id)
            IS DISTINCT FROM (NEW.project_id, NEW.person_id, NEW.event_id)) THEN
        {PLACE.format("NEW")}
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
)
# Who changes the person meanwhile marks the same registration first: after waiting for that one it is another person.
MARK_OF_PLACE = f"""CREATE OR REPLACE FUNCTION mark_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.registration_id ELSE NEW.registration_id END;
        r registration;
        before bigint;
    BEGIN
        LOOP
            SELECT * INTO r FROM registration WHERE id = place;
            EXIT WHEN NOT FOUND OR r.person_id = before;
            before := r.person_id;
        {PLACE.format("r")}
        END LOOP;
        RETURN NULL;
    END $$"""
POSTGRESQL_ATTENDANCE = (
    MARK_OF_PLACE,
    """CREATE TRIGGER attendance_is_stale AFTER INSERT OR DELETE ON attendance FOR EACH ROW
    EXECUTE FUNCTION mark_of_place()""",
)
POSTGRESQL_ANSWER = (
    MARK_OF_PLACE,
    """CREATE TRIGGER new_answer_is_stale AFTER INSERT ON category_answer FOR EACH ROW
    WHEN (NEW.category_id IS NOT NULL) EXECUTE FUNCTION mark_of_place()""",
    """CREATE TRIGGER changed_answer_is_stale AFTER UPDATE OF category_id ON category_answer FOR EACH ROW
    WHEN (OLD.category_id IS DISTINCT FROM NEW.category_id) EXECUTE FUNCTION mark_of_place()""",
    """CREATE TRIGGER gone_answer_is_stale AFTER DELETE ON category_answer FOR EACH ROW
    WHEN (OLD.category_id IS NOT NULL) EXECUTE FUNCTION mark_of_place()""",
)
POSTGRESQL_EVENT = (
    f"""CREATE OR REPLACE FUNCTION mark_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {EVENT}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER event_is_stale AFTER UPDATE OF number ON event FOR EACH ROW
    WHEN (OLD.number IS DISTINCT FROM NEW.number) EXECUTE FUNCTION mark_event()""",
)
POSTGRESQL_DAY = (
    f"""CREATE OR REPLACE FUNCTION mark_event_of_day() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {EVENT_OF_DAY}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER day_is_stale AFTER UPDATE OF date ON event_day FOR EACH ROW
    WHEN (OLD.date IS DISTINCT FROM NEW.date) EXECUTE FUNCTION mark_event_of_day()""",
)
POSTGRESQL_PROJECT = (
    f"""CREATE OR REPLACE FUNCTION mark_project() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {PROJECT}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER project_is_stale AFTER UPDATE OF counted_parts, days_required ON project FOR EACH ROW
    WHEN (OLD.counted_parts::text IS DISTINCT FROM NEW.counted_parts::text
        OR OLD.days_required IS DISTINCT FROM NEW.days_required) EXECUTE FUNCTION mark_project()""",
)

TALLY_TRIGGERS = (
    ("sqlite", Registration, SQLITE_PLACE),
    ("sqlite", Attendance, SQLITE_ATTENDANCE),
    ("sqlite", CategoryAnswer, SQLITE_ANSWER),
    ("sqlite", Event, SQLITE_EVENT),
    ("sqlite", EventDay, SQLITE_DAY),
    ("sqlite", Project, SQLITE_PROJECT),
    ("postgresql", Registration, POSTGRESQL_PLACE),
    ("postgresql", Attendance, POSTGRESQL_ATTENDANCE),
    ("postgresql", CategoryAnswer, POSTGRESQL_ANSWER),
    ("postgresql", Event, POSTGRESQL_EVENT),
    ("postgresql", EventDay, POSTGRESQL_DAY),
    ("postgresql", Project, POSTGRESQL_PROJECT),
)

for _dialect, _model, _statements in TALLY_TRIGGERS:
    for _statement in _statements:
        _made = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
        event.listen(_model.__table__, "after_create", _made)
