"""An organiser in a real browser: the phone that opens a pass, the board that follows the door, rows from paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from eventreg.domain import accounts
from eventreg.models import Project, Role, User
from tests.factories import admit
from tests.journeys.conftest import make_site
from tests.journeys.network import watch
from tests.journeys.stage import Stage, now, set_stage

PASSWORD, EMAIL = "Moonlight over the Gauja", "organiser@staff.example"
SOON = 3_000  # milliseconds within which the board has to follow


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service with an event of today, and somebody who organises it."""
    folder = tmp_path_factory.mktemp("board")
    url = f"sqlite:///{folder / 'board.db'}"
    site = make_site(folder / "instance", url, WORKERS="1")
    site.start()
    try:
        made = set_stage(site, url)
        site.run("user", "add", EMAIL, "--name", "Ilze", "--password", PASSWORD)
        with Session(made.engine) as session:
            user, project = session.query(User).one(), session.query(Project).one()
            accounts.grant(session, user, project, Role.ORGANISER, by=None, now=now())
            session.commit()
        yield made
        made.engine.dispose()
    finally:
        site.stop()


@pytest.fixture(scope="module")
def organiser(chromium: Browser, stage: Stage) -> Iterator[Page]:
    """The organiser's browser, in English; a fault on a page, or a request to a third party, fails the tests."""
    context, faults = chromium.new_context(viewport={"width": 1280, "height": 800}), []
    context.set_default_timeout(10_000)
    watch(context, faults)
    page = context.new_page()
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: "Content Security" in said.text and faults.append(said.text))
    page.goto(f"{stage.site.url}/account/login?lang=en")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/organiser/")
    yield page
    context.close()
    assert faults == []


def open_page(organiser: Page, stage: Stage, name: str) -> None:
    """Open a page of the event's door."""
    organiser.goto(f"{stage.site.url}/organiser/events/{stage.event_id}/{name}")


def test_the_page_of_a_new_pass_says_when_the_phone_has_opened_it(stage, organiser, visit):
    open_page(organiser, stage, "door-passes/new")
    organiser.get_by_role("button", name="Make the pass").click()
    link = organiser.locator("code.link-text").inner_text()
    expect(organiser.locator("[data-left]")).to_contain_text("Time left: 14:")

    visit().goto(link)

    expect(organiser.get_by_text("The phone has opened the door.")).to_be_visible(timeout=SOON)
    expect(organiser.locator(".qr-code")).to_be_hidden()
    open_page(organiser, stage, "door-passes")
    expect(organiser.get_by_role("row", name="Main entrance")).to_contain_text("In use since")


def test_the_board_follows_the_door_without_being_loaded_again(stage, organiser):
    guest = stage.sign_up(name="Līga", surname="Bērziņa")
    open_page(organiser, stage, "board")
    expect(organiser.locator("[data-part=last]")).to_contain_text("the name stands here")
    organiser.evaluate("window.stays = true")

    stage.change(guest, lambda session, found: admit(session, found, now=now()))

    expect(organiser.locator("[data-part=last]")).to_contain_text("Līga Bērziņa", timeout=SOON)
    expect(organiser.locator(".figures")).to_contain_text("1of 1 confirmed")
    expect(organiser.locator("[data-part=doors]")).to_contain_text("Galvenās durvis")
    assert organiser.evaluate("window.stays")


def test_a_board_that_nobody_looks_at_asks_nothing(stage, organiser):
    asked = []
    organiser.on("request", lambda request: "board.json" in request.url and asked.append(request.url))
    open_page(organiser, stage, "board")
    organiser.evaluate("""() => {
        Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true});
        window.away = true; document.dispatchEvent(new Event('visibilitychange'));
    }""")
    organiser.wait_for_load_state("networkidle")
    before = len(asked)
    organiser.wait_for_timeout(2_500)
    assert len(asked) == before

    with organiser.expect_request("**/board.json*"):
        organiser.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }")


def test_rows_are_filled_by_keys_alone(stage, organiser):
    guests = [stage.sign_up(name="Pēteris", surname=surname) for surname in ("Paņko", "Krauja")]
    open_page(organiser, stage, "attendance")
    first = organiser.get_by_label("Name or code, row 1")
    first.press_sequentially("panko")
    expect(organiser.locator("[data-said]").first).to_contain_text("Paņko Pēteris")
    first.press("Enter")
    assert first.input_value().startswith("Paņko Pēteris · ")
    for row in range(2, 10):  # one more than there are
        organiser.get_by_label(f"Name or code, row {row}", exact=True).press("Enter")
    last = organiser.get_by_label("Name or code, row 10", exact=True)
    expect(last).to_be_focused()
    last.fill(guests[1].code)

    organiser.get_by_role("button", name="Mark as present").click()

    expect(organiser.get_by_text("2 people are marked as present.")).to_be_visible()
    assert [len(stage.scans_of(guest)) for guest in guests] == [1, 1]
