"""An organiser without a mouse: each step by keys alone, and at each step one sees where one is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from eventreg.models import Role, User
from tests.journeys.conftest import make_site
from tests.journeys.stage import Stage, set_stage, today
from tests.journeys.test_accessible import add_account, add_administrator
from tests.journeys.year import PASSWORD, code_now, log_in, set_up_second_factor

ADDRESS = "organiser@staff.example"
MOST = 90  # presses of the tab key until one is where one wants to be
# Whether a reader sees what has the focus: it lies in the window, and it or its label has an outline.
SEEN = """() => { const one = document.activeElement, place = one.getBoundingClientRect();
    const outlined = each => each && getComputedStyle(each).outlineStyle !== 'none'
        && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
    return (outlined(one) || outlined(one.closest('label'))) && place.bottom > 0 && place.top < innerHeight
        && place.right > 0 && place.left < innerWidth; }"""
# Each element that stands in another place in the order of the tab key than in the text.
OUT_OF_ORDER = "() => [...document.querySelectorAll('[tabindex]')].filter(one => one.tabIndex > 0).length"


@pytest.fixture
def stage(tmp_path) -> Iterator[Stage]:
    """A service with an event of today, to which somebody has signed up, and an organiser."""
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    site = make_site(tmp_path / "instance", url, WORKERS="1")
    site.start()
    try:
        made = set_stage(site, url)
        made.sign_up(name="Līga", surname="Bērziņa")
        made.sign_up(name="Jānis", surname="Liepa")
        add_administrator(made)
        add_account(made, Role.ORGANISER)
        yield made
        made.engine.dispose()
    finally:
        site.stop()


def test_an_organiser_needs_no_mouse(stage, visit):
    key = set_up_second_factor(log_in(visit(), stage.site, ADDRESS), stage.site)
    with stage.engine.begin() as connection:  # each code opens once, and nobody waits half a minute here
        connection.execute(update(User).values(tf_last_step=None))
    page = visit()

    page.goto(f"{stage.site.url}/organiser/")
    pass_the_menu(page)
    give_password(page, key)
    publish_an_event(page)
    find_somebody(page)

    expect(page.locator("h1")).to_have_text("Līga Bērziņa")


def pass_the_menu(page: Page) -> None:
    """The first key leads to a link that leads past the menu."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')") and page.evaluate(SEEN)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "email"


def give_password(page: Page, key: str) -> None:
    """Log in; a wrong password leads to what is said of it, and from there to the field."""
    for password in ("a wrong password", PASSWORD):
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(ADDRESS)
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        page.keyboard.press("Enter")
        if password != PASSWORD:
            expect(page.locator(".errors")).to_be_focused()
            assert page.evaluate(SEEN)
            tab_to(page, ".errors a")
            page.keyboard.press("Enter")
            expect(page.locator("#email")).to_be_focused()
    expect(page.locator("[name=code]")).to_be_focused()
    page.keyboard.type(code_now(key))
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.partition("/account")[0] + "/organiser/")


def publish_an_event(page: Page) -> None:
    """Create an event on a day whose number is that of its month, so that their order in the field does not matter."""
    day = next(found for n in range(1, 366) if (found := today() + timedelta(days=n)).day == found.month)
    press(page, "a[href$='/events/new']")
    for field, typed in {"name_lv": "Ziemas lasījumi", "days-0-date": f"{day:%d%m%Y}", "place": "Malta"}.items():
        tab_to(page, f"[name='{field}']")
        page.keyboard.type(typed)
    press(page, "main form .submit button")
    press(page, "form[action$='/publish'] button")
    expect(page.locator(".message.yes")).to_be_visible()


def find_somebody(page: Page) -> None:
    """Open the event of today, and search for one of those who signed up."""
    press(page, "nav.main a[href='/organiser/']")
    press(page, "a:text-is('Tiltu seminārs')")
    press(page, ".tabs a[href$='/registrations']")
    tab_to(page, "[name=q]")
    page.keyboard.type("berzina")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, "tbody th a")


def press(page: Page, wanted: str) -> None:
    """Go to a link or a button and press it; the page that comes is there."""
    tab_to(page, wanted)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before or "/publish" in wanted)
    page.wait_for_load_state()


def tab_to(page: Page, wanted: str) -> None:
    """Press the tab key until an element has the focus; on the way there one always sees where one is."""
    aim = page.locator(wanted).first
    aim.wait_for()
    assert page.evaluate(OUT_OF_ORDER) == 0
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if aim.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached at {page.url}")
