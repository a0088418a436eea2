"""What one sets up for a door behind its back: an event of today, people, passes, and what became of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session

from eventreg import language
from eventreg.domain import attendance, doorpass
from eventreg.domain.events import Day
from eventreg.extensions import prepare_sqlite
from eventreg.models import Event, Project, Registration, Scan
from tests.factories import make_event, make_project, make_registration
from tests.journeys.conftest import Site


@dataclass
class Stage:
    """A running service, and what one sets up for its door behind its back."""

    site: Site
    engine: Engine
    event_id: int

    def event_in(self, session: Session, event_id: int | None = None) -> Event:
        """The event of today, or another one."""
        return session.get_one(Event, event_id or self.event_id)

    def sign_up(self, event_id: int | None = None, **answers: object) -> Registration:
        """Somebody has a place at the event of today, or at another one."""
        with Session(self.engine, expire_on_commit=False) as session:
            made = make_registration(session, self.event_in(session, event_id), now=now(), **answers)
            session.commit()
            return made

    def add_event(self, first_day: int, **draft: object) -> int:
        """Another event, some days from today."""
        with Session(self.engine) as session:
            made = make_event(session, project_of_today(session), days=days(first_day, 2), **draft)
            session.commit()
            return made.id

    def link(self, event_id: int | None = None, *, name: str = "Sānu durvis", **terms: object) -> str:
        """A link to the door in English."""
        with Session(self.engine) as session:
            found = self.event_in(session, event_id)
            _, secret = doorpass.create(session, found, name=name, operator="Anna", by=None, now=now(), **terms)
            session.commit()
        return f"{self.site.url}/door/?lang=en#{secret}"

    def change(self, registered: Registration, change: Callable[[Session, Registration], object]) -> None:
        """Something happens to a registration."""
        with Session(self.engine) as session:
            change(session, session.get_one(Registration, registered.id))
            session.commit()

    def scans_of(self, registered: Registration) -> list[Scan]:
        """The scans that admitted somebody, or said that they were in."""
        with Session(self.engine) as session:
            return list(session.scalars(select(Scan).where(Scan.registration_id == registered.id).order_by(Scan.id)))


def set_stage(site: Site, database_url: str) -> Stage:
    """An event of three days, of which today is the second, on a running service with SQLite."""
    engine = create_engine(database_url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", prepare_sqlite)
    with Session(engine) as session:
        name = {"lv": "Tiltu seminārs", "en": "Bridges seminar"}
        made = make_event(session, project_of_today(session), days=days(-1, 3), name=name)
        session.commit()
        return Stage(site, engine, made.id)


def project_of_today(session: Session) -> Project:
    """A project that runs since a year ago and for a year more."""
    return make_project(session, starts_on=today() - timedelta(days=365), ends_on=today() + timedelta(days=365))


def days(first: int, number: int) -> tuple[Day, ...]:
    """Days of an event, counted from today."""
    return tuple(Day(today() + timedelta(days=first + n), time(10), time(17)) for n in range(number))


def english(first: int, number: int) -> str:
    """The dates of such an event as the page writes them."""
    found = [day.date for day in days(first, number)]
    month = "%-d %B %Y"
    if found[0].year != found[-1].year:
        return f"{found[0]:{month}} – {found[-1]:{month}}"
    if found[0].month != found[-1].month:
        return f"{found[0]:%-d %B} – {found[-1]:{month}}"
    return f"{found[0]:%-d}–{found[-1]:{month}}"


def today() -> date:
    """The date that the door counts with."""
    return (now().astimezone(language.RIGA) - attendance.NEW_DAY).date()


def now() -> datetime:
    """This moment, really."""
    return datetime.now(UTC)
