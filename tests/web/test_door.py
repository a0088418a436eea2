"""The door without JavaScript: a pass that is typed, codes that are typed, verdicts as pages."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from eventreg import clock
from eventreg.domain import doorpass, registration, tickets
from eventreg.domain.events import Day
from eventreg.models import Attendance, DoorPass, Event, PassKind, Registration, RegistrationStatus, Scan
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import FIRST_DAY, at_hour, make_event, make_pass, make_registration, stored


@pytest.fixture
def reader(browser):
    """A reader of pages who reads English."""
    return browser.read_in("en")


@pytest.fixture
def event(web_session):
    """An event with a guest, beside another event with one."""
    make_registration(web_session, make_event(web_session))
    return make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"})


@pytest.fixture
def ada(web_session, event):
    """Somebody with a place at the event."""
    return make_registration(web_session, event, name="Ada", surname="Ņikuļina", organisation="Malta")


@pytest.fixture
def open_door(reader, web_session, event, monkeypatch):
    """Return a function that gives the device a pass; it is ten o'clock on the first day."""

    def open_with(kind=PassKind.SCANNER, at=None, **terms):
        door_pass = make_pass(web_session, at or event, kind=kind, **terms)
        web_session.commit()
        monkeypatch.setattr(clock, "now", lambda: at_hour(8))
        return reader.take_pass(door_pass.id)

    return open_with


def words(element):
    """Return what a reader sees in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def verdict(page):
    """Return what a verdict's page says: kind, colour, word, and its lines."""
    (section,) = page.all("section", role="status")
    (word,) = page.all("h2", class_="word")
    (told,) = page.all("div", class_="told")
    lines = [words(line) for line in told if line is not word]
    return section.get("data-verdict"), section.get("data-colour"), words(word), lines


def present(page):
    """Return how many the page says are present."""
    return [words(each) for each in page.all("p", class_="present") if "data-counts" not in each.attrib]


def type_code(reader, code):
    """Type a code at the door and return the verdict's page."""
    return reader.fill("door.scan", {"code": code})


# --- opening the door ---


@pytest.mark.parametrize("form", ["{secret}", "http://localhost/door/#{secret}", "  http://x/door/#{secret}\n"])
def test_a_link_that_is_typed_opens_the_door_once(form, reader, web_session, event):
    door_pass, secret = doorpass.create(web_session, event, name="Ziemeļu durvis", by=None, now=NOW)
    web_session.commit()

    response = reader.submit("door.start", {"secret": form.format(secret=secret)})
    again = reader.fill("door.start", {"secret": secret})

    assert response.location == reader.url("door.scan")
    assert again.errors() == ["This link has been used already. Ask the organiser for a new one."]
    assert stored(web_session, DoorPass, id=door_pass.id)[0].redeemed_at == NOW
    assert "Meeting · Ziemeļu durvis" in reader.get("door.scan").words()


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("", "Enter the link that you were given"),
        ("  \x00 ", "Enter the link that you were given"),
        ("http://localhost/door/#", "Enter the link that you were given"),
        ("http://localhost/door/#wrong", "This door pass is not known. Ask the organiser for a new one."),
        ("x" * 501, "The link is too long"),
    ],
)
def test_what_opens_no_door_is_named_at_its_field(secret, said, reader):
    page = reader.fill("door.start", {"secret": secret})

    assert page.errors() == [said]
    (field,) = page.all("input", name="secret")
    assert field.get("aria-describedby").split() == ["secret-hint", "secret-error"]
    assert words(page.all("span", id="secret-error")[0]) == said


def test_a_link_opens_no_door_after_a_quarter_of_an_hour(reader, web_session, event, monkeypatch):
    _, secret = doorpass.create(web_session, event, name="A", by=None, now=NOW)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))

    page = reader.fill("door.start", {"secret": secret})

    assert page.errors() == ["This link has run out. Ask the organiser for a new one."]


def test_without_a_pass_the_door_leads_to_the_link(reader):
    page = reader.get("door.scan")

    assert "There is no door pass on this device" in page.words()
    assert page.all("a", href=reader.url("door.start"), class_="button") != []
    assert page.all("form", action=reader.url("door.scan")) == []


# --- verdicts ---


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


# --- taking it back ---


def test_a_check_in_is_taken_back(open_door, web_session, ada):
    reader = open_door(PassKind.DESK)
    page = type_code(reader, ada.code)

    undone = Page(reader.press(page, "door.undo", expect=200))

    assert verdict(undone)[:3] == ("undone", "grey", "Taken back")
    assert verdict(undone)[3][-1] == "This person is no longer counted as present."
    assert present(undone) == ["0 of 1 present"]
    assert stored(web_session, Attendance) == []
    assert undone.all("form") == [], "an undo cannot be undone"


def test_all_scans_by_which_somebody_is_present_are_taken_back(open_door, web_session, ada):
    reader = open_door()
    for _ in range(2):
        page = type_code(reader, ada.code)

    undone = Page(reader.press(page, "door.undo", expect=200))

    assert (verdict(undone)[0], present(undone)) == ("undone", ["0 of 1 present"])
    assert len([scan for scan in stored(web_session, Scan) if scan.undoes]) == 2


def test_taking_back_twice_is_taking_back_once(open_door, web_session, ada):
    reader = open_door()
    page = type_code(reader, ada.code)

    pages = [Page(reader.press(page, "door.undo", expect=200)) for _ in range(2)]

    assert [verdict(each)[0] for each in pages] == ["undone", "undone"]
    assert len(stored(web_session, Scan)) == 2


def test_an_undo_that_names_no_scan_does_nothing(open_door, web_session, ada):
    reader = open_door()
    page = type_code(reader, ada.code)
    token = {"csrf_token": page.form(reader.url("door.undo"))["csrf_token"]}
    scan = page.form(reader.url("door.undo"))["scans-0"]

    for scans in ({}, {"scans-0": ""}, {"scans-0": "no uuid"}, {"scans-²": scan}, {"scans-": scan}, {"scans-x": scan}):
        reader.post("door.undo", token | scans)

    assert len(stored(web_session, Scan)) == 1
    assert len(stored(web_session, Attendance)) == 1


def test_the_scan_of_another_event_is_not_taken_back(open_door, reader, web_session, event, ada):
    door = open_door()
    page = type_code(door, ada.code)
    token = page.form(door.url("door.undo"))
    other = make_pass(web_session, make_event(web_session))
    web_session.commit()

    reader.take_pass(other.id).post("door.undo", token)

    assert len(stored(web_session, Attendance)) == 1


# --- giving the pass back, and its end ---


def test_a_device_gives_its_pass_back(open_door, web_session, ada):
    reader = open_door()
    type_code(reader, ada.code)
    page = reader.get("door.scan")

    response = reader.press(page, "door.leave", expect=303)

    assert response.location == reader.url("door.start")
    assert "There is no door pass on this device" in reader.get("door.scan").words()
    assert len(stored(web_session, Attendance)) == 1


@pytest.mark.parametrize("end", ["over", "revoked"])
def test_a_pass_that_has_ended_lets_nobody_in(end, open_door, web_session, ada, monkeypatch):
    reader = open_door()
    (door_pass,) = stored(web_session, DoorPass)
    forms = {
        "door.scan": reader.get("door.scan").form(reader.url("door.scan")) | {"code": ada.code},
        "door.check_in": reader.get("public.ticket", ticket=ada.ticket).form(reader.url("door.check_in")),
    }
    if end == "over":
        monkeypatch.setattr(clock, "now", lambda: door_pass.expires_at)
    else:
        with web_session.begin():
            doorpass.revoke(web_session, web_session.get(Event, ada.event_id), door_pass.id, by=None, now=at_hour(8))

    pages = {endpoint: reader.post(endpoint, form) for endpoint, form in forms.items()}

    for page in pages.values():
        assert "There is no door pass on this device" in page.words()
    assert stored(web_session, Scan) == []


def test_the_door_is_dated_by_its_project(open_door, web_session, ada, monkeypatch):
    """A day runs from 04:00 to 04:00: at two in the morning it is still yesterday."""
    reader = open_door(PassKind.DESK)
    night = at_hour(0, date(2019, 1, 24))
    monkeypatch.setattr(clock, "now", lambda: night)

    assert verdict(type_code(reader, ada.code))[3][-1] == "Day 1 of 3"


def test_a_button_pressed_by_another_site_does_nothing(open_door, web_session, ada):
    reader = open_door()
    page = type_code(reader, ada.code)
    scans = {"scans-0": page.form(reader.url("door.undo"))["scans-0"]}
    forged = {"nonce": str(uuid.uuid4()), "csrf_token": "forged"}

    statuses = [
        reader.client.post(reader.url("door.check_in"), data=forged | {"ticket": ada.ticket}).status_code,
        reader.client.post(reader.url("door.undo"), data=scans).status_code,
        reader.client.post(reader.url("door.leave")).status_code,
    ]
    typed = reader.post("door.scan", forged | {"code": ada.code})

    assert statuses == [400, 400, 400]
    assert "Please send the form again" in typed.words()
    assert typed.form(reader.url("door.scan"))["code"] == ada.code
    assert len(stored(web_session, Scan)) == 1
