"""A first visit to the sign-up page: light, in two requests, without JavaScript, and nothing moves under the reader."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import make_site
from tests.journeys.network import watch
from tests.journeys.stage import Stage, set_stage

MOST, MOST_WITHOUT_FONTS = 80_000, 25_000  # bytes over the wire
SHIFTS = """() => new Promise(done => new PerformanceObserver(found =>
    done(found.getEntries().map(shift => shift.value))).observe({type: 'layout-shift', buffered: true})
    || setTimeout(() => done([]), 300))"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service with an event that one can sign up for."""
    folder = tmp_path_factory.mktemp("first-visit")
    url = f"sqlite:///{folder / 'visit.db'}"
    site = make_site(folder / "instance", url, WORKERS="1")
    site.start()
    try:
        made = set_stage(site, url)
        made.add_event(20, name={"lv": "Lasījumi"})
        yield made
        made.engine.dispose()
    finally:
        site.stop()


@pytest.fixture
def path(stage: Stage) -> str:
    """The address of the sign-up page."""
    return f"{stage.site.url}/events/lasijumi/register"


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A telephone without JavaScript that has never been here."""
    made = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield made
    made.close()


class Wire:
    """What a page loads: each request with its address, kind and bytes as they travel."""

    def __init__(self, page: Page) -> None:
        self.urls: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, float] = {}
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", self._answered)
        wire.on(
            "Network.loadingFinished", lambda told: self.sizes.update({told["requestId"]: told["encodedDataLength"]})
        )

    def _answered(self, told: dict) -> None:
        self.urls[told["requestId"]], self.kinds[told["requestId"]] = told["response"]["url"], told["type"]

    def bytes(self, *, fonts: bool) -> float:
        """Return how many bytes travelled, with fonts or without."""
        return sum(size for key, size in self.sizes.items() if fonts or self.kinds.get(key) != "Font")

    def dynamic(self) -> list[str]:
        """Return the addresses that are no files."""
        return [url for url in self.urls.values() if "/static/" not in url]


def test_the_sign_up_page_is_light(path, window):
    page = window.new_page()
    wire = Wire(page)

    page.goto(path, wait_until="networkidle")

    assert sorted(set(wire.kinds.values())) == ["Document", "Font", "Other", "Stylesheet"]
    assert (wire.bytes(fonts=True) <= MOST, wire.bytes(fonts=False) <= MOST_WITHOUT_FONTS) == (True, True), wire.sizes
    assert wire.bytes(fonts=True) > wire.bytes(fonts=False) + 40_000


def test_one_signs_up_in_two_requests_without_javascript(path, window):
    page = window.new_page()
    wire = Wire(page)
    page.goto(path)
    for name, words in {"name": "Līga", "surname": "Bērziņa", "organisation": "Balvu novads"}.items():
        page.fill(f"#{name}", words)
    page.locator("[name=category]").last.check()
    page.locator("#sign-up .submit button").click()
    page.wait_for_url("**/m/*")

    form, confirmation = wire.dynamic()  # the submit is answered by the way to the confirmation
    assert form == path
    assert "/m/" in confirmation


def test_a_second_page_loads_no_file_again(path, stage, window):
    page = window.new_page()
    page.goto(path, wait_until="networkidle")
    wire = Wire(page)

    page.goto(f"{stage.site.url}/events/lasijumi", wait_until="networkidle")

    fresh = [url.rsplit("/", 1)[-1] for key, url in wire.urls.items() if wire.sizes.get(key) and "/static/" in url]
    assert fresh == []


def test_nothing_moves_while_the_page_loads(path, chromium):
    window = chromium.new_context(viewport={"width": 360, "height": 800})
    page = window.new_page()
    page.goto(path, wait_until="networkidle")

    shifts = page.evaluate(SHIFTS)

    window.close()
    assert sum(shifts) < 0.02, shifts


@pytest.mark.parametrize("policy", [True, False])
def test_the_policy_keeps_a_page_from_asking_a_third_party_and_the_watch_sees_it_try(path, chromium, policy):
    window, strangers = chromium.new_context(bypass_csp=not policy), []
    watch(window, strangers)
    page = window.new_page()
    page.goto(path)

    page.evaluate("fetch('http://third.invalid/of-mine').catch(() => 'refused')")

    window.close()
    assert strangers == ([] if policy else ["http://third.invalid/of-mine"])
