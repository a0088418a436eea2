"""Takes the pictures of README from a running demo: `.venv/bin/python scripts/pictures.py http://127.0.0.1:8000`.

Needs what `make test` sets up, and the demo accounts in the instance folder (INSTANCE, or `instance/`).
"""

import io
import os
import sys
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys.conftest import FLAGS  # noqa: E402
from tests.journeys.film import write_film  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
PHONE = {"width": 360, "height": 880}
EVENT = "atvertas-durvis-un-izstade-romu-stasti"
PROJECT = "latvijas-romu-platforma-iii"


def main(url: str) -> None:
    """Take the four pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    accounts = read_accounts()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        ticket = sign_up(browser.new_page(viewport=PHONE), url)
        organiser = log_in(browser, url, *accounts["organiser"])
        link = make_pass(organiser, url)
        coordinator = log_in(browser, url, *accounts["coordinator"])
        coordinator.goto(f"{url}/coordinator/{PROJECT}")
        coordinator.screenshot(path=PICTURES / "results.png")
        with tempfile.TemporaryDirectory() as folder:
            film = write_film(Path(folder) / "ticket.y4m", ticket)
            eyes = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
            shown = f"--use-file-for-fake-video-capture={film}"
            door = playwright.chromium.launch(executable_path=path, args=(*FLAGS, *eyes, shown))
            page = door.new_page(viewport=PHONE)
            page.goto(link)
            page.locator(".verdict .who").first.wait_for()
            page.screenshot(path=PICTURES / "door.png")
            door.close()
        browser.close()


def read_accounts() -> dict[str, tuple[str, str]]:
    """Return address and password of the demo accounts by role."""
    kept = Path(os.environ.get("INSTANCE") or ROOT / "instance") / "demo-accounts.txt"
    return {role: (address, password) for role, address, password in map(str.split, kept.read_text().splitlines())}


def sign_up(page: Page, url: str) -> str:
    """Sign up as an invented person, taking pictures; return what the ticket's QR code says."""
    page.goto(f"{url}/events/{EVENT}/register")
    page.fill("[name=name]", "Līga")
    page.fill("[name=surname]", "Bērziņa")
    page.screenshot(path=PICTURES / "sign-up.png")
    page.fill("[name=organisation]", "Balvu novads")
    page.check("[name=category][value=municipality]")
    page.check("[name=photo]")
    page.locator("#sign-up .submit button").click()
    page.locator(".ticket").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "ticket.png")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator(".qr-code").screenshot())))
    return found.text


def log_in(browser: Browser, url: str, address: str, password: str) -> Page:
    """Return a page of somebody who has logged in."""
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    page.goto(f"{url}/account/login")
    page.fill("#email", address)
    page.fill("#password", password)
    page.locator("main form button").click()
    page.wait_for_load_state()
    return page


def make_pass(page: Page, url: str) -> str:
    """Make a door pass for the event and return its link."""
    page.goto(f"{url}/organiser/")
    page.get_by_role("link", name="Atvērtās durvis").click()
    page.locator("a[href$='/door-passes/new']").first.click()
    page.fill("[name=name]", "Galvenās durvis")
    page.fill("[name=operator]", "Anna")
    page.locator("main form .submit button").click()
    return page.locator("code.link-text").inner_text()


if __name__ == "__main__":
    main(sys.argv[1])
