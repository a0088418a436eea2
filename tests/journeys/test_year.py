"""A year of an organiser in a real browser, with a real mail server: events come, change, and are cancelled."""

from collections.abc import Iterator
from datetime import timedelta

import icalendar
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests.delivery.postman import Postman, free_port
from tests.journeys.conftest import Site, make_site
from tests.journeys.stage import today
from tests.journeys.year import (
    PASSWORD,
    letters_to,
    log_in,
    make_event,
    make_project,
    save,
    set_up_second_factor,
    text_of,
)


@pytest.fixture
def postman() -> Iterator[Postman]:
    """The mail server of everybody."""
    handler = Postman()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    handler.port = server.port
    yield handler
    server.stop()


@pytest.fixture
def site(empty_url, tmp_path, postman) -> Iterator[Site]:
    """The service with a mail server."""
    mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(postman.port), "MAIL_SENDER": "events@ministry.example"}
    made = make_site(tmp_path / "instance", empty_url, **mail)
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_year(site, visit, postman):
    site.run("user", "add", "rita@year.example", "--name", "Rita", "--administrator", "--password", PASSWORD)
    rita = log_in(visit(), site, "rita@year.example")
    set_up_second_factor(rita, site)
    make_project(rita, site)

    seminar = make_event(rita, site, "Gada seminārs", today() + timedelta(days=30))
    fair = make_event(rita, site, "Gada tirgus", today() + timedelta(days=60))
    for name, address in (("Ādams", "adams@guests.example"), ("Zane", "")):
        add_by_hand(rita, seminar, name, address)
    (ticket,) = letters_to(postman, "adams@guests.example")
    assert entry_of(ticket)["STATUS"] == "CONFIRMED"

    change_place(rita, seminar, "Viļaka")
    _, changed = letters_to(postman, "adams@guests.example", 2)
    assert "Viļaka" in text_of(changed)
    assert entry_of(changed)["SEQUENCE"] > entry_of(ticket)["SEQUENCE"]
    assert entry_of(changed)["UID"] == entry_of(ticket)["UID"]

    add_by_hand(rita, fair, "Ādams", "adams@guests.example")
    letters_to(postman, "adams@guests.example", 3)
    cancel_event(rita, fair, "Zāle ir applūdusi.")
    *_, cancelled = letters_to(postman, "adams@guests.example", 4)
    assert "Zāle ir applūdusi." in text_of(cancelled)
    assert entry_of(cancelled)["STATUS"] == "CANCELLED"


def add_by_hand(page, event, name, address):
    """Sign somebody up whom the organiser met."""
    page.goto(f"{event}/registrations/new")
    for field, value in {"name": name, "surname": "Bērziņš", "organisation": "Malta", "email": address}.items():
        page.fill(f"[name={field}]", value)
    save(page)
    expect(page.locator("h1")).to_have_text(f"{name} Bērziņš")


def change_place(page, event, place):
    """Move an event to another place, and tell those who signed up."""
    page.goto(f"{event}/edit")
    page.fill("[name=place]", place)
    page.check("[name=tell]")
    save(page)


def cancel_event(page, event, reason):
    """Cancel an event and say why."""
    page.goto(f"{event}/cancel")
    page.fill("[name=reason_lv]", reason)
    save(page)


def entry_of(letter):
    """Return the first entry of the calendar file in a mail."""
    (file,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"][:1]
    return icalendar.Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
