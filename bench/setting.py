"""Where a benchmark plays: one database of each dialect with a small project, a large one, and some in between."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from bench import bulk, servers, stage
from bench.bare_tables import metadata, place
from bench.servers import Database, Server
from bench.stage import Door
from eventreg.domain import accounts
from eventreg.models import Project, Role, Scan

SMALL_EVENTS, SMALL, LARGE, ROSTER = 40, 100, 20_000, 5_000
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
ORGANISER = "organiser@events.example"


@dataclass
class Setting:
    """One dialect: the database, what is in it, and the two servers that run on it."""

    database: Database
    given: dict[str, str]
    small: list[Door] = field(default_factory=list)
    large: Door | None = None
    listed: Door | None = None
    exported: str = ""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    ours: Server | None = None
    bare: Server | None = None

    @property
    def name(self) -> str:
        """The dialect."""
        return self.database.dialect


@contextmanager
def prepared(database: Database, folder: Path, scale: float) -> Iterator[Setting]:
    """Fill a database and run both servers on it; `scale` shrinks what is large, for trying the benchmark itself."""
    setting = Setting(database, servers.environment(database, folder / database.dialect))
    servers.migrate(setting.given)
    fill(setting, scale)
    with ExitStack() as stack:
        bare = stack.enter_context(servers.running("bench.bare:app", setting.given))
        ours = stack.enter_context(servers.running("app:app", setting.given))
        setting.bare, setting.ours = bare, ours
        yield setting


def fill(setting: Setting, scale: float) -> None:
    """Put the projects, events and people into the database."""
    now = datetime.now(UTC)
    engine = setting.database.connect()
    with Session(engine, expire_on_commit=False) as session:
        small = stage.make_project(session, "small", now=now)
        large = stage.make_project(session, "large", now=now)
        _make_organiser(session, setting.password, [small, large], now)
        session.commit()
    setting.small = [_door(engine, small, SMALL, now) for _ in range(SMALL_EVENTS)]
    setting.large = _door(engine, large, LARGE, now)
    setting.listed = _door(engine, large, int(ROSTER * scale), now)
    setting.exported = _door(engine, large, int(1_000_000 * scale), now).slug
    stage.fill_project(engine, large, int(1_000_000 * scale), now=now)
    for name, size in list(SIZES.items())[:-1]:
        with Session(engine, expire_on_commit=False) as session:
            project = stage.make_project(session, f"of-{name.lower()}", now=now)
            session.commit()
        stage.fill_project(engine, project, int(size * scale), now=now)
    with Session(engine) as session:
        made = list(session.scalars(select(Project.id).order_by(Project.id)))
    for project_id in made:
        bulk.follow(engine, project_id)
    _fill_bare(engine, setting)
    _settle(engine)
    engine.dispose()


def project_of(size: str) -> str:
    """Return the short name of the project that has this many attendances."""
    return "large" if size == "1M" else f"of-{size.lower()}"


def _make_organiser(session: Session, password: str, projects: list[Project], now: datetime) -> None:
    user = accounts.create_user(
        session, email=ORGANISER, name="Organiser", password_hash=PasswordHasher().hash(password), now=now
    )
    for project in projects:
        accounts.grant(session, user, project, Role.ORGANISER, by=None, now=now)


def _door(engine: Engine, project: Project, people: int, now: datetime) -> Door:
    with Session(engine, expire_on_commit=False) as session:
        today = (now + timedelta(hours=2)).date()
        event = stage.make_event(session, session.merge(project), [today, today + timedelta(days=1)], now=now)
        token = stage.open_door(session, event, now=now)
        event.places_taken = people
        session.commit()
        tickets = stage.fill_event(engine, event, people, now=now)
        return Door(event.id, event.slug, token, tickets)


def _fill_bare(engine: Engine, setting: Setting) -> None:
    metadata.create_all(engine)
    rows = [{"ticket": ticket, "name": "Anna Ozola"} for ticket in setting.large.tickets]
    with engine.begin() as connection:
        if setting.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(place.insert(), rows)


def _settle(engine: Engine) -> None:
    """Let the database learn what it holds, as it does by itself in an installation that grew."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def count_scans(setting: Setting) -> int:
    """Return how many scans the database holds: what was answered must be there."""
    engine = setting.database.connect()
    with Session(engine) as session:
        number = session.scalar(select(func.count()).select_from(Scan))
    engine.dispose()
    return number or 0
