"""A phone at a door: it opens a link, is held before many tickets, is killed, and shows what is on its disk."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys.conftest import FLAGS, wait_for

# What a hand scanner types goes the way of what the camera sees. `painted` waits until the verdict is on the screen.
SCAN = """async ([texts, painted]) => {
    const verdict = document.querySelector("#live > .verdict");
    const form = document.querySelector("#typing form");
    const shown = () => new Promise((resolve) => {
        const seen = new MutationObserver(() => !verdict.hidden && resolve(seen.disconnect()));
        seen.observe(verdict, { attributes: true, attributeFilter: ["hidden"] });
    });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const told = [];
    for (const text of texts) {
        if (painted) await frame();
        form.elements.code.value = text;
        const begin = performance.now();
        const awaited = shown();
        form.requestSubmit();
        await awaited;
        if (painted) await frame();
        const milliseconds = performance.now() - begin;
        const name = verdict.querySelector(".who")?.textContent.trim() ?? "";
        told.push({ verdict: verdict.dataset.verdict, name, milliseconds });
        verdict.querySelector("[data-back]").click();
    }
    return told;
}"""
KEPT = """async () => {
    const found = { stores: {}, items: { ...localStorage }, files: {} };
    const asked = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    for (const { name } of await indexedDB.databases()) {
        const database = await asked(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            found.stores[store] = await asked(database.transaction(store).objectStore(store).getAll());
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) {
            found.files[request.url] = await (await caches.match(request)).text();
        }
    }
    return found;
}"""
READY = """async () => {
    const isReady = ({ active }) => active?.state === "activated";
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    for (;;) {
        const found = await navigator.serviceWorker.getRegistrations();
        if (found.length === 2 && found.every(isReady)) return;
        await pause();
    }
}"""
# Start what reads codes, as the page does, from the release that it has.
READ = """async () => {
    const { loadReader } = await import(new URL("reader.js", document.querySelector("script[type=module]").src).href);
    return Boolean(await loadReader());
}"""


@dataclass
class Phone:
    """A page at a door, and what one does with it."""

    page: Page

    def open(self, link: str) -> "Phone":
        """Open a link, and wait until the phone can do without a network."""
        self.page.goto(link)
        expect(self.page.locator("[data-fresh]")).to_be_visible(timeout=40_000)
        self.page.evaluate(READY)
        return self

    def scan(self, texts: list[str], *, painted: bool = False) -> list[dict[str, object]]:
        """Hold the phone before codes, one after the other; return what it says of each, and how long it took."""
        expect(self.page.locator("#live")).to_be_visible()  # until then its forms are bound to nothing
        return self.page.evaluate(SCAN, [texts, painted])

    def kept(self) -> dict[str, dict]:
        """Return all that a page can read of what the browser keeps: stores, local storage, cached files."""
        return self.page.evaluate(KEPT)

    def waiting(self) -> list[str]:
        """Return the ids of the scans that wait."""
        return [item["scan"]["id"] for item in self.kept()["stores"]["queue"]]

    def shows_waiting(self, number: int) -> None:
        """Wait until the bar says how many scans wait."""
        place = self.page.locator(".bar [data-waiting]")
        if number:
            expect(place).to_have_text(f"{number} waiting")
        else:
            expect(place).to_be_hidden()

    def can_read(self) -> bool:
        """Say whether what reads codes can be started."""
        return self.page.evaluate(READ)

    def hear_of_network(self) -> None:
        """Tell the page that there may be a network again, as the system does."""
        self.page.evaluate("dispatchEvent(new Event('online'))")


@dataclass
class Mortal:
    """A browser with a disk of its own, which may be killed at any moment and started again."""

    playwright: Playwright
    chromium: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="phone")))
    process: subprocess.Popen | None = None

    def start(self) -> Browser:
        """Start the browser, with all that it has on its disk."""
        told = self.folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        own = ("--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.folder}", "about:blank")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([self.chromium, *FLAGS, *own], start_new_session=True, **quiet)
        wait_for(lambda: told.exists() and told.read_text().count("\n"), 20, "the browser does not start")
        return self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{told.read_text().split()[0]}")

    def kill(self) -> None:
        """Kill it with all its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Kill it, and take its disk away."""
        if self.process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def holds(self, text: str) -> bool:
        """Say whether any file of the disk has a text somewhere in it, in one of the ways browsers write."""
        wanted = [text.encode(), text.encode("utf-16-le")]
        return any(each in content for content in self._files() for each in wanted)

    def _files(self) -> Iterator[bytes]:
        for path in self.folder.rglob("*"):
            with suppress(OSError):  # a living browser takes some away
                if path.is_file():
                    yield path.read_bytes()
