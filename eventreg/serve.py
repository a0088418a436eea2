"""`python -m eventreg.serve`: the site and its mail worker on one machine; what `make run` starts."""

import contextlib
import ctypes
import http.client
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from eventreg import certificate
from eventreg.config import SECRETS

ROOT = Path(__file__).resolve().parents[1]
INSTANCE = ROOT / "instance"
FLASK = (sys.executable, "-m", "flask", "--app", "app")
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
        shown = bracketed(own_address() if host in ANYWHERE else host)
        url = os.environ.get("PUBLIC_URL") or f"{'https' if tls else 'http'}://{shown}:{port}"
        return cls(host, port, tls, workers, url.rstrip("/"))

    @property
    def loopback(self) -> str:
        """The address at which this program itself reaches the site."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    def names(self) -> list[str]:
        """Return the names and addresses that a certificate must hold."""
        reached = [self.host, own_address()] if self.host not in ANYWHERE else [own_address()]
        return sorted({"localhost", "127.0.0.1", urlsplit(self.public_url).hostname or "localhost", *reached})


class Children:
    """The processes that make up the service: started, watched and stopped together."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._ask_to_stop)

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a process that stays; its own group keeps Ctrl-C from it, since we stop it in order."""
        child = subprocess.Popen(command, cwd=ROOT, process_group=0, preexec_fn=tie_to(os.getpid()))
        self.running[name] = child
        return child

    def run(self, name: str, *command: str) -> None:
        """Run a process to its end; raise CannotServe if it fails."""
        child = self.start(name, *command)
        while child.poll() is None:
            self.pause()
        del self.running[name]
        if child.returncode:
            raise CannotServe(f"{name} failed ({ending(child.returncode)}); see above.")

    def watch(self) -> None:
        """Stay until a process ends or somebody asks to stop; raise CannotServe or Stopped."""
        while True:
            self.pause()
            self.check()

    def check(self) -> None:
        """Raise CannotServe if a process has ended."""
        for name, child in self.running.items():
            if child.poll() is not None:
                raise CannotServe(f"{name} ended by itself ({ending(child.returncode)}); the service stops.")

    def pause(self) -> None:
        """Wait a moment; raise Stopped if somebody asked for it meanwhile."""
        if not self.stopping:
            time.sleep(0.1)
        if self.stopping:
            raise Stopped

    def stop(self) -> None:
        """End every process, gently first."""
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.running.values():
            try:
                child.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # The whole group: a server that hangs has workers of its own.
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


def bracketed(host: str) -> str:
    """Return the host as URLs and gunicorn write it."""
    return f"[{host}]" if ":" in host else host


def own_address() -> str:
    """Return this machine's address in its network; connecting a datagram socket picks it and sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def ending(code: int) -> str:
    """Say how a process ended."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def tie_to(parent: int) -> Callable[[], None] | None:
    """Return what makes a child end when we are killed and can stop nobody any more; only Linux offers it."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, die_with_parent = ctypes.CDLL(None).prctl, 1

    def tie() -> None:
        prctl(die_with_parent, signal.SIGTERM)
        if os.getppid() != parent:  # killed before the tie was made
            os._exit(1)

    return tie


def require_free(place: Place) -> None:
    """Raise CannotServe if the site cannot listen where it should."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
    except OSError as error:
        raise CannotServe(
            f"Cannot listen on {place.host}, port {place.port}: {error.strerror}. Another port: make run PORT=8001"
        ) from error


def keep_secrets() -> None:
    """Make what secrets the environment and `instance/secrets.json` lack, and keep them there for good."""
    path = INSTANCE / "secrets.json"
    try:
        kept = json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise CannotServe(f"{path} is damaged. Restore it from a backup: old data cannot be read without.") from error
    lacking = [name for name in SECRETS if not os.environ.get(name) and not kept.get(name)]
    if lacking:
        write_private(path, json.dumps(kept | {name: secrets.token_hex(32) for name in lacking}, indent=2).encode())


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    partial = path.with_name(path.name + ".new")
    partial.unlink(missing_ok=True)
    with open(partial, "wb", opener=lambda name, flags: os.open(name, flags | os.O_EXCL, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
