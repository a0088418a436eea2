"""A year of an organiser in a real browser, with a real mail server: events come, change, and are cancelled."""

from collections.abc import Iterator
from datetime import timedelta

import icalendar
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.journeys.conftest import Site, make_site
from tests.journeys.stage import today
from tests.journeys.year import (
    PASSWORD,
    letters_to,
    link_in,
    log_in,
    make_event,
    make_project,
    save,
    set_up_second_factor,
    text_of,
)


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
    site.run("user", "add", "anna@year.example", "--name", "Anna", "--administrator", "--password", PASSWORD)
    anna = log_in(visit(), site, "anna@year.example")
    set_up_second_factor(anna, site)
    make_project(anna, site, "pirmais")
    rita = accept(invite(anna, site, postman), visit(), site)
    make_project(rita, site, "gads")

    seminar = make_event(rita, site, "Gada seminārs", today() + timedelta(days=30))
    fair = make_event(rita, site, "Gada tirgus", today() + timedelta(days=60))
    make_event(rita, site, "Gada noslēgums", today() + timedelta(days=90))
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
    cancelled = letters_to(postman, "adams@guests.example", 4)[-1]
    assert "Zāle ir applūdusi." in text_of(cancelled)
    assert entry_of(cancelled)["STATUS"] == "CANCELLED"

    write_to_all(rita, seminar, "Līdzi jāņem zābaki")
    message = letters_to(postman, "adams@guests.example", 5)[-1]
    assert message["Subject"] == "Līdzi jāņem zābaki"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert read_slips(rita, seminar) == 2 * 2  # of each person the ticket, and the link to keep
    copy_with_people(rita, seminar, today() + timedelta(days=120))
    copied = letters_to(postman, "adams@guests.example", 6)[-1]
    assert entry_of(copied)["UID"] != entry_of(ticket)["UID"]
    assert all(letter["Message-ID"] for letter in letters_to(postman, "adams@guests.example", 6))


def invite(anna, site, postman):
    """Invite an organiser to the first project; return the link of the mail that comes."""
    anna.goto(f"{site.url}/organiser/projects/pirmais/people")
    anna.fill("[name=name]", "Rita")
    anna.fill("[name=email]", "rita@year.example")
    anna.check("[name=role][value=organiser]")
    save(anna)
    (letter,) = letters_to(postman, "rita@year.example")
    return link_in(letter, "/account/invitation")


def accept(link, page, site):
    """Take up an invitation with a password of one's own, and set up a second factor."""
    page.goto(link)
    page.fill("[name=password]", PASSWORD)
    save(page)
    if "/login" in page.url:
        log_in(page, site, "rita@year.example")
    set_up_second_factor(page, site)
    return page


def write_to_all(page, event, subject):
    """Write to all who have a place, after a look at it."""
    page.goto(f"{event}/mail/write")
    page.fill("[name=subject_lv]", subject)
    page.fill("[name=body_lv]", "Iesim pa purvu.")
    page.locator("main form .submit button[value=preview]").click()
    expect(page.locator("#preview")).to_contain_text(subject)
    page.locator("button[value=send]").click()
    expect(page.locator(".message.yes")).to_be_visible()


def read_slips(page, event):
    """Return how many QR codes a phone finds on the printed slips."""
    page.goto(f"{event}/registrations")
    with page.expect_download() as loading:
        page.locator("button[formaction*='slips.pdf']").click()
    document = pypdfium2.PdfDocument(loading.value.path())
    return sum(len(zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())) for sheet in document)


def copy_with_people(page, event, first_day):
    """Copy an event with all who have a place."""
    page.goto(f"{event}/copy")
    page.fill("[name=first_day]", str(first_day))
    page.check("[name=people]")
    save(page)


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
