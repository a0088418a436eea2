"""One registration in the hands of an organiser: its page, and what the buttons do."""

import pytest

from eventreg.domain import categories
from eventreg.models import MailKind, OutgoingMail, Registration
from tests.factories import admit, make_event, make_registration, stored
from tests.web.reading import page_form, read

PAGE = "organiser_registration"
LIGA = {
    "name": "Līga",
    "surname": "Bērziņa",
    "organisation": "Ogre",
    "country": "LV",
    "email": "",
    "phone": "",
    "language": "lv",
    "part": "speaker",
}


@pytest.fixture
def event(web_session, project):
    """An event of two places, one of them taken."""
    event = make_event(web_session, project, capacity=2, name={"lv": "Sanāksme", "en": "Meeting"})
    web_session.commit()
    return event


@pytest.fixture
def guest(web_session, event):
    """Who has the place."""
    found = make_registration(
        web_session, event, name="Ada", surname="Ozola", email="ada@example.org", phone="20 000 111"
    )
    web_session.commit()
    return found


def at(guest):
    return {"event_id": guest.event_id, "registration_id": guest.id}


def test_shows_all_that_is_known_but_never_as_whom(organiser, web_session, guest):
    admit(web_session, guest)
    web_session.commit()

    words = organiser.get(f"{PAGE}.show", **at(guest)).words()

    for known in ("Ada Ozola", "Came", "Balvu novads", "Latvia", "ada@example.org", "20 000 111", "Latviešu"):
        assert known in words, known
    assert "23 January 2019 10:00 · Galvenās durvis, Anna" in words
    assert "Waits since 10 January 2019 10:00" in words
    for category in categories.list_all(web_session, guest.project_id):
        assert category.label["en"] not in words


def test_signs_somebody_up_without_an_address(organiser, web_session, event):
    response = organiser.submit(f"{PAGE}.add", LIGA, event_id=event.id)

    added = read(web_session, Registration, surname="Bērziņa")
    assert response.location == organiser.url(f"{PAGE}.show", event_id=event.id, registration_id=added.id)
    assert (added.full_name, added.email, added.part, added.event_id) == ("Līga Bērziņa", None, "speaker", event.id)
    assert stored(web_session, OutgoingMail) == []
    words = organiser.get(f"{PAGE}.show", event_id=event.id, registration_id=added.id).words()
    assert "By hand: Staff" in words
    assert "No mail was written" in words


def test_bad_answers_are_named_and_nothing_typed_is_lost(organiser, web_session, event):
    typed = LIGA | {"name": " ", "email": "not an address", "phone": "x", "part": "queen", "country": "XX"}

    page = organiser.fill(f"{PAGE}.add", typed, event_id=event.id)

    assert page.errors() == [
        "Enter the name",
        "Choose a country from the list",
        "Check the e-mail address: it should look like name@example.lv",
        "Check the phone number: it should look like +371 20 000 000",
        "Choose from the list",
    ]
    kept = page.form(organiser.url(f"{PAGE}.add", event_id=event.id))
    assert (kept["surname"], kept["email"], kept["phone"]) == ("Bērziņa", "not an address", "x")
    assert stored(web_session, Registration) == stored(web_session, Registration, event_id=event.id - 1)


def test_a_full_event_asks_whether_one_more_fits_in(organiser, web_session, event, guest):
    make_registration(web_session, event)
    web_session.commit()

    page = organiser.fill(f"{PAGE}.add", LIGA, event_id=event.id)

    assert page.errors() == ["All places are taken. Tick “all the same” if one more fits in."]
    organiser.submit(f"{PAGE}.add", LIGA | {"all_the_same": "y"}, event_id=event.id)
    assert read(web_session, Registration, surname="Bērziņa").part == "speaker"


def test_corrects(organiser, web_session, guest):
    assert page_form(organiser, f"{PAGE}.edit", **at(guest))["surname"] == "Ozola"

    organiser.submit(f"{PAGE}.edit", {"surname": "Ozoliņa", "part": "interpreter"}, **at(guest))

    now = read(web_session, Registration, id=guest.id)
    assert (now.full_name, now.part, now.email) == ("Ada Ozoliņa", "interpreter", "ada@example.org")
    assert [mail.kind for mail in stored(web_session, OutgoingMail)] == [MailKind.CONFIRMATION, MailKind.CHANGE]


def test_moves(organiser, web_session, project, guest):
    target = make_event(web_session, project)
    web_session.commit()

    assert organiser.fill(f"{PAGE}.move", {}, **at(guest)).errors() == ["Choose an event from the list"]
    assert organiser.fill(f"{PAGE}.move", {"target": "999999"}, **at(guest)).errors() == [
        "Choose an event from the list"
    ]
    for nonsense in ("²", "9" * 30, "x" * 10_000, "\x00", "<b>"):
        page = organiser.fill(f"{PAGE}.move", {"target": nonsense}, **at(guest))
        assert page.errors() == ["Choose an event from the list"], nonsense
    response = organiser.submit(f"{PAGE}.move", {"target": str(target.id)}, **at(guest))

    assert response.location == organiser.url(f"{PAGE}.show", event_id=target.id, registration_id=guest.id)
    organiser.get(f"{PAGE}.show", **at(guest), expect=404)


def test_says_when_there_is_nowhere_to_move_to(organiser, guest):
    assert "no other event" in organiser.get(f"{PAGE}.move", **at(guest)).words()


def test_cancels_restores_and_sends_again(organiser, web_session, guest):
    for button, words in (
        ("resend", "The ticket will be sent again."),
        ("cancel", "The registration is cancelled."),
        ("restore", "The registration is restored."),
    ):
        organiser.press(organiser.get(f"{PAGE}.show", **at(guest)), f"{PAGE}.{button}", **at(guest), expect=303)
        assert words in organiser.get(f"{PAGE}.show", **at(guest)).words()

    assert [mail.kind for mail in stored(web_session, OutgoingMail)] == [
        MailKind.CONFIRMATION,
        MailKind.CONFIRMATION,
        MailKind.CANCELLATION,
        MailKind.CONFIRMATION,
    ]


def test_a_refused_button_says_why(organiser, web_session, guest):
    page = organiser.get(f"{PAGE}.show", **at(guest))
    admit(web_session, guest)
    web_session.commit()

    organiser.press(page, f"{PAGE}.cancel", **at(guest), expect=303)

    assert "This person has been at the event" in organiser.get(f"{PAGE}.show", **at(guest)).words()


def test_a_registration_of_another_event_is_not_found(organiser, web_session, project, guest):
    other = make_event(web_session, project)
    web_session.commit()

    for page in ("show", "edit", "move"):
        organiser.get(f"{PAGE}.{page}", event_id=other.id, registration_id=guest.id, expect=404)
