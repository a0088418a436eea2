"""What was answered is kept: a service that is killed right after an answer has the registration and its mail."""

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import psutil
import pytest
from sqlalchemy import create_engine, make_url, select, text, update
from sqlalchemy.orm import Session

from eventreg.config import ROOT
from eventreg.domain.events import Day
from eventreg.models import OutgoingMail, Registration
from tests.browser import Page
from tests.domain.together import connect
from tests.factories import make_event, make_project

PATIENCE = 90  # seconds for the service to come up, or for a mail to be sent
ENVIRONMENT = ("DATABASE_URL", "HOST", "MAIL_SERVER", "PUBLIC_URL", "TLS", "WORKERS")  # not ours to inherit


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows a redirection instead of following it."""

    def redirect_request(self, *_arguments: object) -> None:
        """Follow nothing."""


class Service:
    """The service as `make run` starts it, in a folder of its own: server, mail worker and what watches them."""

    def __init__(self, instance: Path, database_url: str) -> None:
        self.instance, self.database_url = instance, database_url
        self.address = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
        environment |= {"INSTANCE": str(self.instance), "DEMO": "0", "PORT": self.address.rpartition(":")[2]}
        environment |= {"DATABASE_URL": self.database_url}
        self.process = subprocess.Popen([sys.executable, "-m", "eventreg.serve"], cwd=ROOT, env=environment)
        wait(self.answers)

    def answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, "the service has ended by itself"
        try:
            return bool(self.open("/healthz").status == 200)
        except (OSError, HTTPException):  # nobody listens yet, or whoever does is not ready to speak
            return False

    def kill(self) -> None:
        """End all its processes as a power cut would: none of them can say goodbye, or tell another one to."""
        if self.process is None:
            return
        watcher = psutil.Process(self.process.pid)
        watcher.send_signal(signal.SIGSTOP)
        family = [*watcher.children(recursive=True), watcher]
        for each in family:
            each.kill()
        self.process.wait()
        # Until the last of them is gone, its socket still takes connections, and breaks them.
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == [], "something outlives a kill"
        self.process = None

    def open(self, path: str, fields: dict[str, str] | None = None, cookies: str = "") -> HTTPResponse:
        """Open a page, or send a form; a redirection is an answer like any other."""
        data = urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.address + path, data, {"Cookie": cookies})
        try:
            return urllib.request.build_opener(StayHere).open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as answer:
            return answer

    def sign_up(self, slug: str, **answers: str) -> str:
        """Fill in and send the form of an event; return where the registration can be seen."""
        with self.open(f"/events/{slug}/register") as page:
            form = Page(SimpleNamespace(get_data=lambda as_text: page.read().decode())).form()
            cookies = page.headers["Set-Cookie"].partition(";")[0]
        with self.open(f"/events/{slug}/register", form | answers, cookies) as answer:
            assert answer.status == 303
            return answer.headers["Location"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request, tmp_path) -> Iterator[Service]:
    """The service on an empty database."""
    url = f"sqlite:///{tmp_path / 'service.db'}"
    if request.param == "postgresql":
        address, name = request.getfixturevalue("postgresql"), f"service_{os.urandom(6).hex()}"
        server = create_engine(address, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
        url = make_url(address).set(database=name).render_as_string(hide_password=False)
    service = Service(tmp_path / "instance", url)
    try:
        service.start()
        yield service
    finally:
        service.kill()


def letters(service: Service) -> list[str]:
    """Return to whom letters were written, one entry a letter."""
    files = sorted((service.instance / "mail").glob("*.eml"))
    return [email.message_from_bytes(each.read_bytes(), policy=email.policy.default)["To"] for each in files]


def read(service: Service, column: object) -> list[object]:
    """Return what stands in one column, in the order in which it was written."""
    with connect(service.database_url) as engine, Session(engine) as session:
        return list(session.scalars(select(column).order_by(column.class_.id)))


def test_what_was_answered_outlives_a_kill(service):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    with connect(service.database_url) as engine, Session(engine) as session:
        period = {"starts_on": tomorrow, "ends_on": tomorrow}
        slug = make_event(session, make_project(session, **period), days=(Day(tomorrow),)).slug
        session.commit()
    guests = [f"guest{n}@example.lv" for n in range(3)]
    answers = {"name": "Ilze", "surname": "Paņko", "organisation": "Rūjiena", "category": "ngo"}

    pages = [service.sign_up(slug, email=guest, **answers) for guest in guests]
    service.kill()
    assert read(service, Registration.email) == read(service, OutgoingMail.recipient) == guests
    assert [f"/m/{manage}" for manage in read(service, Registration.manage)] == pages
    with connect(service.database_url) as engine, Session(engine) as session:
        # A mail that the killed worker held in its hands comes after five minutes: let them pass.
        session.execute(update(OutgoingMail).values(due_at=datetime.now(UTC)))
        session.commit()
    service.start()

    wait(lambda: letters(service) == guests)
    assert [service.open(page).status for page in pages] == [200, 200, 200]
    wait(lambda: None not in read(service, OutgoingMail.sent_at))
    assert read(service, Registration.email) == guests
