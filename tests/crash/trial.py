"""Rounds of mixed load and sudden death: whatever was answered is there afterwards, once.

A round is made by its seed: who does what, what is killed, and when. Only how the processes interleave is chance.
"""

import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from eventreg.domain.events import Day
from eventreg.models import OutgoingMail
from tests.crash import ledger
from tests.crash.load import Client, Delivery, Round, finish
from tests.crash.running import PostgreSQL, Service, free_port, wait
from tests.delivery.postman import Postman
from tests.domain.together import connect
from tests.factories import make_event, make_pass_with_token, make_project, make_registration

VICTIMS = {  # in turn; what takes the whole service down takes longest
    "sqlite": ("web worker",) * 3 + ("service",) + ("web worker",) * 3 + ("mail worker",),
    "postgresql": (
        "web worker",
        "postmaster",
        "backend",
        "service",
        "web worker",
        "postmaster",
        "backend",
        "mail worker",
    ),
}
CLIENTS = 6
SEEDED, CAPACITY = 15, 40
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([0-9a-f]+)@", re.I | re.M)


class Broken(Exception):
    """A round found something missing, doubled or wrong; the message has its seed and all that was found."""


@dataclass
class Trial:
    """A running service on one database, its mail server, and what is killed of it."""

    dialect: str
    service: Service
    postman: Postman
    postgresql: PostgreSQL | None = None
    totals: dict[str, int] = field(default_factory=dict)

    def play(self, seed: int, victim: str, load: float) -> str:
        """Play one round and return what to tell of it; raise Broken if something is not as it was answered."""
        chance = random.Random(seed)
        with self._session() as session:
            played, seeded = _prepare(session, seed)
        moment = chance.uniform(0.1, 0.9) * load
        begun = time.monotonic()
        clients = [Client(played, place, self.service.port) for place in range(CLIENTS)]
        threads = [threading.Thread(target=each.play, args=(begun + load,)) for each in clients]
        for thread in threads:
            thread.start()
        time.sleep(moment)
        self._kill(victim, chance)
        for thread in threads:
            thread.join()
        self._revive(victim)
        again = finish(played, self.service.port)
        with self._session() as session:
            faults = ledger.faults_of(session, played, seeded)
        faults += self._deliver()
        self._count(played, again)
        if faults:
            raise Broken(
                f"seed {seed}, {self.dialect}, {victim} killed: " + "\n  ".join(["", *faults[:20], self.service.said()])
            )
        scans = sum(len(deed.scans) for deed in played.of(Delivery))
        done = f"{len(played.deeds):4} deeds, {scans:4} scans, {again:2} answered only when sent again"
        return f"seed {seed}  {self.dialect:10}  {victim:11} killed after {moment:.3f} s  {done}"

    def _kill(self, victim: str, chance: random.Random) -> None:
        if victim == "service":
            self.service.kill()
        elif victim == "postmaster":
            self.postgresql.kill()
        else:
            groups: dict[str, Callable[[], Sequence]] = {
                "web worker": self.service.web_workers,
                "backend": self.postgresql.backends if self.postgresql else list,
                "mail worker": lambda: [self.service.mail_worker()],
            }
            if found := groups[victim]():
                chance.choice(found).kill()

    def _revive(self, victim: str) -> None:
        """Start again what does not come back by itself, and wait until the service answers."""
        if victim == "postmaster":
            self.postgresql.start()
        if victim == "mail worker":  # the rest ends itself in order, so that whoever watches it starts all anew
            wait(lambda: self.service.process.poll() is not None)
            self.service.process = None
        if self.service.process is None:
            self.service.start()
        wait(self.service.answers)

    def _deliver(self) -> list[str]:
        """Wait until nothing is in the outbox that has to be sent; return what is wrong with it."""
        waits = (OutgoingMail.sent_at.is_(None), OutgoingMail.withheld_at.is_(None))
        with self._session() as session:  # a mail that somebody killed held in its hands comes after five minutes
            later = update(OutgoingMail).where(*waits, OutgoingMail.attempts > 0)
            session.execute(later.values(due_at=datetime.now(UTC)))
            session.commit()

        def empty() -> bool:
            with self._session() as session:
                session.info["writes"] = False
                return not session.scalar(select(func.count()).where(*waits))

        with suppress(AssertionError):  # said below, mail by mail
            wait(empty, patience=30)
        with self._session() as session:
            return list(ledger.unsent(session, self._delivered()))

    def _delivered(self) -> set[str]:
        found = [MESSAGE_ID.search(content) for _, content in self.postman.taken]
        return {match[1].decode() for match in found if match}

    def _count(self, played: Round, again: int) -> None:
        more = {"rounds": 1, "deeds": len(played.deeds), "sent again": again}
        more |= {"answers": sum(len(deed.answers) for deed in played.deeds)}
        more |= {"scans": sum(len(deed.scans) for deed in played.of(Delivery))}
        for name, value in more.items():
            self.totals[name] = self.totals.get(name, 0) + value

    def summary(self) -> str:
        """Return the closing line."""
        twice = len(self.postman.taken) - len(self._delivered())
        told = ", ".join(f"{value} {name}" for name, value in self.totals.items())
        return f"{self.dialect}: {told}, {len(self._delivered())} mails, {twice} of them twice"

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with connect(self.service.database_url) as engine, Session(engine) as session:
            yield session


def _prepare(session: Session, seed: int) -> tuple[Round, set[str]]:
    """Make an event of today with some guests and two doors."""
    today = datetime.now(UTC).date()
    project = make_project(session, starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9))
    days = tuple(Day(today + timedelta(days=offset)) for offset in (-1, 0, 1))
    event = make_event(session, project, days=days, capacity=CAPACITY)
    guests = [make_registration(session, event, now=datetime.now(UTC)) for _ in range(SEEDED)]
    tokens = [make_pass_with_token(session, event, now=datetime.now(UTC))[1] for _ in range(2)]
    places = [guest.manage for guest in guests]
    played = Round(seed, event.slug, event.id, tokens, [guest.ticket for guest in guests], list(places))
    session.commit()
    return played, set(places)


@contextmanager
def stage(dialect: str) -> Iterator[Trial]:
    """Serve on an empty database, with a mail server; stop all of it at the end."""
    with tempfile.TemporaryDirectory(prefix="eventreg-crash-", ignore_cleanup_errors=True) as name:
        folder, handler, postgresql = Path(name), Postman(), None
        mails = Controller(handler, hostname="127.0.0.1", port=free_port())
        mails.start()
        url = f"sqlite:///{folder / 'crash.db'}"
        if dialect == "postgresql":
            postgresql = PostgreSQL(folder)
            url = postgresql.new_database("crash")
        more = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mails.port), "MAIL_SENDER": "events@mail.example"}
        service = Service(folder / "instance", url, MAIL_PAUSE="0.1", **more)
        try:
            service.start()
            yield Trial(dialect, service, handler, postgresql)
        finally:
            service.kill()
            mails.stop()
            if postgresql:
                postgresql.stop()
