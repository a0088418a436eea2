"""What an organiser does in a year, as steps in a real browser, and the mail server that their guests have."""

import base64
import email
import email.policy
import hashlib
import hmac
import re
import struct
import time
from datetime import date, timedelta
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.delivery.postman import Postman
from tests.journeys.conftest import Site, wait_for
from tests.journeys.stage import today

PASSWORD = "Sunset over the Daugava"
LINK = re.compile(r"https?://\S+")


def letters_to(postman: Postman, address: str, number: int = 1) -> list[EmailMessage]:
    """Wait until so many mails have come for an address; return them, the first one first."""
    wait_for(lambda: len(_taken(postman, address)) >= number, 30, f"the mails to {address} do not come")
    found = _taken(postman, address)
    assert len(found) == number, [letter["Subject"] for letter in found]
    return found


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a mail."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter: EmailMessage, part: str) -> str:
    """Return the one link of a mail's text that holds `part`."""
    (found,) = {each for each in LINK.findall(text_of(letter)) if part in each}
    return found


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
        **{"name_lv": "Gada projekts", "name_en": "Project of the year", "slug": slug, "eu_share": "90"},
        **{"contract_number": "101000000-YEAR", "national_share": "10", "controller": "Kultūras ministrija"},
        **{"controller_contact": "pasts@year.example", "protection_contact": "dati@year.example"},
        **{"starts_on": str(today() - timedelta(days=10)), "ends_on": str(today() + timedelta(days=355))},
    }
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=programme][value=cerv_2021_2027]")
    save(page)


def make_event(page: Page, site: Site, name: str, day: date, **more: str) -> str:
    """Create an event and publish it; return its address among the organiser's pages."""
    page.goto(f"{site.url}/organiser/projects/gads/events/new")
    given = {"name_lv": name, "place": "Malta", "days-0-date": str(day), "days-0-starts_at": "10:00"} | more
    for field, value in given.items():
        page.fill(f"[name='{field}']", value)
    save(page)
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator(".message.yes")).to_be_visible()
    return page.url


def _taken(postman: Postman, address: str) -> list[EmailMessage]:
    raw = [content for recipients, content in list(postman.taken) if recipients == [address]]
    return [email.message_from_bytes(each, policy=email.policy.default) for each in raw]
