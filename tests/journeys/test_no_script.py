"""Every text that a person can fill holds an attack, and no script fires: on no page and in no mail.

The browser is told to ignore our policy (CSP), so that what keeps a script from running is that it never is one.
"""

import email
import email.policy
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventreg.models import (
    Announcement,
    Document,
    DoorPass,
    Event,
    Indicator,
    Invitation,
    MailKind,
    MailText,
    Organisation,
    OutgoingMail,
    Project,
    Registration,
    User,
)
from tests.factories import make_mail, make_registration
from tests.journeys import test_accessible
from tests.journeys.conftest import make_site, wait_for
from tests.journeys.crawl import walk
from tests.journeys.stage import Stage, now, set_stage
from tests.journeys.test_accessible import PAGES, enter, populate

FIRE = "window.fired=1"
ATTACKS = (
    f"<script>{FIRE}</script>",
    f'"><img src=x onerror="{FIRE}">',
    f"'><svg onload='{FIRE}'>",
    f"</textarea></title></style><script>{FIRE}</script>",
    f'" autofocus onfocus="{FIRE}" x="',
    f"javascript:{FIRE}",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    f'=HYPERLINK("javascript:{FIRE}")',
)
# What a person can fill, a table at a time; texts in languages hold the attack in each.
LINES = {
    Registration: ("name", "surname", "organisation", "phone"),
    Event: ("place", "partners", "work_package", "period_reason"),
    Project: ("contract_number", "controller", "controller_contact", "protection_contact", "granting_authority"),
    DoorPass: ("name", "operator"),
    Document: ("filename",),
    Indicator: ("source",),
    Invitation: ("name",),
    MailText: ("subject", "body"),
    Organisation: ("name",),
    OutgoingMail: ("error",),
    User: ("name",),
}
TEXTS = {
    Event: ("name", "description", "programme", "conclusions", "cancel_reason"),
    Project: ("name", "funding_statement", "disclaimer"),
    Indicator: ("name", "unit"),
    Document: ("title",),
    Announcement: ("subject", "body"),
}
KINDS = (MailKind.INVITATION, MailKind.EVENT_CHANGED, MailKind.EVENT_CANCELLED, MailKind.CHANGE)
BAD_LINKS = """() => [...document.querySelectorAll('[href],[src],[action],[formaction]')].flatMap(one =>
    ['href', 'src', 'action', 'formaction'].map(name => one.getAttribute(name) || ''))
    .filter(link => /^[^a-z]*(javascript|vbscript|data:text)/i.test(link))"""
CALCULATED = "document.body.innerText.includes('$49') || document.body.innerText.includes('#49')"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service on which everything is there that pages show, and every text of it is an attack."""
    folder = tmp_path_factory.mktemp("attacked")
    url = f"sqlite:///{folder / 'attacked.db'}"
    site = make_site(folder / "instance", url, WORKERS="1")
    site.start()
    test_accessible.KEYS.clear()
    try:
        made = set_stage(site, url)
        populate(made)
        with Session(made.engine) as session:
            attack(session, made.event_id)
            session.commit()
        yield made
        made.engine.dispose()
    finally:
        test_accessible.KEYS.clear()
        site.stop()


def attack(session: Session, event_id: int) -> None:
    """Put attacks into all texts, and mails of all kinds about them into the outbox."""
    event = session.get_one(Event, event_id)
    subject = {"lv": "x", "en": "x"}
    session.add(Announcement(event_id=event.id, subject=subject, body=subject, audience={}, created_at=now()))
    session.add(
        MailText(project_id=event.project_id, kind=KINDS[0], language="lv", subject="x", body="x", changed_at=now())
    )
    guests = [make_registration(session, event, now=now(), email=f"a{number}@guests.example") for number in range(8)]
    session.flush()
    for kind in KINDS:
        make_mail(session, event, kind, registration_id=guests[0].id, created_at=now(), due_at=now())
    for model, columns in (*LINES.items(), *TEXTS.items()):
        for place, row in enumerate(session.scalars(select(model)).all()):
            for offset, column in enumerate(columns):
                longest = 39 if column in ("contract_number", "work_package") else 199
                text = ATTACKS[(place + offset) % len(ATTACKS)][:longest]
                both = {"lv": text, "en": text}
                setattr(row, column, both if column in TEXTS.get(model, ()) else text)
    session.execute(update(Event).values(website=f'https://x.example/"><img src=x onerror="{FIRE}">'))


@pytest.fixture
def opened(chromium: Browser) -> Iterator[BrowserContext]:
    """A window that ignores our policy, and keeps quiet about nothing."""
    context = chromium.new_context(bypass_csp=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def look_at(page: Page, where: str) -> list[str]:
    """Return what has fired, or could."""
    found = [f"{where}: a link {link}" for link in page.evaluate(BAD_LINKS)]
    found += [f"{where}: a script fired"] if page.evaluate("window.fired") else []
    return found + ([f"{where}: a template was calculated"] if page.evaluate(CALCULATED) else [])


@pytest.mark.parametrize("visitor", PAGES)
def test_no_script_fires_on_any_page(stage, opened, visitor):
    page, faults = opened.new_page(), []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda fault: faults.append(str(fault)))

    for address in walk(page, enter(page, stage, visitor), PAGES[visitor], most_of_a_kind=1):
        faults += look_at(page, address)
        page.goto(f"{address}?lang={'lv' if page.locator('html').get_attribute('lang') == 'en' else 'en'}")
        faults += look_at(page, page.url)

    assert "\n".join(faults) == ""


def test_no_script_fires_in_any_mail(stage, opened):
    wait_for(lambda: len(stage.site.mails()) >= 8, 30, "the mails do not come")
    page, faults = opened.new_page(), []

    for path in stage.site.mails():
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        page.set_content(letter.get_body(("html",)).get_content())
        faults += look_at(page, letter["Subject"])

    assert "\n".join(faults) == ""
