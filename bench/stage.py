"""Databases of a known size to be measured: a project with events, people, and who came, written in bulk.

What the service would write in days is put into the tables directly, as it would stand there.
"""

import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlalchemy.orm import Session

from bench import bulk
from eventreg.domain import doorpass, events, notices, projects
from eventreg.domain.events import Day, EventDraft
from eventreg.domain.projects import ProjectTerms
from eventreg.domain.registration import search_text
from eventreg.domain.tickets import new_code, new_manage, new_ticket, ticket_hash
from eventreg.models import (
    Category,
    CategoryAnswer,
    Event,
    EventDay,
    Person,
    Programme,
    Project,
    Registration,
    Scan,
)

SURNAMES = ("Ozola", "Bērziņš", "Paņko", "Kalniņa", "Ģēģere", "Žukovskis", "Šulca", "Liepiņš")
NAMES = ("Anna", "Jānis", "Līga", "Pēteris", "Ilze", "Kārlis", "Zane", "Ēriks")
PLACES = ("Viļakas novads", "Balvu novads", "Rūjiena", "Jelgavas pilsēta", "Sabiedrība „Ģimenes”")
BATCH = 20_000


@dataclass(frozen=True)
class Door:
    """An event with a pass for its door; `tickets` are those of its registrations, in order."""

    event_id: int
    slug: str
    token: str
    tickets: tuple[str, ...]


def make_project(session: Session, slug: str, *, now: datetime) -> Project:
    """Make an open project around today."""
    terms = ProjectTerms(
        slug=slug,
        name={"lv": f"Projekts {slug}", "en": f"Project {slug}"},
        contract_number="101-BENCH",
        programme=Programme.CERV_2021_2027,
        starts_on=now.date() - timedelta(days=3000),
        ends_on=now.date() + timedelta(days=3000),
        eu_share=Decimal(95),
        national_share=Decimal(5),
        controller="Kultūras ministrija",
        controller_contact="pasts@ministry.example",
        protection_contact="dpo@ministry.example",
    )
    return projects.create(session, terms, by=None, now=now)


def make_event(session: Session, project: Project, days: Sequence[date], *, now: datetime) -> Event:
    """Make a published event."""
    number = events.next_number(session, project)
    draft = EventDraft(
        number=number,
        name={"lv": f"Pasākums {number}", "en": f"Event {number}"},
        description={"lv": "Saruna par izglītību un veselību.", "en": "A talk about education and health."},
        place="Viļaka",
        days=tuple(Day(day, time(10), time(17)) for day in days),
    )
    event = events.create(session, project, draft, by=None, now=now)
    events.publish(session, event, by=None, now=now)
    return event


def open_door(session: Session, event: Event, *, now: datetime) -> str:
    """Make a pass for an event's door; return its bearer token."""
    _, secret = doorpass.create(session, event, name="Galvenā ieeja", operator="Anna", by=None, now=now)
    return doorpass.redeem(session, secret, now=now)[1]


def fill_event(engine: Engine, event: Event, people: int, *, now: datetime) -> tuple[str, ...]:
    """Give an event confirmed registrations of as many people, who have not come; return their tickets."""
    made = _Crowd(engine, event.project_id, now)
    made.sign_up([event.id] * people, range(people))
    return tuple(made.tickets)


def fill_project(engine: Engine, project: Project, attendances: int, *, now: datetime) -> None:
    """Give a project this many attendances: 500 an event, of 250 people on two days each; five events to a person."""
    count = attendances // 500
    first = project.starts_on
    with Session(engine) as session:
        made = [_past_event(project, number, first, now) for number in range(1001, 1001 + count)]
        session.add_all(made)
        session.flush()
        days = {event.id: [day.id for day in event.days] for event in made}
        ids = list(days)
        session.commit()
    crowd = _Crowd(engine, project.id, now)
    persons = max(1, attendances // 5)
    rng = random.Random(20251125)
    chosen = (seat for _ in ids for seat in rng.sample(range(persons), min(250, persons)))
    crowd.sign_up([event_id for event_id in ids for _ in range(min(250, persons))], chosen)
    crowd.come(days)


def _past_event(project: Project, number: int, first: date, now: datetime) -> Event:
    days = [first + timedelta(days=number % 2000), first + timedelta(days=number % 2000 + 1)]
    return Event(
        project_id=project.id,
        number=number,
        slug=f"{project.slug}-{number}",
        name={"lv": f"Pasākums {number}"},
        description={"lv": "Apraksts"},
        place="Malta",
        first_day=days[0],
        last_day=days[1],
        status="published",
        created_at=now,
        changed_at=now,
        days=[EventDay(date=day, starts_at=time(10), ends_at=time(17), number=n) for n, day in enumerate(days)],
    )


class _Crowd:
    """People who sign up and come, written table by table."""

    def __init__(self, engine: Engine, project_id: int, now: datetime) -> None:
        self.engine, self.project_id, self.now = engine, project_id, now
        self.tickets: list[str] = []
        self.codes: set[str] = set()
        self.seats: list[tuple[int, int]] = []  # registration and its event
        with Session(engine) as session:
            self.notice_id = notices.current(session, project_id).id
            self.next = {
                table: (session.scalar(select(func.max(table.id))) or 0) + 1 for table in (Person, Registration)
            }
            parents = select(Category.parent_id).where(Category.parent_id.is_not(None))
            leaves = select(Category.id, Category.sensitive).where(
                Category.project_id == project_id, Category.id.not_in(parents)
            )
            self.leaves = [leaf for leaf, sensitive in session.execute(leaves) if not sensitive]

    def sign_up(self, event_ids: list[int], persons: Iterable[int]) -> None:
        """Write persons, registrations and their answers."""
        chosen = list(persons)
        base = self.next[Person]
        known = ({"id": base + n, "project_id": self.project_id, "created_at": self.now} for n in sorted(set(chosen)))
        self._write(Person, known)
        first = self.next[Registration]
        self.seats = [(first + n, event_id) for n, event_id in enumerate(event_ids)]
        pairs = [(base + n, seat) for n, seat in zip(chosen, self.seats, strict=True)]
        self._write(Registration, (self._registration(person, *seat) for person, seat in pairs))
        self._write(CategoryAnswer, (self._answer(person, seat[0]) for person, seat in pairs))
        for table in (Person, Registration):
            _count_on(self.engine, table.__table__)

    def come(self, days: dict[int, list[int]]) -> None:
        """Write that everybody came on each day of their event."""
        came = ((seat, day) for seat in self.seats for day in days[seat[1]])
        self._write(Scan, (self._scan(seat, day) for seat, day in came))

    def _registration(self, person_id: int, own_id: int, event_id: int) -> dict[str, object]:
        ticket = new_ticket()
        self.tickets.append(ticket)
        found = Registration(
            name=NAMES[person_id % 8],
            surname=f"{SURNAMES[person_id // 8 % 8]}-{person_id}",
            organisation=PLACES[person_id % 5],
            email=f"p{person_id}@people.example",
            phone=None,
            code=self._code(),
        )
        return {
            "id": own_id, "project_id": self.project_id, "event_id": event_id, "person_id": person_id,
            "notice_id": self.notice_id, "submission": uuid.uuid4().hex, "ticket": ticket,
            "ticket_hash": ticket_hash(ticket), "manage": new_manage(), "code": found.code, "status": "confirmed",
            "part": "participant", "name": found.name, "surname": found.surname, "organisation": found.organisation,
            "country": "LV", "email": found.email, "language": "lv", "folded": search_text(found),
            "repeat_kept": False, "signed_up_at": self.now, "changed_at": self.now,
        }  # fmt: skip

    def _code(self) -> str:
        """Return a code that nobody here has: of a million that are drawn, some come twice."""
        while (code := new_code()) in self.codes:
            pass
        self.codes.add(code)
        return code

    def _answer(self, person_id: int, registration_id: int) -> dict[str, object]:
        stated = self.leaves[person_id % len(self.leaves)] if person_id % 10 else None
        return {
            "registration_id": registration_id, "project_id": self.project_id, "category_id": stated,
            "sensitive": False, "consent_purpose": "category", "declared_at": self.now,
        }  # fmt: skip

    def _scan(self, seat: tuple[int, int], day_id: int) -> dict[str, object]:
        return {
            "event_id": seat[1], "uuid": str(uuid.uuid4()), "action": "admit", "way": "qr", "verdict": "admitted",
            "registration_id": seat[0], "day_id": day_id, "digest": "x" * 43, "at": self.now,
            "received_at": self.now, "offline": False,
        }  # fmt: skip

    def _write(self, model: type, rows: Iterator[dict[str, object]]) -> None:
        with self.engine.begin() as connection, bulk.without_triggers(connection):
            write = _copy if connection.dialect.name == "postgresql" else _insert
            table = model.__table__
            given = {each.name: each.default.arg for each in table.c if each.default and each.default.is_scalar}
            while batch := [given | row for row in islice(rows, BATCH)]:
                write(connection, table, batch)


def _insert(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    places = ", ".join("?" * len(names))
    plain = [[_plain(row[name]) for name in names] for row in rows]
    connection.connection.cursor().executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})", plain
    )


def _plain(value: object) -> object:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _copy(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    with connection.connection.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _count_on(engine: Engine, table: Table) -> None:
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            highest = f"(SELECT max(id) FROM {table.name})"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))
