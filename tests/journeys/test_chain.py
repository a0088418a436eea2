"""The whole chain as its people go through it: publish, sign up, mail, scan, count."""

import csv
import email
import email.policy
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import zxingcpp
from passlib.totp import TOTP
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, wait_for
from tests.journeys.film import write_film

PASSWORD = "a long enough password"
TERMS = {
    "name_lv": "Tiltu projekts",
    "name_en": "Bridges project",
    "slug": "bridges",
    "contract_number": "101000000-BRIDGES",
    "eu_share": "90",
    "national_share": "10",
    "controller": "Tiltu ministrija",
    "controller_contact": "pasts@bridges.example",
    "protection_contact": "dati@bridges.example",
}


def test_from_publishing_to_counting(site: Site, visit, camera, tmp_path):
    site.run("user", "add", "rita@bridges.example", "--name", "Rita", "--administrator", "--password", PASSWORD)
    organiser = log_in(visit(), site, "rita@bridges.example")
    publish_event(organiser, site)
    organiser.goto(f"{site.url}/organiser/")
    organiser.get_by_role("link", name="Tiltu seminārs").click()
    public = organiser.get_by_role("link", name=f"{site.url}/events/tiltu-seminars").get_attribute("href")

    liga = sign_up(visit(width=360, height=740, javascript=False), public, "lv", surname="Bērziņa", category="roma")
    john = sign_up(visit(width=360, height=740, javascript=False), public, "en", surname="Smith", category="ngo")

    letters = read_letters(site, 2)
    assert sorted(letters) == ["berzina@guests.example", "smith@guests.example"]
    assert letters["berzina@guests.example"]["Subject"].startswith("Jūsu biļete: Tiltu seminārs, ")
    assert letters["smith@guests.example"]["Subject"].startswith("Your ticket: Bridges seminar, ")
    ticket = read_qr_code(letters["berzina@guests.example"])
    assert ticket.startswith(f"{site.url.upper()}/T/")
    assert liga["manage"] in body_of(letters["berzina@guests.example"])

    door = open_door(organiser, site, camera(write_film(tmp_path / "ticket.y4m", ticket)).new_page())
    expect(door.locator(".verdict .who").first).to_have_text("Līga Bērziņa")
    expect(door.locator("#live .bar")).to_contain_text("1 no 2")
    answer_code(door, john["code"])
    expect(door.locator("#live .bar")).to_contain_text("2 no 2")

    site.run(
        "user",
        "add",
        "rita@bridges.example",
        "--name",
        "Rita",
        "--project",
        "bridges",
        "--role",
        "coordinator",
    )
    results = organiser
    results.goto(f"{site.url}/coordinator/bridges")
    expect(results.locator(".sentence")).to_have_text(
        "Projektā ir iesaistīts 1 romu pārstāvis un 1 pārstāvis no ne-romu nevalstiskajām organizācijām."
    )
    table = list(csv.reader(io.StringIO(results.request.get(f"{site.url}/coordinator/bridges.csv").text())))
    assert {row[0]: (row[2], row[4]) for row in table if len(row) == 5 and row[2] == "1"} == {
        "Romu pārstāvji": ("1", "1"),
        "Pārstāvji no ne-romu nevalstiskajām organizācijām": ("1", "1"),
    }
    counted = json.loads(site.run("results", "bridges", "--format", "json"))
    assert (counted["unique_persons"]["total"], counted["participations"]["total"]) == (2, 2)


def log_in(page: Page, site: Site, address: str) -> Page:
    """Log in through the page."""
    page.goto(f"{site.url}/account/login")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    set_up_second_factor(page)
    page.goto(f"{site.url}/organiser/")
    expect(page).to_have_url(f"{site.url}/organiser/")
    return page


def set_up_second_factor(page: Page) -> None:
    """Add the account to an authenticator app, as who administers must before anything else."""
    page.locator("main form button").first.click()
    key = re.sub(r"[^A-Z2-7]", "", page.locator("#totp-key").inner_text())
    page.fill("[name=code]", TOTP(key=key, format="base32").generate().token)
    page.locator("main form").last.locator("button").click()
    expect(page.locator(".message")).to_contain_text("Otrais faktors ir ieslēgts.")


def publish_event(page: Page, site: Site) -> None:
    """Create a project and an event of today and tomorrow, and publish it."""
    today = riga_today()
    page.goto(f"{site.url}/organiser/projects/new")
    for name, value in TERMS.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=programme][value=cerv_2021_2027]")
    page.fill("[name=starts_on]", str(today - timedelta(days=30)))
    page.fill("[name=ends_on]", str(today + timedelta(days=300)))
    page.locator("main form .submit button").click()
    page.goto(f"{site.url}/organiser/projects/bridges/events/new")
    page.fill("[name=name_lv]", "Tiltu seminārs")
    page.fill("[name=name_en]", "Bridges seminar")
    page.fill("[name=place]", "Viļaka")
    page.fill("[name=capacity]", "2")
    page.fill("[name=days-0-date]", str(today))
    page.fill("[name=days-0-starts_at]", "10:00")
    page.locator("[name=add_day]").click()
    assert page.input_value("[name=name_lv]") == "Tiltu seminārs"
    page.fill("[name=days-1-date]", str(today + timedelta(days=1)))
    page.locator("main form .submit button").click()
    page.locator("form[action$='/publish'] button").click()


def sign_up(page: Page, address: str, language: str, *, surname: str, category: str) -> dict[str, str]:
    """Sign up on a phone without JavaScript, from the event's page; return what the confirmation shows."""
    page.goto(f"{address}?lang={language}")
    page.locator("a[href$='/register']").first.click()
    page.fill("[name=name]", "Līga" if language == "lv" else "John")
    page.fill("[name=surname]", surname)
    page.locator("#sign-up .submit button").click()
    assert page.locator(".errors a").count() == 1  # the organisation is missing, and nothing typed is lost
    assert page.input_value("[name=surname]") == surname
    page.fill("[name=organisation]", "Viļakas novads")
    page.check(f"[name=category][value={category}]")
    page.fill("[name=email]", f"{'berzina' if surname == 'Bērziņa' else 'smith'}@guests.example")
    page.locator("#sign-up .submit button").click()
    if category == "roma":
        page.check("[name=consent][value=yes]")
        page.locator("#sign-up .submit button").click()
    assert page.locator("html").get_attribute("lang") == language
    page.wait_for_load_state()  # with its style sheets
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    return {"code": page.locator(".code").first.inner_text(), "manage": page.url}


def read_letters(site: Site, number: int) -> dict[str, EmailMessage]:
    """Wait for the mails and return them by recipient."""
    wait_for(lambda: len(site.mails()) == number, 20, "the mails do not come")
    letters = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in site.mails()]
    return {str(letter["To"]): letter for letter in letters}


def read_qr_code(letter: EmailMessage) -> str:
    """Return what the QR code of a mail says."""
    (picture,) = [part for part in letter.walk() if part["Content-ID"] == "<ticket>"]
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_content())))
    return found.text


def body_of(letter: EmailMessage) -> str:
    """Return the text of a mail."""
    return letter.get_body(("plain",)).get_content()


def open_door(organiser: Page, site: Site, device: Page) -> Page:
    """Make a door pass and open its link on another device."""
    organiser.goto(f"{site.url}/organiser/")
    organiser.get_by_role("link", name="Tiltu seminārs").click()
    organiser.locator("a[href$='/door-passes/new']").first.click()
    organiser.fill("[name=name]", "Galvenās durvis")
    organiser.fill("[name=operator]", "Anna")
    organiser.locator("main form .submit button").click()
    device.goto(organiser.locator("code.link-text").inner_text())
    expect(device).to_have_url(f"{site.url}/door/scan")
    return device


def answer_code(door: Page, code: str) -> None:
    """Type a code at the door."""
    door.locator("[data-tool=type]").click()
    door.locator("dialog[open] input").first.fill(code)
    door.locator("dialog[open] form button").first.click()


def riga_today() -> date:
    """The date that the door counts with: a day runs from four to four."""
    return (datetime.now(UTC).astimezone(ZoneInfo("Europe/Riga")) - timedelta(hours=4)).date()
