"""What a door's list has to be told anew, and in which order (decision 0018)."""

from sqlalchemy import DDL, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.category import Consent
from eventreg.models.columns import Moment, Number, Ref
from eventreg.models.event import Event
from eventreg.models.registration import Registration


class RosterChange(db.Model):
    """The last change of a registration as one event's door sees it; one that moved away stays known where it was.

    `change` is written by triggers alone. Its order is that in which changes can be seen: on SQLite it counts, on
    PostgreSQL it is the number of the transaction, below which a reader knows that nothing more will come.
    """

    __tablename__ = "roster_change"
    __table_args__ = (Index("ix_roster_change_event_id_change", "event_id", "change", "registration_id"),)

    registration_id: Mapped[Ref] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[Ref] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    change: Mapped[int] = mapped_column(Number)
    changed_at: Mapped[Moment]


SHOWN = ("event_id", "ticket_hash", "code", "status", "merged_into_id", "name", "surname", "organisation")
OF_SHOWN = ", ".join(SHOWN)
OLD, NEW = ("({})".format(",\n        ".join(f"{row}.{column}" for column in SHOWN)) for row in ("OLD", "NEW"))
NUMBER = {
    "sqlite": """(
            SELECT coalesce(max(c.change), 0) + 1 FROM roster_change AS c WHERE c.event_id = {0}
        )""",
    "postgresql": "pg_current_xact_id()::text::bigint",
}


def noted(dialect: str, registration: str, at: str, *, event_id: str = "r.event_id") -> str:
    """Return the statement by which a trigger notes that a registration's entry has changed.

    `registration` and `at` are expressions for its id and the moment; `event_id` for another event than its own.
    """
    return f"""INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, {event_id}, {NUMBER[dialect].format(event_id)}, {at}
        FROM registration AS r WHERE r.id = {registration}
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;"""


def whole_noted(dialect: str) -> str:
    """Return the statement by which a trigger on an event notes all its entries: who may see names has changed."""
    return f"""INSERT INTO roster_change (registration_id, event_id, change, changed_at)
        SELECT r.id, r.event_id, {NUMBER[dialect].format("r.event_id")}, NEW.changed_at
        FROM registration AS r WHERE r.event_id = NEW.id ORDER BY r.id
        ON CONFLICT (registration_id, event_id)
        DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at;"""


SQLITE_REGISTRATION = (
    f"""CREATE TRIGGER new_place_is_listed AFTER INSERT ON registration
    BEGIN
        {noted("sqlite", "NEW.id", "NEW.changed_at")}
    END""",
    f"""CREATE TRIGGER changed_place_is_listed AFTER UPDATE OF
        {OF_SHOWN} ON registration
    WHEN {OLD}
        IS NOT {NEW}
    BEGIN
        {noted("sqlite", "NEW.id", "NEW.changed_at", event_id="OLD.event_id")}
        {noted("sqlite", "NEW.id", "NEW.changed_at")}
    END""",
)
SQLITE_CONSENT = (
    f"""CREATE TRIGGER photo_consent_is_listed AFTER INSERT ON consent WHEN NEW.purpose = 'photo'
    BEGIN
        {noted("sqlite", "NEW.registration_id", "NEW.given_at")}
    END""",
    f"""CREATE TRIGGER withdrawn_photo_consent_is_listed AFTER UPDATE OF withdrawn_at ON consent
    WHEN NEW.purpose = 'photo' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
    BEGIN
        {noted("sqlite", "NEW.registration_id", "NEW.withdrawn_at")}
    END""",
)
SQLITE_EVENT = (
    f"""CREATE TRIGGER sensitive_event_is_listed AFTER UPDATE OF sensitive ON event
    WHEN OLD.sensitive IS NOT NEW.sensitive
    BEGIN
        {whole_noted("sqlite")}
    END""",
)
POSTGRESQL_REGISTRATION = (
    f"""CREATE OR REPLACE FUNCTION list_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.event_id <> NEW.event_id THEN
            {noted("postgresql", "NEW.id", "NEW.changed_at", event_id="OLD.event_id")}
        END IF;
        {noted("postgresql", "NEW.id", "NEW.changed_at")}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER new_place_is_listed AFTER INSERT ON registration FOR EACH ROW
    EXECUTE FUNCTION list_place()""",
    f"""CREATE TRIGGER changed_place_is_listed AFTER UPDATE OF
        {OF_SHOWN} ON registration FOR EACH ROW
    WHEN ({OLD}
        IS DISTINCT FROM {NEW})
    EXECUTE FUNCTION list_place()""",
)
POSTGRESQL_CONSENT = (
    f"""CREATE OR REPLACE FUNCTION list_consent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {noted("postgresql", "NEW.registration_id", "coalesce(NEW.withdrawn_at, NEW.given_at)")}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER photo_consent_is_listed AFTER INSERT OR UPDATE OF withdrawn_at ON consent FOR EACH ROW
    WHEN (NEW.purpose = 'photo') EXECUTE FUNCTION list_consent()""",
)

POSTGRESQL_EVENT = (
    f"""CREATE OR REPLACE FUNCTION list_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {whole_noted("postgresql")}
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER sensitive_event_is_listed AFTER UPDATE OF sensitive ON event FOR EACH ROW
    WHEN (OLD.sensitive IS DISTINCT FROM NEW.sensitive) EXECUTE FUNCTION list_event()""",
)

ROSTER_TRIGGERS = (
    ("sqlite", Registration, SQLITE_REGISTRATION),
    ("sqlite", Consent, SQLITE_CONSENT),
    ("sqlite", Event, SQLITE_EVENT),
    ("postgresql", Registration, POSTGRESQL_REGISTRATION),
    ("postgresql", Consent, POSTGRESQL_CONSENT),
    ("postgresql", Event, POSTGRESQL_EVENT),
)

for _dialect, _model, _statements in ROSTER_TRIGGERS:
    for _statement in _statements:
        _made = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
        event.listen(_model.__table__, "after_create", _made)
