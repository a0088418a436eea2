"""What the journeys at a door share: one service for a file, and phones whose every fault fails the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.conftest import make_site
from tests.journeys.network import watch
from tests.journeys.stage import Stage, set_stage


def serve(folder: Path) -> Iterator[Stage]:
    """Serve from a folder as long as the tests of a file want it."""
    url = f"sqlite:///{folder / 'door.db'}"
    site = make_site(folder / "instance", url, WORKERS="1")
    site.start()
    made = set_stage(site, url)
    yield made
    made.engine.dispose()
    site.stop()


@contextmanager
def phones() -> Iterator[Callable[..., Page]]:
    """Give pages of new phones; one that asks a third party for anything, or breaks the policy, fails its test."""
    contexts, faults = [], []

    def take(browser: Browser, **options: object) -> Page:
        contexts.append(browser.new_context(**{"viewport": {"width": 360, "height": 740}} | options))
        contexts[-1].set_default_timeout(15_000)
        watch(contexts[-1], faults)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda fault: faults.append(fault))
        page.on("console", lambda said: "Content Security" in said.text and faults.append(said.text))
        return page

    yield take
    for context in contexts:
        context.close()
    assert not faults
