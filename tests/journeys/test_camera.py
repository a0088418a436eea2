"""Real browsers before films of codes that are hard to read."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import film
from tests.journeys.at_the_door import phones, serve
from tests.journeys.conftest import wait_for
from tests.journeys.stage import Stage

THREE_TIMES = 30  # seconds that the film with all codes takes to be shown so often


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of this file; each has its own people."""
    yield from serve(tmp_path_factory.mktemp("camera"))


@pytest.fixture
def device(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Phones that open a link; one that asks a third party for anything, or breaks the policy, fails its test."""
    with phones() as take:

        def open_link(link: str, browser: Browser = chromium) -> Page:
            page = take(browser)
            page.goto(link)
            return page

        yield open_link


def test_codes_are_read_as_hands_hold_them(stage, device, camera, tmp_path):
    people = {hard: stage.sign_up(name=hard.title()) for hard in film.HARD}
    pictures = [
        picture
        for hard, person in people.items()
        for picture in film.HARD[hard](f"{stage.site.url.upper()}/T/{person.ticket}")
    ]
    door = device(stage.link(), camera(film.write(tmp_path / "film.y4m", pictures)))

    def admitted() -> dict[str, str]:
        return {hard: scans[0].verdict for hard, person in people.items() if (scans := stage.scans_of(person))}

    wait_for(lambda: len(admitted()) == len(people), THREE_TIMES, "a code was not read")
    assert admitted() == dict.fromkeys(film.HARD, "admitted")
    loaded = door.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert [worker.url.rpartition("/")[2] for worker in door.workers] == ["reader-worker.js"]
    assert [name for name in loaded if name.endswith(".wasm")] == []  # decoding is none of the page's work
