"""The door in a real browser: what the camera sees, what fingers type, and what happens without a connection."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.domain import registration, tickets
from eventreg.models import Action, DoorPass, PassKind, Registration, RegistrationStatus, Scan
from tests.journeys.at_the_door import phones, serve
from tests.journeys.conftest import FLAGS, wait_for
from tests.journeys.film import write_film
from tests.journeys.phone import Phone
from tests.journeys.stage import Stage, english, now

SHOWN, AWAY = 3, 6  # seconds that a film shows its code, and does not; the door forgets a code after four


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of this file; each has its own people."""
    yield from serve(tmp_path_factory.mktemp("door"))


@pytest.fixture
def device(chromium: Browser, stage: Stage) -> Iterator[Callable[..., Page]]:
    """Phones that open a link: `device(link)`; one that asks a third party for anything fails its test."""
    with phones() as take:

        def open_link(link: str, *, browser: Browser = chromium, **options: object) -> Page:
            page = take(browser, **options)
            page.goto(link)
            return page

        yield open_link


def test_a_code_held_before_the_camera_is_one_scan_until_it_is_shown_anew(stage, device, camera, tmp_path):
    liga = stage.sign_up(name="Līga", surname="Bērziņa", organisation="Balvu novads")
    ticket = f"HTTPS://ANY.HOST/T/{liga.ticket}"
    door = device(stage.link(), browser=camera(shown_and_away(tmp_path / "film.y4m", ticket)))

    expect(door).to_have_url(f"{stage.site.url}/door/scan")
    verdict = shows(door, "admitted")
    assert told(door) == "Welcome! Līga Bērziņa No photo Balvu novads Day 2 of 3"
    spoken = "Welcome! Līga Bērziņa. No photo. Balvu novads. Day 2 of 3."
    expect(door.locator("[data-spoken]")).to_have_text(spoken)
    expect(verdict).to_be_hidden(timeout=8_000)
    again = shows(door, "already_in")

    expect(again).to_contain_text("at the door “Sānu durvis” by Anna")
    first, second = stage.scans_of(liga)
    assert second.at - first.at > timedelta(seconds=4)
    assert first.way == "qr" and not first.offline


def test_only_a_desk_learns_a_name_from_a_typed_code(stage, device):
    ilze, zane = stage.sign_up(name="Ilze", surname="Liepa"), stage.sign_up(name="Zane", surname="Roze")
    scanner, desk = device(stage.link()), device(stage.link(kind=PassKind.DESK))

    type_code(scanner, f" {tickets.show_code(ilze.code).lower()} ")
    expect(shows(scanner, "admitted").locator(".who")).to_have_text(f"Code {tickets.show_code(ilze.code)}")
    type_code(desk, zane.code)
    expect(shows(desk, "admitted").locator(".who")).to_have_text("Zane Roze")


def test_an_undo_asks_once_and_takes_back_every_scan_that_stands(stage, device):
    anna = stage.sign_up(name="Anna", surname="Ozola")
    door = device(stage.link())
    type_code(door, ticket_url(anna))
    shows(door, "admitted")
    before = present(door)
    type_code(door, ticket_url(anna))
    shows(door, "already_in")

    door.locator("[data-tool=undo]").click()
    expect(door.locator("#undoing .who").first).to_have_text("Anna Ozola")
    door.locator("#undoing button").first.click()

    expect(shows(door, "undone").locator(".who")).to_have_text("Anna Ozola")
    assert present(door) == before - 1
    expect(door.locator("[data-tool=undo]")).to_be_disabled()
    with Session(stage.engine) as session:
        taken_back = session.scalars(select(Scan.undoes).where(Scan.action == Action.UNDO)).all()
    assert {scan.uuid for scan in stage.scans_of(anna)} <= set(taken_back)


def test_every_other_answer_says_what_to_do(stage, device):
    elsewhere = stage.sign_up(stage.add_event(20, name={"lv": "Kursi", "en": "Courses"}))
    secret = stage.sign_up(stage.add_event(20, sensitive=True))
    left, pending = stage.sign_up(name="Pēteris", surname="Egle"), stage.sign_up(name="Juris", surname="Kļava")
    stage.change(left, lambda session, found: registration.cancel(session, found, now=now()))
    stage.change(pending, lambda _session, found: setattr(found, "status", RegistrationStatus.PENDING))
    door = device(stage.link())

    for typed, verdict, colour, words in [
        (ticket_url(elsewhere), "other_event", "amber", f"Courses This ticket is for {english(20, 2)}"),
        (ticket_url(secret), "other_event", "amber", f"This ticket is for {english(20, 2)}"),
        (ticket_url(left), "cancelled", "red", "Pēteris Egle"),
        (ticket_url(pending), "not_confirmed", "amber", "Juris Kļava"),
        ("ZZZZ-ZZZZ", "unknown", "red", "Code ZZZZ-ZZZZ"),
        ("https://any.host/t/" + "a" * 26, "unknown", "red", "no ticket of ours"),
    ]:
        type_code(door, typed)
        shown = shows(door, verdict)
        expect(shown).to_have_attribute("data-colour", colour)
        assert words in told(door)
        expect(shown.locator("[data-back]")).to_be_focused()
        expect(door.locator("[data-tool=undo]")).to_be_disabled()
        shown.locator("[data-back]").click()
        expect(shown).to_be_hidden()


def test_a_ticket_for_another_day_says_for_which(stage, device):
    soon = stage.add_event(3)
    guest = stage.sign_up(soon)
    door = device(stage.link(soon))

    type_code(door, guest.code)

    expect(shows(door, "other_day")).to_contain_text(f"This ticket is for {english(3, 2)}")


def test_a_scan_without_connection_is_answered_here_and_sent_once(stage, device):
    marta = stage.sign_up(name="Marta", surname="Krūmiņa")
    door = device(stage.link())
    expect(door.locator("[data-fresh]")).to_be_visible()
    door.context.set_offline(True)

    type_code(door, ticket_url(marta))
    assert told(shows(door, "admitted").page) == "Welcome! Marta Krūmiņa No photo Balvu novads Day 2 of 3"
    expect(door.locator("[data-offline]")).to_be_visible()
    expect(door.locator(".bar [data-waiting]")).to_have_text("1 waiting")
    assert marta.ticket not in str(Phone(door).kept())
    door.context.set_offline(False)

    expect(door.locator(".bar [data-waiting]")).to_be_hidden()
    expect(door.locator("[data-online]")).to_be_visible()
    assert [scan.offline for scan in stage.scans_of(marta)] == [True]
    assert Phone(door).waiting() == []


def test_without_a_list_a_scan_waits_and_its_answer_comes_late(stage, device):
    kaspars = stage.sign_up(name="Kaspars", surname="Vītols")
    door = device(stage.link().partition("#")[0])
    door.route("**/roster?*", lambda route: route.abort())
    door.route("**/scans?*", lambda route: route.fulfill(status=503, json={"title": "Busy", "detail": "Wait."}))
    door.goto(stage.link())

    type_code(door, ticket_url(kaspars))
    shows(door, "waiting")
    door.reload()
    expect(door.locator(".bar [data-waiting]")).to_be_visible()
    door.unroute("**/scans?*")

    assert "Scanned at" in told(shows(door, "admitted").page)
    assert len(stage.scans_of(kaspars)) == 1
    assert Phone(door).waiting() == []


def test_an_ended_pass_says_so_and_forgets_its_token(stage, device):
    guest = stage.sign_up()
    door = device(stage.link(name="Ended door"))
    expect(door.locator("[data-online]")).to_be_visible()
    with Session(stage.engine) as session:
        session.scalars(select(DoorPass).where(DoorPass.name == "Ended door")).one().revoked_at = now()
        session.commit()

    type_code(door, guest.code)

    expect(door.locator("[data-ended]")).to_contain_text("The door pass has ended")
    expect(door.locator(".view")).to_be_hidden()
    wait_for(lambda: not any(Phone(door).kept()["stores"].values()), 10, "something is left of the pass")
    assert [(scan.verdict, scan.day_id) for scan in stage.scans_of(guest)] == [("admitted", None)]


def test_a_link_opens_one_device_and_leaves_no_trace_in_the_address(stage, device):
    link = stage.link()
    first, second = device(link), device(link)

    expect(first).to_have_url(f"{stage.site.url}/door/scan")
    expect(second.get_by_role("alert")).to_contain_text("This link has been used already.")
    expect(second).to_have_url(f"{stage.site.url}/door/?lang=en")
    second.fill("[name=secret]", stage.link())
    second.locator("main form button").click()
    expect(second).to_have_url(f"{stage.site.url}/door/scan")
    second.locator("[data-opens=about]").click()
    second.locator("[data-leave] button.second").click()
    expect(second).to_have_url(f"{stage.site.url}/door/")
    assert Phone(second).kept()["stores"]["pass"] == []


def test_without_a_camera_codes_can_be_typed(stage, device, playwright, chromium_path):
    eyes = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    browser = playwright.chromium.launch(executable_path=chromium_path, args=(*FLAGS, *eyes))
    door = device(stage.link(), browser=browser)

    refused = door.locator("[data-when-camera=refused]")
    expect(refused).to_contain_text("This page may not use the camera.")
    refused.get_by_role("button", name="Type a code").click()
    expect(door.locator("#typed")).to_be_focused()
    browser.close()


def test_the_door_opens_without_javascript(stage, device):
    ieva = stage.sign_up(name="Ieva", surname="Zariņa", organisation="Rīga")
    page = device(stage.link().partition("#")[0], java_script_enabled=False)
    page.fill("[name=secret]", stage.link())
    page.locator("main form button").click()
    expect(page).to_have_url(f"{stage.site.url}/door/scan")

    page.fill("#code", ieva.code.lower())
    page.locator(".plain .submit button").click()
    expect(shows(page, "admitted").locator(".who")).to_have_text(f"Code {tickets.show_code(ieva.code)}")
    page.reload()  # sends the form again: the same scan, the same answer
    shows(page, "admitted")
    assert len(stage.scans_of(ieva)) == 1

    page.goto(f"{stage.site.url}/t/{ieva.ticket}")
    page.locator("form[action='/door/check-in'] button").click()
    expect(shows(page, "already_in")).to_contain_text("Ieva Zariņa")
    page.locator(".take-back summary").click()
    page.locator(".take-back button").click()
    shows(page, "undone")
    page.goto(f"{stage.site.url}/door/scan")
    page.locator("#plain form[action='/door/leave'] button").click()
    page.goto(f"{stage.site.url}/door/scan")
    expect(page.locator("#plain")).to_contain_text("There is no door pass on this device")


def type_code(door: Page, text: str) -> None:
    """Type a code, or a ticket's address as a hand scanner does."""
    door.locator("[data-tool=type]").click()
    door.fill("#typed", text)
    door.keyboard.press("Enter")


def shows(page: Page, verdict: str):
    """Wait for a verdict."""
    found = page.locator(f".verdict[data-verdict={verdict}]")
    expect(found).to_be_visible(timeout=20_000)
    return found


def told(page: Page) -> str:
    """What the verdict says, white space folded."""
    return " ".join(page.locator(".verdict .told").inner_text().split())


def present(door: Page) -> int:
    """How many are here, as the door says."""
    return int(door.locator(".bar [data-slot=present]").inner_text())


def ticket_url(registered: Registration) -> str:
    """What stands in the QR code of somebody's ticket."""
    return f"HTTPS://EVENTS.EXAMPLE/T/{registered.ticket}"


def shown_and_away(path: Path, text: str) -> Path:
    """A film that shows a code, takes it away, and begins again."""
    header, _, frames = write_film(path, text).read_bytes().partition(b"FRAME\n")
    picture = frames.partition(b"FRAME\n")[0]
    empty = bytes([128]) * len(picture)
    slow = header.replace(b" F10:1 ", b" F5:1 ")
    path.write_bytes(slow + (b"FRAME\n" + picture) * 5 * SHOWN + (b"FRAME\n" + empty) * 5 * AWAY)
    return path
