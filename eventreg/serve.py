"""`python -m eventreg.serve`: the site and its mail worker on one machine; what `make run` starts."""

import contextlib
import ctypes
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

from eventreg import address, certificate, config
from eventreg.config import ROOT, SECRETS
from eventreg.private_files import write_private

INSTANCE = config.instance()
FLASK = (sys.executable, "-m", "flask", "--app", "app")
LIBC = ctypes.CDLL(None) if sys.platform.startswith("linux") else None  # not to be loaded between fork and exec
ANYWHERE = ("0.0.0.0", "::")
PATIENCE = 60  # seconds for the site to answer
GRACE = 15  # seconds for a child to end by itself


class CannotServe(Exception):
    """The service cannot start or go on; the message says why."""


class Stopped(Exception):
    """Somebody asked the service to stop."""


@dataclass(frozen=True)
class Place:
    """Where the site listens and how visitors reach it."""

    host: str
    port: int
    tls: bool
    workers: int
    public_url: str

    @classmethod
    def from_environment(cls) -> "Place":
        """Read HOST, PORT, TLS, WORKERS and PUBLIC_URL; raise CannotServe for a number that is none."""
        host = os.environ.get("HOST") or "127.0.0.1"
        port, workers = number("PORT", 8000, 65535), number("WORKERS", 2, 64)
        tls = os.environ.get("TLS", "").lower() in ("1", "true", "yes", "on")
        url = os.environ.get("PUBLIC_URL") or ("https" if tls else "http") + "://" + joined(reachable(host), port)
        return cls(host, port, tls, workers, url.rstrip("/"))

    def names(self) -> list[str]:
        """Return the names and addresses that a certificate must hold."""
        return sorted({"localhost", "127.0.0.1", reachable(self.host), urlsplit(self.public_url).hostname or ""} - {""})


class Children:
    """The processes that make up the service: started, watched and stopped together."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:  # nohup shall outlive a terminal
                signal.signal(signum, self._ask_to_stop)

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a process that stays; its own group keeps Ctrl-C from it, since we stop it in order."""
        tied = partial(tie, os.getpid()) if LIBC else None
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=tied)
        self.running[name] = child
        return child

    def run(self, name: str, *command: str) -> None:
        """Run a process to its end; raise CannotServe if it fails."""
        child = self.start(name, *command)
        while child.poll() is None:
            self.pause()
        if self.running.pop(name).returncode:
            raise CannotServe(f"{name} failed (exit code {child.returncode}); see above.")

    def watch(self) -> None:
        """Wait a moment; raise CannotServe if a process has ended, or Stopped."""
        self.pause()
        for name, child in self.running.items():
            if child.poll() is not None:
                raise CannotServe(f"{name} ended by itself (exit code {child.returncode}); the service stops.")

    def pause(self) -> None:
        """Wait a moment; raise Stopped if somebody asked for it."""
        time.sleep(0.1)
        if self.stopping:
            raise Stopped

    def stop(self) -> None:
        """End every process, gently first."""
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
            # The whole group: a server that hangs or was killed has workers of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _ask_to_stop(self, _signum: int, _frame: FrameType | None) -> None:
        self.stopping = True


def number(name: str, default: int, most: int) -> int:
    """Return an environment variable as a number from 1 to `most`."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise CannotServe(f"{name} must be a number from 1 to {most}; it is {text!r}.")
    return int(text)


def joined(host: str, port: int) -> str:
    """Return host and port as URLs and gunicorn write them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reachable(host: str) -> str:
    """Return `host`, or this machine's address for "anywhere"; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0]) if host in ANYWHERE else host
    return "127.0.0.1" if host in ANYWHERE else host


def tie(parent: int) -> None:
    """Make a new child end when we are killed and can stop nobody any more; only Linux offers it."""
    LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:  # killed before the tie was made
        os._exit(1)


def require_free(place: Place) -> None:
    """Raise CannotServe if the site cannot listen where it should."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        reason = f"Cannot listen on {place.host}, port {place.port}: {error.strerror}."
        raise CannotServe(f"{reason} Another port: make run PORT=8001") from error


def keep_secrets() -> None:
    """Make what secrets the environment and `instance/secrets.json` lack, and keep them there for good."""
    INSTANCE.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = INSTANCE / "secrets.json"
    try:
        kept = json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise CannotServe(f"{path} is damaged. Restore it from a backup: old data cannot be read without.") from error
    lacking = [name for name in SECRETS if not os.environ.get(name) and not kept.get(name)]
    if lacking:
        write_private(path, json.dumps(kept | {name: secrets.token_hex(32) for name in lacking}, indent=2).encode())


def server(place: Place) -> list[str]:
    """Return the command that serves the site."""
    command = [sys.executable, "-m", "gunicorn", "app:app", "--bind", joined(place.host, place.port)]
    command += ["--preload", "--worker-class", "gthread", "--workers", str(place.workers), "--threads", "8"]
    command += ["--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"]
    return command + (certificate.options(INSTANCE / "tls", place.names()) if place.tls else [])


def answers(place: Place) -> bool:
    """Say whether the site is up; it is asked under its public name, since it may refuse others."""
    connect = partial(HTTPSConnection, context=ssl._create_unverified_context()) if place.tls else HTTPConnection
    public = urlsplit(place.public_url).netloc.encode("idna").decode()
    host = "127.0.0.1" if place.host in ANYWHERE else place.host
    with contextlib.closing(connect(host, place.port, timeout=5)) as connection:
        with contextlib.suppress(OSError, HTTPException):
            connection.request("GET", "/healthz", headers={"Host": public})
            return connection.getresponse().status == 200
        return False


def banner(place: Place) -> str:
    """Return what to tell whoever started the service."""
    accounts = INSTANCE / "demo-accounts.txt"
    lines = [f"The service runs at {place.public_url}"]
    lines += [f"Demo accounts:  {shown(accounts)}"] if accounts.exists() else []
    kept = f"{shown(INSTANCE / 'mail')}/ (as .eml files)"
    lines += [f"Mails go to:    {os.environ.get('MAIL_SERVER') or kept}"]
    lines += ["The certificate is of its own making: a browser warns once."] if place.tls else []
    return "\n".join(["", *(f"  {line}" for line in lines), "  Stop it with Ctrl-C.", ""])


def shown(path: Path) -> str:
    """Return a path as somebody in the project's folder would type it."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def serve(place: Place, children: Children) -> NoReturn:
    """Bring the database up to date, start server and mail worker, and stay with them."""
    require_free(place)
    keep_secrets()
    os.environ["PUBLIC_URL"] = place.public_url
    address.keep(INSTANCE, place.public_url)
    children.run("Updating the database", *FLASK, "db", "upgrade")
    if os.environ.get("DEMO", "1") != "0":
        children.run("The demo", *FLASK, "demo", "--first")
    children.start("The server", *server(place))
    children.start("The mail worker", *FLASK, "worker")
    deadline = time.monotonic() + PATIENCE
    while not answers(place):
        children.watch()
        if time.monotonic() > deadline:
            raise CannotServe(f"The site has not answered within {PATIENCE} seconds; see above.")
    print(banner(place), flush=True)
    while True:
        children.watch()


def main() -> int:
    """Serve until stopped; return 0 if somebody asked for it, else 1."""
    children = Children()
    try:
        serve(Place.from_environment(), children)
    except CannotServe as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1
    except Stopped:
        print("\nStopping …", flush=True)
        return 0
    finally:
        children.stop()


if __name__ == "__main__":
    sys.exit(main())
