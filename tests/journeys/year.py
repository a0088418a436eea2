"""What an organiser does in a year, as steps in a real browser."""

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import date, timedelta

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from tests.delivery.postman import Postman
from tests.journeys.conftest import Site
from tests.journeys.stage import today
from tests.journeys.year_mail import CONTRACT, CONTROLLER, PROJECT, letters_to, link_in

PASSWORD = "Sunset over the Daugava"


def code_now(key: str) -> str:
    """Return the code that an authenticator app shows now for a key (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(key + "=" * (-len(key) % 8)), moment, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def set_up_second_factor(page: Page, site: Site) -> str:
    """Go through the page of the second factor as an app does; return the key."""
    page.goto(f"{site.url}/account/tf-setup")
    page.locator("main form .submit button").first.click()
    key = re.sub(r"[^A-Z2-7]", "", page.locator("#totp-key").inner_text())
    page.fill("[name=code]", code_now(key))
    page.locator("main form .submit button").first.click()
    return key


def log_in(page: Page, site: Site, address: str) -> Page:
    """Log in with the password, as far as that goes."""
    page.goto(f"{site.url}/account/login")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    return page


def save(page: Page) -> None:
    """Press the button of the page's form; it must be taken."""
    page.locator("main form .submit button").first.click()
    assert page.locator(".errors").count() == 0, page.locator(".errors").inner_text()


def make_project(page: Page, site: Site, slug: str) -> None:
    """Create a project that runs this year."""
    page.goto(f"{site.url}/organiser/projects/new")
    given = {
        **{"name_lv": PROJECT["lv"], "name_en": PROJECT["en"], "slug": slug, "eu_share": "90"},
        **{"contract_number": CONTRACT, "national_share": "10", "controller": CONTROLLER},
        **{"controller_contact": "pasts@year.example", "protection_contact": "dati@year.example"},
        **{"starts_on": str(today() - timedelta(days=10)), "ends_on": str(today() + timedelta(days=355))},
    }
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=programme][value=cerv_2021_2027]")
    save(page)


def make_event(page: Page, site: Site, name: str, day: date, *, sensitive: bool = False, **more: str) -> str:
    """Create an event and publish it; return its address among the organiser's pages."""
    page.goto(f"{site.url}/organiser/projects/gads/events/new")
    given = {"name_lv": name, "place": "Malta", "days-0-date": str(day), "days-0-starts_at": "10:00"} | more
    for field, value in given.items():
        page.fill(f"[name='{field}']", value)
    page.locator("[name=sensitive]").set_checked(sensitive)
    save(page)
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator(".message.yes")).to_be_visible()
    return page.url


def invite(page: Page, site: Site, postman: Postman) -> str:
    """Invite an organiser to the first project; return the link of the mail that comes."""
    page.goto(f"{site.url}/organiser/projects/pirmais/people")
    page.fill("[name=name]", "Rita")
    page.fill("[name=email]", "rita@year.example")
    page.check("[name=role][value=organiser]")
    save(page)
    (letter,) = letters_to(postman, "rita@year.example")
    return link_in(letter, "/account/invitation")


def accept(link: str, page: Page, site: Site) -> Page:
    """Take up an invitation with a password of one's own, and set up a second factor."""
    page.goto(link)
    page.fill("[name=password]", PASSWORD)
    save(page)
    if "/login" in page.url:
        log_in(page, site, "rita@year.example")
    set_up_second_factor(page, site)
    return page


def make_activity(page: Page, site: Site, name: str) -> None:
    """Create an activity without attendance, with an indicator that is a thousand and one."""
    page.goto(f"{site.url}/organiser/projects/gads/activities/new")
    page.fill("[name=name_lv]", name)
    page.check("[name=kind][value=publication]")
    save(page)
    page.goto(f"{page.url}/indicators/new")
    page.fill("[name=name_lv]", "Bukleti")
    page.fill("[name=value]", "1001")
    save(page)
    expect(page.locator("main")).to_contain_text(re.compile(r"Bukleti\s+1.?001"))


def add_by_hand(page: Page, event: str, name: str, address: str, *, part: str = "", spoken: str = "") -> str:
    """Sign somebody up whom the organiser met; return the address of the registration."""
    page.goto(f"{event}/registrations/new")
    for field, value in {"name": name, "surname": "Bērziņš", "organisation": "Malta", "email": address}.items():
        page.fill(f"[name={field}]", value)
    if part:
        page.select_option("[name=part]", part)
    if spoken:
        page.check(f"[name=language][value={spoken}]")
    save(page)
    expect(page.locator("h1")).to_have_text(f"{name} Bērziņš")
    return page.url


def move(page: Page, registration: str, event: str) -> None:
    """Move a registration to another event."""
    page.goto(f"{registration}/move")
    page.check(f"[name=target][value='{event.rpartition('/')[2]}']")
    save(page)
    expect(page.locator(".message.yes")).to_be_visible()


def change_place(page: Page, event: str, place: str) -> None:
    """Move an event to another place, and tell those who signed up."""
    page.goto(f"{event}/edit")
    page.fill("[name=place]", place)
    page.check("[name=tell]")
    save(page)


def cancel_event(page: Page, event: str, reason: str) -> None:
    """Cancel an event and say why."""
    page.goto(f"{event}/cancel")
    page.fill("[name=reason_lv]", reason)
    save(page)


def write_to(page: Page, event: str, part: str, words: dict[str, str]) -> None:
    """Write to a part of those who have a place, after a look at it."""
    page.goto(f"{event}/mail/write")
    page.select_option("[name=part]", part)
    for field, value in words.items():
        page.fill(f"[name={field}]", value)
    _look_and_send(page)


def invite_guests(page: Page, event: str, addresses: str) -> None:
    """Invite people to an event, after a look at it."""
    page.goto(f"{event}/mail/invite")
    page.fill("[name=addresses]", addresses)
    _look_and_send(page)


def _look_and_send(page: Page) -> None:
    """Look at what was written to one person, and send it."""
    page.locator("main form .submit button[value=preview]").click()
    expect(page.locator("#preview .message")).to_contain_text("1 ")
    heading = page.frame_locator("#preview iframe").first.locator("h1")
    expect(heading).to_have_css("font-size", "24px")  # as the mail says, which the policy of the page lets in
    page.locator("button[value=send]").click()
    expect(page.locator(".message.yes")).to_be_visible()


def read_slips(page: Page, event: str) -> int:
    """Return how many QR codes a phone finds on the printed slips."""
    page.goto(f"{event}/registrations")
    with page.expect_download() as loading:
        page.locator("button[formaction*='slips.pdf']").click()
    document = pypdfium2.PdfDocument(loading.value.path())
    return sum(len(zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())) for sheet in document)


def copy_with_people(page: Page, event: str, first_day: date) -> None:
    """Copy an event with all who have a place."""
    page.goto(f"{event}/copy")
    page.fill("[name=first_day]", str(first_day))
    page.check("[name=people]")
    save(page)
