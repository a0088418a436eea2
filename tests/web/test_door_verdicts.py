"""The door without JavaScript: what each verdict says."""

import pytest
from sqlalchemy import update

from eventreg import clock
from eventreg.domain import registration, tickets
from eventreg.domain.events import Day
from eventreg.models import Attendance, PassKind, Registration, RegistrationStatus, Scan
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import FIRST_DAY, at_hour, make_event, make_registration, stored
from tests.web.verdicts import present, type_code, verdict


def test_a_code_that_is_typed_lets_somebody_in(open_door, web_session, ada):
    reader = open_door(PassKind.DESK)

    page = type_code(reader, tickets.show_code(ada.code).lower())

    assert verdict(page) == (
        "admitted",
        "green",
        "Welcome!",
        ["Ada Ņikuļina", "No photo", "Malta", "Day 1 of 3"],
    )
    assert present(page) == ["1 of 1 present"]
    assert [(row.registration_id, row.event_id) for row in stored(web_session, Attendance)] == [(ada.id, ada.event_id)]


def test_a_scanner_is_told_no_name_for_a_code(open_door, ada):
    page = type_code(open_door(PassKind.SCANNER), ada.code)

    assert verdict(page)[3] == [f"Code {tickets.show_code(ada.code)}", "No photo", "Day 1 of 3"]
    assert "Ņikuļina" not in page.text


def test_nobody_marked_who_agreed_to_photos(open_door, web_session, event):
    guest = make_registration(web_session, event, name="Bea", surname="B", organisation="Malta", photo=True)
    web_session.commit()

    page = type_code(open_door(PassKind.DESK), guest.code)

    assert verdict(page)[3] == ["Bea B", "Malta", "Day 1 of 3"]


def test_an_event_of_one_day_does_not_number_it(open_door, web_session):
    event = make_event(web_session, days=(Day(FIRST_DAY),))
    guest = make_registration(web_session, event, name="Bea", surname="B", organisation="Malta", photo=True)

    page = type_code(open_door(PassKind.DESK, at=event), guest.code)

    assert verdict(page)[3] == ["Bea B", "Malta"]


def test_who_is_in_already_is_told_since_when(open_door, ada, monkeypatch):
    reader = open_door(PassKind.DESK, name="Ziemeļu durvis", operator="Anna")
    type_code(reader, ada.code)
    monkeypatch.setattr(clock, "now", lambda: at_hour(9))

    page = type_code(reader, ada.code)

    kind, colour, word, lines = verdict(page)
    assert (kind, colour, word) == ("already_in", "amber", "Already here")
    assert lines[-1] == "Checked in today at 10:00 at the door “Ziemeļu durvis” by Anna"
    assert present(page) == ["1 of 1 present"]


def test_who_was_let_in_by_nobody_with_a_name_is_told_the_door(open_door, ada):
    reader = open_door(operator="")
    type_code(reader, ada.code)

    assert verdict(type_code(reader, ada.code))[3][-1] == "Checked in today at 10:00 at the door “Galvenās durvis”"


def test_a_wrong_code_is_shown_as_it_was_read(open_door, web_session):
    page = type_code(open_door(), " 2222 2222 ")

    assert verdict(page) == (
        "unknown",
        "red",
        "We do not know this code",
        ["Code 2222-2222", "Nobody at this event has this code. Read it once more, sign by sign."],
    )
    assert [scan.verdict for scan in stored(web_session, Scan)] == ["unknown"]


def test_a_code_of_another_event_is_unknown_here(open_door, web_session, event):
    reader = open_door()
    (foreign,) = [each for each in stored(web_session, Registration) if each.event_id != event.id]

    assert verdict(type_code(reader, foreign.code))[0] == "unknown"


def test_another_day_says_for_which_days_the_ticket_is(open_door, ada, monkeypatch):
    reader = open_door(PassKind.DESK)
    monkeypatch.setattr(clock, "now", lambda: NOW)

    page = type_code(reader, ada.code)

    assert verdict(page) == (
        "other_day",
        "amber",
        "Another day",
        ["Ada Ņikuļina", "Malta", "This ticket is for 23–25 January 2019"],
    )


def test_a_cancelled_ticket_says_since_when(open_door, web_session, ada):
    registration.cancel(web_session, ada, now=NOW)

    page = type_code(open_door(PassKind.DESK), ada.code)

    assert verdict(page) == (
        "cancelled",
        "red",
        "Cancelled",
        ["Ada Ņikuļina", "Malta", "Cancelled: 10 January 2019 10:00"],
    )


def test_a_place_that_is_not_confirmed_sends_to_the_organiser(open_door, web_session, ada):
    web_session.commit()
    web_session.execute(update(Registration).where(Registration.id == ada.id).values(status=RegistrationStatus.PENDING))

    page = type_code(open_door(PassKind.DESK), ada.code)

    sentence = "There is no confirmed place for this person yet. Ask the organiser."
    assert verdict(page) == ("not_confirmed", "amber", "Not confirmed", ["Ada Ņikuļina", "Malta", sentence])


@pytest.mark.parametrize("sensitive", [False, True])
def test_the_ticket_of_another_event_names_it_unless_it_is_sensitive(sensitive, open_door, reader, web_session):
    event = make_event(web_session, name={"lv": "Cits", "en": "Other"}, sensitive=sensitive)
    guest = make_registration(web_session, event)
    page = open_door().get("public.ticket", ticket=guest.ticket)

    answer = Page(reader.press(page, "door.check_in", expect=200))

    days = "This ticket is for 23–25 January 2019"
    assert verdict(answer) == ("other_event", "amber", "Another event", [days] if sensitive else ["Other", days])


def test_a_payload_that_is_no_ticket_is_unknown(open_door, ada):
    reader = open_door()
    form = reader.get("public.ticket", ticket=ada.ticket).form(reader.url("door.check_in"))

    page = reader.post("door.check_in", form | {"ticket": "https://example.com"})

    sentence = "This is no ticket of ours. Try the short code that stands below the picture on the ticket."
    assert verdict(page)[3] == [sentence]


@pytest.mark.parametrize("code", ["", "  ", "\x00"])
def test_an_empty_code_is_asked_for_again(code, open_door, web_session):
    page = type_code(open_door(), code)

    assert page.errors() == ["Enter a code"]
    assert stored(web_session, Scan) == []


def test_the_same_form_with_the_same_code_is_one_scan(open_door, web_session, ada):
    reader = open_door()
    form = reader.get("door.scan").form(reader.url("door.scan")) | {"code": ada.code}

    pages = [reader.post("door.scan", form) for _ in range(2)]

    assert [verdict(page)[0] for page in pages] == ["admitted", "admitted"]
    assert len(stored(web_session, Scan)) == 1


def test_the_same_form_with_another_code_is_another_scan(open_door, web_session, event, ada):
    bea = make_registration(web_session, event)
    reader = open_door()
    form = reader.get("door.scan").form(reader.url("door.scan"))

    pages = [reader.post("door.scan", form | {"code": guest.code}) for guest in (ada, bea)]

    assert [verdict(page)[0] for page in pages] == ["admitted", "admitted"]
    assert len(stored(web_session, Attendance)) == 2
