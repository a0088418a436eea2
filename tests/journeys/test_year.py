"""A year of an organiser in a real browser, with a real mail server: events come, change, and are cancelled.

The whole year goes by on PostgreSQL, its beginning on SQLite too.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.journeys.conftest import Site, make_site
from tests.journeys.stage import today
from tests.journeys.year import (
    PASSWORD,
    accept,
    add_by_hand,
    cancel_event,
    change_place,
    copy_with_people,
    invite,
    invite_guests,
    log_in,
    make_activity,
    make_event,
    make_project,
    move,
    read_slips,
    set_up_second_factor,
    write_to,
)
from tests.journeys.year_mail import check, check_neutral, entries_of, letters_to, outline, text_of

ADAM, GRACE, MARA = "adams@guests.example", "grace@guests.example", "mara@guests.example"
MESSAGE = {"subject_lv": "Zābaki", "body_lv": "Iesim pa purvu.", "subject_en": "Boots", "body_en": "We cross a bog."}


@pytest.fixture
def site(empty_url, tmp_path, postman) -> Iterator[Site]:
    """The service with a mail server, to which every mail goes at once."""
    mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(postman.port), "MAIL_SENDER": "events@ministry.example"}
    made = make_site(tmp_path / "instance", empty_url, **mail, MAIL_PAUSE="0.05", WORKERS="1")
    made.start()
    made.run("user", "add", "anna@year.example", "--name", "Anna", "--administrator", "--password", PASSWORD)
    yield made
    made.stop()


@pytest.fixture
def anna(site, visit):
    """An administrator who has logged in."""
    page = log_in(visit(), site, "anna@year.example")
    set_up_second_factor(page, site)
    return page


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_year_begins(site, anna, postman):
    make_project(anna, site, "gads")
    seminar = make_event(anna, site, "Gada seminārs", in_days(30))
    add_by_hand(anna, seminar, "Ādams", ADAM)

    (ticket,) = letters_to(postman, ADAM)
    check(ticket, "lv")
    assert outline(ticket) == ("Jūsu biļete: Gada seminārs", "REQUEST", False)


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_year(site, anna, visit, postman):
    make_project(anna, site, "pirmais")
    rita = accept(invite(anna, site, postman), visit(), site)
    make_project(rita, site, "gads")
    seminar = make_event(rita, site, "Gada seminārs", in_days(30), name_en="Seminar of the year")
    fair = make_event(rita, site, "Gada tirgus", in_days(60))
    closing = make_event(rita, site, "Gada noslēgums", in_days(90), name_en="Close of the year", place="Rēzekne")
    quiet = make_event(rita, site, "Klusā sanāksme", in_days(95), place="Zilupe", sensitive=True)
    make_activity(rita, site, "Gada buklets")

    add_by_hand(rita, seminar, "Zane", "")
    grace = add_by_hand(rita, seminar, "Grace", GRACE, part="speaker", spoken="en")
    add_by_hand(rita, seminar, "Ādams", ADAM)
    letters_to(postman, ADAM)
    change_place(rita, seminar, "Viļaka")
    add_by_hand(rita, fair, "Ādams", ADAM)
    letters_to(postman, ADAM, 3)
    cancel_event(rita, fair, "Zāle ir applūdusi.")
    write_to(rita, seminar, "speaker", MESSAGE)
    letters_to(postman, GRACE, 3)
    move(rita, grace, closing)
    invite_guests(rita, closing, f"Māra Liepa <{MARA}>")
    add_by_hand(rita, quiet, "Ādams", ADAM)
    assert read_slips(rita, seminar) == 2 * 2  # of each person the ticket, and the link to keep
    copy_with_people(rita, seminar, in_days(120))

    adam, graces, (invited,) = letters_to(postman, ADAM, 6), letters_to(postman, GRACE, 4), letters_to(postman, MARA)
    read_what_a_guest_got(adam)
    read_what_a_speaker_got(graces)
    check(invited, "lv")
    assert outline(invited) == ("Aicinām piedalīties: Gada noslēgums", "", True)
    (welcome,) = letters_to(postman, "rita@year.example")
    check(welcome, "lv", funded=False)
    ids = [letter["Message-ID"] for letter in (*adam, *graces, invited, welcome)]
    assert len(set(ids)) == len(ids) == len(postman.taken)


def read_what_a_guest_got(letters):
    """The mails of somebody with a place at a seminar, a fair that is cancelled, a quiet meeting and a copy."""
    ticket, changed, _, cancelled, neutral, copied = letters
    for letter in letters:
        check(letter, "lv", funded=letter is not neutral)
    assert [outline(letter) for letter in letters] == [
        ("Jūsu biļete: Gada seminārs", "REQUEST", False),
        ("Pasākumā ir pārmaiņas: Gada seminārs", "REQUEST", False),
        ("Jūsu biļete: Gada tirgus", "REQUEST", False),
        ("Pasākums nenotiks: Gada tirgus", "CANCEL", False),
        ("Jūsu biļete", "REQUEST", False),
        ("Jūsu biļete: Gada seminārs", "REQUEST", False),
    ]
    check_neutral(neutral, "Klusā", "sanāksme", "Zilupe")
    assert "Viļaka" in text_of(changed)
    assert "Zāle ir applūdusi." in text_of(cancelled)
    before, after, new = (entries_of(letter)[0] for letter in (ticket, changed, copied))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["UID"] == before["UID"] != new["UID"]
    assert [entry["STATUS"] for entry in entries_of(cancelled)] == ["CANCELLED"]


def read_what_a_speaker_got(letters):
    """The mails of a reader of English who was written to, and moved to another event."""
    message, moved = letters[2:]
    for letter in letters:
        check(letter, "en")
    assert [outline(letter) for letter in letters] == [
        ("Your ticket: Seminar of the year", "REQUEST", False),
        ("The event has changed: Seminar of the year", "REQUEST", False),
        ("Boots", "", True),
        ("Your registration is changed: Close of the year", "REQUEST CANCEL", False),
    ]
    assert "We cross a bog." in text_of(message)
    assert "Where: Rēzekne" in text_of(moved)
    told = [(entry["SUMMARY"], entry["STATUS"]) for entry in entries_of(moved)]
    assert told == [("Close of the year", "CONFIRMED"), ("Seminar of the year", "CANCELLED")]
    assert entries_of(moved)[1]["UID"] == entries_of(letters[0])[0]["UID"]


def in_days(number):
    """The date in so many days."""
    return today() + timedelta(days=number)
