"""The real service in its own folder, and real browsers that visit it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.journeys.network import watch

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60  # seconds until the service answers


@dataclass
class Site:
    """A running service: its address, its folder, and its commands."""

    url: str
    instance: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self) -> None:
        """Serve as `make run` does, and wait until the service answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "eventreg.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        wait_for(self._answers, PATIENCE, "the service does not answer")

    def stop(self) -> None:
        """Ask the service to stop, and see that it does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def run(self, *command: str) -> str:
        """Run one of the service's own commands and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails(self) -> list[Path]:
        """Return the mails that were kept as files, the first one first."""
        return sorted((self.instance / "mail").glob("*.eml"))

    def _answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, "the service has ended"
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=2).status == 200
        except OSError:
            return False


def wait_for(true: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Wait until something is true; it fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def make_site(folder: Path, database_url: str, **more: str) -> Site:
    """Return a service that is not started yet, with its own folder, database and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR", "CI")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {"INSTANCE": str(folder), "DATABASE_URL": database_url, "PORT": str(port), "DEMO": "0"}
    environment |= {"ACCESS_LOG": "0"}
    return Site(f"http://127.0.0.1:{port}", folder, environment | more)


@pytest.fixture
def site(empty_url: str, tmp_path: Path) -> Iterator[Site]:
    """The service on an empty database, once on SQLite and once on PostgreSQL."""
    made = make_site(tmp_path / "instance", empty_url)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium to test with; none is a failure, not a reason to skip."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium was found; `make test` gets one, or CHROMIUM names it"
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright for the whole run."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A browser without camera."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def camera(playwright: Playwright, chromium_path: str) -> Iterator[Callable[[Path], Browser]]:
    """Browsers whose camera shows a film."""
    opened: list[Browser] = []

    def open_with(film: Path) -> Browser:
        eyes = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        shown = f"--use-file-for-fake-video-capture={film}"
        opened.append(playwright.chromium.launch(executable_path=chromium_path, args=(*FLAGS, *eyes, shown)))
        return opened[-1]

    yield open_with
    for browser in opened:
        browser.close()


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: `visit(width=360, javascript=False)`; who asks a third party fails the test."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def open_page(*, width: int = 1280, height: int = 800, javascript: bool = True, locale: str = "lv") -> Page:
        size = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, java_script_enabled=javascript, locale=locale))
        watch(contexts[-1], strangers)
        contexts[-1].set_default_timeout(10_000)
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert strangers == []
