"""Migrations lead to the same tables as the models, triggers included, and back; the triggers bite."""

import os
from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, MetaData, create_engine, inspect, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg import config
from eventreg.application import create_app
from eventreg.extensions import Model, db
from eventreg.models import DeletionPermit, MailKind, OutgoingMail, Registration, Scan
from tests.conftest import NOW
from tests.factories import FIRST_DAY, admit, make_event, make_registration

LONG_ENOUGH = "a secret of tests 0123456789 abcdef"
FIRST = "4425fbca31d7"
TEXTS = {"lv": "Teksts"}
ROWS_OF_THE_FIRST_VERSION = (
    (
        "project",
        {
            **{"id": 1, "slug": "platforma", "name": TEXTS, "contract_number": "1", "programme": "other"},
            **{"starts_on": FIRST_DAY, "ends_on": FIRST_DAY, "eu_share": 95, "national_share": 5, "controller": "KM"},
            **{"controller_contact": "k", "protection_contact": "d", "funding_statement": TEXTS, "created_at": NOW},
            **{"time_zone": "Europe/Riga", "days_required": 1, "publication_threshold": 5, "legal_hold": False},
            **{"demo": False, "status": "open"},
        },
    ),
    ("notice", {"id": 1, "project_id": 1, "version": 1, "short": TEXTS, "full": TEXTS, "created_at": NOW}),
    (
        "event",
        {
            **{"id": 1, "project_id": 1, "number": 1, "slug": "e", "kind": "event", "type": "other", "mode": "in_situ"},
            **{
                "name": TEXTS,
                "description": TEXTS,
                "place": "Malta",
                "country": "LV",
                "partners": "",
                "status": "draft",
            },
            **{"places_taken": 1, "by_invitation": False, "sensitive": False, "created_at": NOW},
        },
    ),
    ("person", {"id": 1, "project_id": 1, "created_at": NOW}),
    (
        "registration",
        {
            **{"id": 1, "project_id": 1, "event_id": 1, "person_id": 1, "notice_id": 1, "submission": "s"},
            **{"ticket": "t", "ticket_hash": "h", "manage": "m", "code": "7K3M9P", "status": "confirmed"},
            **{"part": "participant", "name": "Līga", "surname": "Paņko", "organisation": "Balvu novads"},
            **{"country": "LV", "email": "liga@example.lv", "language": "lv", "signed_up_at": NOW, "changed_at": NOW},
        },
    ),
    (
        "outgoing_mail",
        {
            **{"id": 1, "kind": "confirmation", "registration_id": 1, "recipient": "liga@example.lv", "language": "lv"},
            **{"message_id": "i", "created_at": NOW, "due_at": NOW, "attempts": 0, "error": ""},
        },
    ),
)
EXTRAS = {  # what SQLAlchemy does not tell of: triggers and their functions
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        ORDER BY 1""",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request, tmp_path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrated.db'}"
    address, name = request.getfixturevalue("postgresql"), f"migrated_{os.urandom(6).hex()}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(address).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def service(blank_url, tmp_path) -> Iterator[Flask]:
    """The application on that database."""
    secrets = dict.fromkeys(("secret_key", "person_key", "security_password_salt"), LONG_ENOUGH)
    app = create_app(config.Settings(**secrets, database_url=blank_url), instance=tmp_path / "instance")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def migrated(service) -> Engine:
    """A database that migrations have made."""
    flask_migrate.upgrade()
    return db.engine


def described(engine: Engine) -> dict[str, object]:
    """Return all that a database says of our tables."""
    inspector = inspect(engine)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    with engine.connect() as connection:
        extras = [tuple(row) for row in connection.execute(text(EXTRAS[engine.dialect.name]))]
    return {"extras": extras} | {
        table: {
            "columns": by_name([{**each, "type": str(each["type"])} for each in inspector.get_columns(table)]),
            "key": inspector.get_pk_constraint(table),
            "checks": by_name(inspector.get_check_constraints(table)),
            "uniques": by_name(inspector.get_unique_constraints(table)),
            "foreign": by_name(inspector.get_foreign_keys(table)),
            "indexes": by_name([plain(each) for each in inspector.get_indexes(table)]),
        }
        for table in tables
    }


def plain(index: dict[str, object]) -> dict[str, object]:
    """Return an index with the words of its conditions, so that it can be compared."""
    return index | {"dialect_options": {name: str(value) for name, value in index.get("dialect_options", {}).items()}}


def by_name(constraints: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(constraints, key=lambda each: str(each["name"]))


@pytest.fixture
def scanned(migrated) -> Iterator[Session]:
    """A migrated database in which somebody was scanned at each of two events."""
    with Session(migrated) as session:
        for _ in range(2):
            admit(session, make_registration(session, make_event(session)))
        session.commit()
        yield session


def events_with_scans(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(Scan.event_id).order_by(Scan.id)))


def test_there_is_one_way_through_the_migrations(service):
    scripts = ScriptDirectory(service.extensions["migrate"].directory)

    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_migrations_make_what_the_models_say(migrated):
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, Model.metadata) == []


def test_migrations_make_the_constraints_and_triggers_of_the_models(migrated):
    found = described(migrated)

    flask_migrate.downgrade(revision="base")
    Model.metadata.create_all(migrated)

    assert len(found["extras"]) >= 2
    assert found == described(migrated)


def test_going_back_leaves_nothing_and_going_up_again_leads_there_again(migrated):
    before = described(migrated)

    flask_migrate.downgrade(revision="base")
    assert described(migrated) == {"extras": []}

    flask_migrate.upgrade()
    assert described(migrated) == before


def test_a_scan_is_never_changed(scanned):
    before = events_with_scans(scanned)

    for change in ("verdict = 'unknown'", "event_id = event_id", "undoes = uuid"):
        with pytest.raises(IntegrityError):
            scanned.execute(text(f"UPDATE scan SET {change}"))
        scanned.rollback()

    assert events_with_scans(scanned) == before


def test_a_scan_is_not_deleted(scanned):
    before = events_with_scans(scanned)

    with pytest.raises(IntegrityError):
        scanned.execute(text("DELETE FROM scan"))

    assert events_with_scans(scanned) == before


def test_a_scan_is_deleted_by_a_permit_for_its_event_only(scanned):
    first, second = events_with_scans(scanned)
    scanned.add(DeletionPermit(event_id=first))
    scanned.flush()
    with pytest.raises(IntegrityError):
        scanned.execute(text("DELETE FROM scan"))
    assert events_with_scans(scanned) == [first, second]

    scanned.add(DeletionPermit(event_id=first))
    scanned.flush()
    scanned.execute(text("DELETE FROM scan WHERE event_id = :event"), {"event": first})
    scanned.execute(text("DELETE FROM deletion_permit"))
    scanned.commit()

    assert events_with_scans(scanned) == [second]


def test_not_even_with_a_permit_is_a_scan_changed(scanned):
    first, _ = events_with_scans(scanned)
    scanned.add(DeletionPermit(event_id=first))
    scanned.flush()

    with pytest.raises(IntegrityError):
        scanned.execute(text("UPDATE scan SET verdict = 'unknown' WHERE event_id = :event"), {"event": first})


@pytest.mark.parametrize("blank_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
@pytest.mark.parametrize("table", ["scan", "event"])
def test_scans_are_not_truncated(scanned, table):
    before = events_with_scans(scanned)

    with pytest.raises(IntegrityError):
        scanned.execute(text(f"TRUNCATE {table} CASCADE"))

    assert events_with_scans(scanned) == before


@pytest.mark.parametrize("blank_url", ["sqlite"], indirect=True)  # PostgreSQL has no REPLACE
def test_a_scan_is_not_replaced(scanned):
    before = events_with_scans(scanned)

    with pytest.raises(IntegrityError):
        scanned.execute(text("INSERT OR REPLACE INTO scan SELECT * FROM scan"))

    assert events_with_scans(scanned) == before


def test_what_the_first_tables_held_is_kept_and_can_be_searched(service):
    """An installation of the first version is brought up to date with somebody signed up and a mail waiting."""
    flask_migrate.upgrade(revision=FIRST)
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for table, row in ROWS_OF_THE_FIRST_VERSION:
            connection.execute(tables.tables[table].insert(), row)

    flask_migrate.upgrade()

    with Session(db.engine) as session:
        guest, mail = session.scalars(select(Registration)).one(), session.scalars(select(OutgoingMail)).one()
        assert (guest.full_name, guest.folded) == ("Līga Paņko", "panko liga balvu novads liga@example.lv 7k3m9p")
        assert (guest.event.folded, guest.event.changed_at) == ("teksts malta", NOW)
        assert (guest.repeat_kept, guest.event.version, guest.event.sequence) == (False, 1, 0)
        assert (guest.event.project.counted_parts, guest.event.project.disclaimer) == (["participant"], {})
        assert (mail.kind, mail.registration_id, mail.event_id) == (MailKind.CONFIRMATION, guest.id, guest.event_id)
