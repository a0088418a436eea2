"""Every page of every visitor: no fault that axe-core finds, nothing scrolls sideways, not even with letters twice as
large, and no third party is asked."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventreg.domain import accounts, registration
from eventreg.models import Event, EventStatus, Project, Role, User
from tests.factories import admit
from tests.journeys.conftest import ROOT, make_site
from tests.journeys.crawl import walk
from tests.journeys.network import watch
from tests.journeys.stage import Stage, now, set_stage
from tests.journeys.year import PASSWORD, code_now, set_up_second_factor

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Faults, not the page: what axe says in short, where it is, and how it can be seen.
RUN = """async rules => (await axe.run(document, {resultTypes: ['violations'], runOnly: rules})).violations
    .map(found => `${found.id}: ${found.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ')}`)"""
# What makes a page scroll sideways: elements that reach beyond the window and lie in nothing that scrolls by itself.
STICKS_OUT = """() => { const wide = innerWidth; if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > wide + 1
        && !one.closest('.scroll, .tabs')).slice(0, 5).map(one => `${one.tagName} ${one.className}`)
    .concat(['the page']) }"""
ENLARGE = "percent => { document.documentElement.style.fontSize = percent }"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, PHONE, WIDE = ({"width": width, "height": 800} for width in (320, 360, 1280))
ADMINISTRATOR = "administrator@staff.example"
PAGES = {  # of each visitor, by the beginning of their address; what everybody may open, only the public goes through
    "public": ("/",),
    "organiser": ("/organiser/", "/account/"),
    "coordinator": ("/coordinator/", "/account/"),
    "administrator": ("/admin/", "/organiser/projects/"),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service on which a year has passed: people signed up, came, cancelled; somebody of each kind has access."""
    folder = tmp_path_factory.mktemp("accessible")
    url = f"sqlite:///{folder / 'year.db'}"
    site = make_site(folder / "instance", url, WORKERS="1")
    site.start()
    try:
        made = set_stage(site, url)
        populate(made)
        yield made
        made.engine.dispose()
    finally:
        site.stop()


def populate(stage: Stage) -> None:
    """Put people, further events and accounts behind the pages."""
    liga = stage.sign_up(name="Līga", surname="Bērziņa", email="liga@guests.example", category="roma", consent=True)
    stage.sign_up(name="Līga", surname="Bērziņa", email="liga@guests.example")
    gone = stage.sign_up(name="Jānis", surname="Ļoti-Garšuzvārdiņš-Kalnciemietis", email="j" * 60 + "@guests.example")
    stage.change(gone, lambda session, found: registration.cancel(session, found, now=now()))
    stage.change(liga, lambda session, found: admit(session, found, now=now()))
    stage.add_event(20, capacity=1, name={"lv": "Lasījumi", "en": "Readings"})
    add_states(stage)
    stage.link()
    add_administrator(stage)
    for role in (Role.ORGANISER, Role.COORDINATOR):
        add_account(stage, role)


def add_states(stage: Stage) -> None:
    """Add events in which one cannot sign up, each for another reason, and one with all its texts."""
    words = {"lv": "Iemesls", "en": "A reason"}
    states = {
        "full": {"capacity": 1, "places_taken": 1},
        "later": {"opens_at": now() + timedelta(days=1)},
        "closed": {"status": EventStatus.CLOSED},
        "over": {"first_day": date(2019, 1, 9), "last_day": date(2019, 1, 9), "conclusions": words},
        "cancelled": {"status": EventStatus.CANCELLED, "cancel_reason": words},
        "open": {"programme": words, "website": "https://platform.example/"},
    }
    for name, terms in states.items():
        made = stage.add_event(20, name={"lv": name})
        with Session(stage.engine) as session:
            session.execute(update(Event).where(Event.id == made).values(**terms))
            session.commit()


def add_administrator(stage: Stage) -> None:
    """Give somebody an account who may administer, by the command that hashes the password."""
    stage.site.run("user", "add", ADMINISTRATOR, "--name", "Anna", "--administrator", "--password", PASSWORD)


def add_account(stage: Stage, role: Role) -> None:
    """Give somebody an account with one role in each project, and the password of the administrator."""
    with Session(stage.engine) as session:
        known = session.scalars(select(User.password).where(User.email == ADMINISTRATOR)).one()
        user = accounts.create_user(
            session, email=f"{role.value}@staff.example", name="Anna", password_hash=known, now=now()
        )
        for project in session.scalars(select(Project)):
            accounts.grant(session, user, project, role, by=None, now=now())
        session.commit()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """The windows of one test."""
    contexts: list[BrowserContext] = []
    yield contexts
    for context in contexts:
        context.close()


def enter(page: Page, stage: Stage, visitor: str) -> list[str]:
    """Log a visitor in; return where the walk begins."""
    url = stage.site.url
    if visitor == "public":
        with Session(stage.engine) as session:
            return [f"{url}/", *(f"{url}/m/{manage}" for manage in session.scalars(MANAGE))]
    page.goto(f"{url}/account/login")
    page.fill("#email", f"{visitor}@staff.example")
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    if visitor in KEYS:
        with stage.engine.begin() as connection:  # each code opens once, and nobody waits half a minute here
            connection.execute(update(User).values(tf_last_step=None))
        page.fill("[name=code]", code_now(KEYS[visitor]))
        page.locator("main form .submit button").first.click()
    elif visitor != "organiser":
        KEYS[visitor] = set_up_second_factor(page, stage.site)
    return [f"{stage.site.url}/account/start", f"{stage.site.url}/account/"]


KEYS: dict[str, str] = {}  # of the authenticator app, by visitor
MANAGE = select(registration.Registration.manage).order_by(registration.Registration.id)


@pytest.mark.parametrize("visitor", PAGES)
def test_every_page_can_be_used_by_everybody(stage, chromium, opened, visitor):
    opened.append(chromium.new_context(viewport=WIDE, bypass_csp=True, reduced_motion="reduce"))
    opened[-1].set_default_timeout(15_000)
    faults: list[str] = []
    watch(opened[-1], faults)  # without the policy, which would keep a page from what it wants to ask
    opened[-1].add_init_script(path=AXE)  # once for all pages: it is half a million letters long
    page = opened[-1].new_page()
    page.on("pageerror", lambda fault: faults.append(str(fault)))

    for address in walk(page, enter(page, stage, visitor), PAGES[visitor]):
        faults += [f"{address}: {fault}" for fault in look_at(page)]

    assert "\n".join(faults) == ""


def look_at(page: Page) -> list[str]:
    """Return what is wrong with the open page: in light and in dark, on any screen, and with letters twice as large."""
    faults = page.evaluate(RUN, RULES)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faults += [f"dark: {fault}" for fault in page.evaluate(RUN, ["color-contrast"])]
    for size, letters in ((NARROW, "100%"), (PHONE, "200%"), (WIDE, "200%")):
        page.set_viewport_size(size)
        page.evaluate(ENLARGE, letters)
        faults += [f"{size['width']} px, {letters}: {wide} stands out" for wide in page.evaluate(STICKS_OUT)]
    page.evaluate(ENLARGE, "100%")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return faults
