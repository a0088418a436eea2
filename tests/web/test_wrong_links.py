"""Wrong links: ten of one address, then 429 for a quarter of an hour; right ones open as always."""

from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.models import FailedTry
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import make_registration, stored

WRONG = ("/m/wrong", "/m/wrong/cancel", "/m/wrong/correct", "/m/wrong/event.ics", "/t/WRONG")


@pytest.fixture
def guest(web_session):
    """Somebody who is signed up, with a link that is right."""
    made = make_registration(web_session)
    web_session.commit()
    return made


def open_wrong(reader, *, address="192.0.2.1", times=10, **more):
    """Open wrong links of all kinds from an address; return the statuses."""
    source = {"environ_overrides": {"REMOTE_ADDR": address}, **more}
    return [reader.client.get(WRONG[turn % len(WRONG)], **source).status_code for turn in range(times)]


def test_ten_wrong_links_of_an_address_and_no_more(browser, guest, monkeypatch):
    first, eleventh = open_wrong(browser), open_wrong(browser, times=1)
    elsewhere = open_wrong(browser, address="192.0.2.2", times=1)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))

    assert (first, eleventh, elsewhere, open_wrong(browser, times=1)) == ([404] * 10, [429], [404], [404])


def test_a_right_link_opens_at_an_address_that_tried_wrong_ones(browser, guest):
    open_wrong(browser, times=11)
    at_school = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}

    opened = [browser.client.get(f"/{link}", **at_school) for link in (f"m/{guest.manage}", f"t/{guest.ticket}")]

    assert [each.status_code for each in opened] == [200, 200]
    assert open_wrong(browser, times=1) == [429]  # and the right one is no way to go on guessing


@pytest.mark.parametrize("language", ["lv", "en"])
def test_says_why_and_how_long(language, browser):
    browser.read_in(language)
    open_wrong(browser)
    source = {"REMOTE_ADDR": "192.0.2.1"}

    page = Page(browser.client.get("/m/wrong", environ_overrides=source))
    told = browser.client.get("/m/wrong", environ_overrides=source, headers={"Accept": "application/json"})

    title = browser.translate(language, "Too many tries")
    assert page.all("h1")[0].text == title
    assert page.response.headers["Retry-After"] == "900"
    assert told.content_type == "application/problem+json"
    assert (told.json["status"], told.json["title"], told.json["detail"] in page.words()) == (429, title, True)


def test_wrong_door_passes_count_too(browser, guest):
    token = browser.get("door.start").form()["csrf_token"]
    sent = {"json": {"secret": "wrong"}, "headers": {"X-CSRFToken": token}}

    answers = [browser.client.post("/api/v1/door/redeem", **sent).status_code for _ in range(11)]

    assert answers == [403] * 10 + [429]
    assert browser.post("door.start", {"csrf_token": token, "secret": "wrong"}, expect=429)


def test_one_network_is_one_address(browser, guest):
    for last in range(10):
        open_wrong(browser, address=f"2001:db8::{last}", times=1)

    assert open_wrong(browser, address="2001:db8::ffff", times=1) == [429]
    assert open_wrong(browser, address="2001:db8:0:1::1", times=1) == [404]


def test_keeps_no_address_and_nothing_longer_than_it_counts(app, browser, web_session, guest, monkeypatch):
    open_wrong(browser)
    (kept,) = stored(web_session, FailedTry)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))
    app.test_cli_runner().invoke(args=["worker", "--once"])

    assert (len(kept.digest), kept.tries) == (64, 10)
    assert stored(web_session, FailedTry) == []
