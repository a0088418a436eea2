"""What hands do at a door: scanners that type, searching, overriding, walk-ins, practice; in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.domain import registration
from eventreg.models import PassKind, Registration, Scan
from tests.journeys.at_the_door import phones, serve
from tests.journeys.stage import Stage, now

SCANNER = """(text) => {
    for (const key of [...text, "Enter"]) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
}"""


def type_fast(door: Page, text: str) -> None:
    """Type as a hand-held scanner does, however slow this machine is."""
    door.evaluate(SCANNER, text)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of this file; each has its own people."""
    yield from serve(tmp_path_factory.mktemp("hands"))


@pytest.fixture
def device(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Phones that open a link; one that asks a third party for anything, or breaks the policy, fails its test."""
    with phones() as take:

        def open_link(link: str) -> Page:
            page = take(chromium)
            page.goto(link)
            expect(page.locator("[data-online]")).to_be_visible()
            return page

        yield open_link


def test_a_desk_finds_people_by_name_and_first_who_is_not_here(stage, device):
    here, away = stage.sign_up(name="Anna", surname="Paņko"), stage.sign_up(name="Uldis", surname="Paņko")
    door = device(stage.link(kind=PassKind.DESK))
    type_fast(door, here.code)
    expect(door.locator(".verdict .who")).to_have_text("Anna Paņko")

    door.locator("[data-tool=search]").click()
    door.fill("#wanted", "panko")
    people = door.locator("#searching .found li")
    expect(people).to_have_count(2)
    expect(people.first).to_contain_text("Uldis Paņko")
    expect(people.last).to_contain_text("here since")
    people.first.get_by_role("button").click()

    expect(door.locator(".verdict[data-verdict=admitted] .who")).to_have_text("Uldis Paņko")
    (scan,) = stage.scans_of(away)
    assert (scan.way, scan.verdict) == ("search", "admitted")


def test_a_scanner_has_nothing_to_search_with(stage, device):
    door = device(stage.link())

    expect(door.locator("#searching, #walking-in, #overriding, [data-opens=searching]")).to_have_count(0)


def test_a_supervisor_overrides_a_refusal_with_a_reason(stage, device):
    left = stage.sign_up(name="Pēteris", surname="Egle")
    stage.change(left, lambda session, found: registration.cancel(session, found, now=now()))
    door = device(stage.link(supervisor=True))
    type_fast(door, f"HTTPS://EVENTS.EXAMPLE/T/{left.ticket}")
    refusal = door.locator(".verdict[data-verdict=cancelled]")

    refusal.get_by_role("button", name="Let in all the same").click()
    expect(door.locator("#overriding .who").first).to_have_text("Pēteris Egle")
    door.fill("#override-reason", "Agreed with the organiser")
    door.locator("#overriding button").first.click()

    expect(door.locator(".verdict[data-verdict=admitted] .who")).to_have_text("Pēteris Egle")
    refused, admitted = stage.scans_of(left)
    assert (refused.verdict, admitted.verdict, admitted.override) == ("cancelled", "admitted", True)


def test_somebody_without_sign_up_says_as_whom_alone_with_the_device(stage, device):
    signed_up = stage.sign_up(name="Dace", surname="Lapa")
    door = device(stage.link(kind=PassKind.DESK))
    sent = []
    door.on("request", lambda request: sent.append(request.post_data or ""))
    door.locator("[data-tool=search]").click()
    door.locator("#searching [data-opens=walking-in]").click()

    door.fill("#walk-in-name", "Dace")
    door.fill("#walk-in-surname", "Lapa")
    expect(door.locator("#walking-in [data-matches] li")).to_contain_text("Dace Lapa")
    door.fill("#walk-in-surname", "Lapiņa")
    expect(door.locator("#walking-in [data-matches]")).to_be_hidden()
    door.get_by_role("button", name="Next: hand over the device").click()
    expect(door.locator("[data-error=person]")).to_be_visible()
    door.fill("#walk-in-municipality", "Balvu novads")
    door.get_by_role("button", name="Next: hand over the device").click()

    declaration = door.locator("[data-step=declaration]")
    expect(declaration.locator("input:checked")).to_have_count(0)
    declaration.get_by_text("Roma", exact=False).first.click()
    declaration.get_by_role("button", name="Done: I give the device back").click()
    expect(door.locator("[data-error=consent]")).to_be_visible()
    declaration.get_by_text("I agree that you keep this answer.").click()
    declaration.get_by_role("button", name="Done: I give the device back").click()

    expect(door.locator(".verdict[data-verdict=admitted] .who")).to_have_text("Dace Lapiņa")
    assert not any("Lapi" in body or "roma" in body for body in sent)
    assert declaration.locator("input:checked").count() == 0
    assert [door.input_value(f"#walk-in-{field}") for field in ("name", "surname", "municipality")] == ["", "", ""]
    assert stage.scans_of(signed_up) == []
    with Session(stage.engine) as session:
        made = session.scalars(select(Registration).where(Registration.surname == "Lapiņa")).one()
    assert [scan.way for scan in stage.scans_of(made)] == ["walk_in"]


def test_practice_works_without_a_network_and_leaves_no_trace(stage, device):
    door = device(stage.link())
    with Session(stage.engine) as session:
        before = session.scalar(select(func.count()).select_from(Scan))
    door.context.set_offline(True)
    door.locator("[data-opens=about]").click()
    door.get_by_role("button", name="Practise with invented people").click()
    door.get_by_role("button", name="Begin to practise").click()
    expect(door.locator("[data-practice]")).to_be_visible()

    for code, verdict in [
        ("22222222", "admitted"),
        ("22222222", "already_in"),
        ("55555555", "other_day"),
        ("66666666", "not_confirmed"),
        ("77777777", "cancelled"),
        ("88888888", "other_event"),
        ("23232323", "unknown"),
    ]:
        type_fast(door, code)
        expect(door.locator(f".verdict[data-verdict={verdict}]")).to_be_visible()
    expect(door.locator(".bar [data-slot=present]")).to_have_text("1")
    door.context.set_offline(False)
    door.locator("[data-practice-ends]").click()

    expect(door.locator("[data-practice]")).to_be_hidden()
    expect(door.locator(".bar [data-waiting]")).to_be_hidden()
    with Session(stage.engine) as session:
        assert session.scalar(select(func.count()).select_from(Scan)) == before


def test_a_scanner_that_types_is_heard_anywhere_and_fields_go_on(stage, device):
    typed, ruta = stage.sign_up(name="Inga", surname="Vītola"), stage.sign_up(name="Rūta", surname="Kalna")
    door = device(stage.link(kind=PassKind.DESK))
    expect(door.locator("[data-online]")).to_be_visible()

    type_fast(door, f"HTTPS://EVENTS.EXAMPLE/T/{ruta.ticket}")
    expect(door.locator(".verdict .who")).to_have_text("Rūta Kalna")
    door.locator("[data-tool=type]").click()
    door.keyboard.type(typed.code)
    expect(door.locator("#typed")).to_have_value(typed.code)
    door.keyboard.press("Enter")

    expect(door.locator(".verdict .who")).to_have_text("Inga Vītola")
    assert [scan.way for scan in stage.scans_of(ruta) + stage.scans_of(typed)] == ["qr", "code"]


def test_in_confirm_mode_a_welcome_stays_until_somebody_taps(stage, device):
    guest = stage.sign_up()
    door = device(stage.link())
    door.locator("[data-opens=about]").click()
    door.get_by_text("Wait until somebody taps").click()
    door.locator("#about [data-closes]").click()

    type_fast(door, guest.code)
    welcome = door.locator(".verdict[data-verdict=admitted]")
    expect(welcome).to_be_visible()
    expect(welcome.locator("[data-back]")).to_be_focused()  # where it goes by itself, nothing takes the focus
    door.reload()
    assert door.locator("[data-modes] input[value=confirm]").is_checked()
