"""Every page of every visitor in both languages is valid HTML; html-validate of npm is the judge."""

import html
import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from eventreg.domain import documents, indicators, registration
from eventreg.domain.indicators import IndicatorDraft
from eventreg.models import EventStatus, Kind, RegistrationStatus, Role
from tests.conftest import NOW
from tests.factories import admit, make_event, make_pass, make_project, make_registration, make_user
from tests.journeys.crawl import shape
from tests.web.forms import CANCEL, CASES
from tests.web.public_pages import set_event

ROOT = Path(__file__).parents[2]
JUDGE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        # How templates are written is no fault of a page.
        "attribute-boolean-style": "off",
        "attribute-empty-style": "off",
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        # A button without type sends its form, as is meant; a label with `for` is found by more screen readers.
        "no-implicit-button-type": "off",
        "no-redundant-for": "off",
        # Tables that become stacked rows on a phone, and what scrolls by itself, keep their meaning by their roles.
        "no-redundant-role": "off",
        "prefer-native-element": ["error", {"exclude": ["region"]}],
        "form-dup-name": ["error", {"shared": ["radio", "checkbox", "button", "submit"]}],
        "no-inline-style": "error",
    },
}
LINK = re.compile(r'<a [^>]*href="([^"#?]+)[#?"]')
MOST_OF_A_KIND = 2  # as there are: full ones, empty ones


@pytest.fixture
def people(web_session):
    """Somebody of each kind, and something behind each page."""
    project, empty = make_project(web_session, name={"lv": "Mūsu & projekts"}), make_project(web_session)
    words = {"lv": "Kāpēc <b>\n\nun kā", "en": "Why <b>\n\nand how"}
    event = make_event(
        web_session, project, name={"lv": "Mūsu & tirgus"}, programme=words, partners="A & B", capacity=9
    )
    for status in (EventStatus.CLOSED, EventStatus.CANCELLED):
        other = make_event(web_session, project, description=words, conclusions=words)
        set_event(web_session, other, status=status, cancel_reason=words)
    make_event(web_session, empty, published=False)
    once = {"name": "Ada", "email": "ada@example.lv", "surname": "Ozola"}
    guests = [make_registration(web_session, event, **once, category="roma", consent=True)]
    guests += [make_registration(web_session, event, **once), make_registration(web_session, event, category="ngo")]
    guests += [make_registration(web_session, event) for _ in range(3)]
    admit(web_session, guests[0])
    registration.cancel(web_session, guests[2], now=NOW)
    guests[3].status, guests[4].status = RegistrationStatus.WAITING, RegistrationStatus.PENDING
    make_pass(web_session, event)
    make_event(web_session, project, kind=Kind.PUBLICATION, days=())
    for about in (None, event):
        counted = IndicatorDraft(name=words, value=3, unit=words, counted_on=date(2019, 1, 2), source="A & B")
        indicators.add(web_session, project, about, counted, by=None, now=NOW)
    documents.add(web_session, event, title=words, filename="a.pdf", content=b"%PDF-1.7", by=None, now=NOW)
    users = {
        "public": None,
        "organiser": make_user(web_session, Role.ORGANISER, project=project),
        "coordinator": make_user(web_session, Role.COORDINATOR, project=project),
        "administrator": make_user(web_session, Role.ORGANISER, project=empty, administrator=True),
    }
    web_session.commit()
    addresses = [each for guest in guests for each in (f"/m/{guest.manage}", f"/t/{guest.ticket}")]
    return users, addresses


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_page_is_valid(browser, people, house, tmp_path):
    staff = browser.client
    for language in ("lv", "en"):
        browser.client = staff
        collect(browser.read_in(language), people, house, language, tmp_path)

    assert judge(tmp_path) == []


def collect(browser, people, house, language, folder):
    """Keep what everybody sees in a language: first the forms that are refused, then all that links lead to."""
    users, addresses = people
    starts = {"public": ["/", *addresses, "/nothing/here"], None: ["/account/start", "/account/", "/admin/"]}
    for case in (each for each in CASES if each is not CANCEL):  # whoever has cancelled has no form to correct
        answer = house.send(case, house.blank(case))
        if answer.status_code != 303:
            keep(folder, f"{language} refused {case.endpoint}", answer.text)
    for visitor, user in users.items():
        browser.client = browser.app.test_client()
        if user:
            browser.log_in(user)
        browser.read_in(language)
        for address, page in walk(browser, starts.get(visitor, starts[None])):
            keep(folder, f"{language} {visitor} {address}", page)


def walk(browser, waiting):
    """Open every page that links lead to, a few of each kind; yield address and text."""
    seen, kinds = set(), {}
    while waiting:
        address = waiting.pop(0)
        kind = shape(address)
        if address in seen or kinds.get(kind, 0) >= MOST_OF_A_KIND or address.startswith("/static"):
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        with browser.client.get(address, follow_redirects=True) as response:
            if response.mimetype != "text/html":
                continue
            yield address, response.text
            waiting += [each for each in map(html.unescape, LINK.findall(response.text)) if each.startswith("/")]


def keep(folder, name, text):
    """Put a page where it can be judged."""
    (folder / (re.sub(r"\W+", "-", name)[:150] + ".html")).write_text(text)


def judge(folder):
    """Return what is wrong with the pages of a folder: rule, page, place and message."""
    config = folder / ".htmlvalidate.json"
    config.write_text(json.dumps(RULES))
    node = shutil.which(os.environ.get("NODE", "node"))
    said = folder / "said.json"
    command = [node, JUDGE, "--formatter", f"json={said}", "--config", config, "--ext", "html", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert said.exists(), done.stderr
    return sorted(
        f"{fault['ruleId']} {Path(page['filePath']).name}:{fault['line']}:{fault['column']} {fault['message']}"
        for page in json.loads(said.read_text())
        for fault in page["messages"]
    )
