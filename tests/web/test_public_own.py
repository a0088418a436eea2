"""What somebody sees of their own: the registration, the ticket, and giving the place back."""

from datetime import date

import pytest
from sqlalchemy import update

from eventreg import clock
from eventreg.delivery import mail
from eventreg.domain import registration, tickets
from eventreg.models import (
    Attendance,
    Event,
    EventStatus,
    MailKind,
    OutgoingMail,
    Registration,
    RegistrationStatus,
    Scan,
)
from tests.browser import Page, words
from tests.conftest import NOW
from tests.factories import (
    at_hour,
    make_event,
    make_pass,
    make_registration,
    stored,
)
from tests.web.public_pages import chosen, facts, set_event, tags

# --- one's own registration ---


def test_a_registration_shows_ticket_code_link_and_what_was_told(reader, guest, app):
    settings = app.config["SETTINGS"]

    page = reader.get("public.mine", manage=guest.manage)

    assert [words(each) for each in page.all("h1")] == ["See you there, Ādams!"]
    assert tags(page) == ["You have a place"]
    assert page.qr_code() == mail.ticket_url(settings, guest) == f"HTTP://LOCALHOST/T/{guest.ticket}"
    assert [words(each) for each in page.all("p", class_="code")] == [tickets.show_code(guest.code)]
    assert [words(each) for each in page.all("p", class_="link-text")] == [f"http://localhost/m/{guest.manage}"]
    assert facts(page) == {
        "When": "23–25 January 2019, 10:00",
        "Where": "Malta",
        "Name and surname": "Ādams Āboliņš",
        "Organisation or municipality": "Balvu novads",
        "Country": "Latvia",
        "E-mail": "adams@example.lv",
        "Phone": "not given",
        "Photos": "Must not be published",
    }


def test_without_an_address_no_mail_is_promised(reader, web_session, guest):
    other = make_registration(web_session, guest.event)
    web_session.commit()
    promise = "We are sending the ticket to adams@example.lv."

    pages = [reader.get("public.mine", manage=each.manage).words() for each in (guest, other)]

    assert [promise in page for page in pages] == [True, False]
    assert ["We are sending" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("status", "title", "tag"),
    [
        (RegistrationStatus.PENDING, "We have your registration, Ādams", "Not confirmed yet"),
        (RegistrationStatus.WAITING, "We have your registration, Ādams", "On the waiting list"),
    ],
)
def test_a_registration_that_is_no_place_yet_has_no_ticket(status, title, tag, reader, web_session, guest):
    web_session.execute(update(Registration).where(Registration.id == guest.id).values(status=status))
    web_session.commit()

    mine, ticket = reader.get("public.mine", manage=guest.manage), reader.get("public.ticket", ticket=guest.ticket)

    assert [words(each) for each in mine.all("h1")] == [title]
    assert (tags(mine), tags(ticket)) == ([tag], [tag])
    assert 'class="qr-code"' not in mine.text + ticket.text


def test_when_the_event_is_over_it_thanks(reader, guest, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at_hour(3, date(2019, 1, 26)))

    page = reader.get("public.mine", manage=guest.manage)

    assert [words(each) for each in page.all("h1")] == ["Thank you, Ādams"]
    assert page.all("a", href=reader.url("public.cancel", manage=guest.manage)) == []


def test_when_the_event_is_cancelled_it_says_so_first(reader, web_session, guest):
    set_event(web_session, guest.event, status=EventStatus.CANCELLED)

    pages = [reader.get("public.mine", manage=guest.manage), reader.get("public.ticket", ticket=guest.ticket)]

    assert [tags(page) for page in pages] == [["This event has been cancelled."]] * 2
    assert ['class="qr-code"' in page.text for page in pages] == [False, False]


@pytest.mark.parametrize("endpoint", ["public.mine", "public.cancel", "public.ticket"])
def test_a_page_about_one_person_is_kept_by_nobody(endpoint, reader, guest):
    response = reader.get(endpoint, **chosen(endpoint, {"manage": guest.manage, "ticket": guest.ticket})).response

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_token_opens_only_its_own_pages(reader, guest):
    """A ticket does not open the registration, nor does the manage token open the ticket."""
    tokens = {"manage": guest.manage, "ticket": guest.ticket, "nobody's": "A" * 26}
    opened = {
        (endpoint, name)
        for endpoint, needed in {"public.mine": "manage", "public.cancel": "manage", "public.ticket": "ticket"}.items()
        for name, token in tokens.items()
        if reader.client.get(reader.url(endpoint, **{needed: token})).status_code != 404
    }

    assert opened == {("public.mine", "manage"), ("public.cancel", "manage"), ("public.ticket", "ticket")}


# --- the ticket ---


def test_a_ticket_opens_in_any_case(reader, guest):
    lower = guest.ticket.lower()
    for path in (f"/t/{guest.ticket}", f"/T/{guest.ticket}", f"/t/{lower}", f"/T/{lower}"):
        page = Page(reader.client.get(path))

        assert tags(page) == ["Valid ticket"], path
        assert [words(each) for each in page.all("p", class_="holder")] == ["Ādams Āboliņš"]
        assert page.qr_code() == f"HTTP://LOCALHOST/T/{guest.ticket}"


def test_a_ticket_shows_no_way_to_change_the_registration(reader, guest):
    page = reader.get("public.ticket", ticket=guest.ticket)

    assert guest.manage not in page.text
    assert "adams@example.lv" not in page.text
    assert page.all("form") == []


def test_looking_at_a_ticket_admits_nobody(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event, name="Ziemeļu durvis")
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))

    reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    assert (stored(web_session, Scan), stored(web_session, Attendance)) == ([], [])


def test_a_device_with_a_door_pass_lets_the_holder_in_from_the_ticket(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event, name="Ziemeļu durvis")
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    verdict = Page(reader.press(page, "door.check_in", expect=200))

    assert "This device has a door pass: Meeting, Ziemeļu durvis" in page.words()
    assert [words(each) for each in verdict.all("h2")] == ["Welcome!"]
    assert [row.registration_id for row in stored(web_session, Attendance)] == [guest.id]


def test_a_ticket_pressed_twice_is_one_scan(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    said = [Page(reader.press(page, "door.check_in", expect=200)).all("h2") for _ in range(2)]

    assert [[words(each) for each in h2] for h2 in said] == [["Welcome!"]] * 2
    assert len(stored(web_session, Scan)) == 1


def test_the_ticket_of_another_event_is_told_so(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, make_event(web_session))
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    verdict = Page(reader.press(page, "door.check_in", expect=200))

    assert [words(each) for each in verdict.all("h2")] == ["Another event"]
    assert "Ādams" not in verdict.text
    assert stored(web_session, Attendance) == []


def test_without_a_pass_in_force_the_ticket_offers_no_check_in(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: door_pass.expires_at)

    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    assert page.all("form") == []


# --- giving the place back ---


def test_a_place_is_given_back_after_a_question(reader, web_session, guest):
    question = reader.get("public.cancel", manage=guest.manage)
    before = stored(web_session, Registration, id=guest.id)[0].status

    response = reader.press(question, "public.cancel", manage=guest.manage, expect=303)

    page = reader.get("public.mine", manage=guest.manage)
    assert before == RegistrationStatus.CONFIRMED
    assert response.location == reader.url("public.mine", manage=guest.manage)
    assert [words(each) for each in page.all("h1")] == ["Your registration is cancelled"]
    assert tags(page) == ["Cancelled 10 January 2019 10:00"]
    assert 'class="qr-code"' not in page.text
    assert [words(a) for a in page.all("a", href=reader.url("public.register", slug=guest.event.slug))] == [
        "Sign up again"
    ]


def test_a_place_given_back_is_free_for_others_and_the_mail_says_so(reader, web_session, guest):
    reader.submit("public.cancel", {}, manage=guest.manage)

    (gone,) = stored(web_session, Registration, id=guest.id)
    (event,) = stored(web_session, Event)
    assert (gone.status, gone.cancelled_at, gone.changed_at) == (RegistrationStatus.CANCELLED, NOW, NOW)
    assert event.places_taken == 1
    assert [mail.kind for mail in stored(web_session, OutgoingMail, registration_id=guest.id)] == [
        MailKind.CONFIRMATION,
        MailKind.CANCELLATION,
    ]
    assert tags(reader.get("public.ticket", ticket=guest.ticket)) == ["Cancelled 10 January 2019 10:00"]


def test_a_place_is_given_back_once(reader, web_session, guest):
    question = reader.get("public.cancel", manage=guest.manage)
    reader.press(question, "public.cancel", manage=guest.manage, expect=303)

    page = Page(reader.press(question, "public.cancel", manage=guest.manage, expect=200))

    assert "This registration is cancelled already." in page.words()
    assert stored(web_session, Event)[0].places_taken == 1
    assert len(stored(web_session, OutgoingMail, kind=MailKind.CANCELLATION)) == 1


def test_when_the_event_is_over_nothing_is_cancelled(reader, web_session, guest, monkeypatch):
    question = reader.get("public.cancel", manage=guest.manage)
    monkeypatch.setattr(clock, "now", lambda: at_hour(2, date(2019, 1, 26)))  # 04:00 in Riga

    page = Page(reader.press(question, "public.cancel", manage=guest.manage, expect=200))

    assert "The event is over, so nothing can be cancelled any more." in page.words()
    assert page.all("form", method="post") == []
    assert stored(web_session, Registration, id=guest.id)[0].status == RegistrationStatus.CONFIRMED


def test_a_cancelled_registration_has_no_address_to_keep(reader, web_session, guest):
    kept = len(reader.get("public.mine", manage=guest.manage).all("p", class_="link-text"))
    registration.cancel(web_session, guest, now=NOW)
    web_session.commit()

    page = reader.get("public.mine", manage=guest.manage)

    assert (kept, page.all("p", class_="link-text")) == (1, [])
