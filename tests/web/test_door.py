"""The door without JavaScript: a pass that is typed, check-ins that are taken back, and the pass's end."""

import uuid
from datetime import date, timedelta

import pytest

from eventreg import clock
from eventreg.domain import doorpass
from eventreg.models import Attendance, DoorPass, Event, PassKind, Scan
from tests.browser import Page, words
from tests.conftest import NOW
from tests.factories import at_hour, make_event, make_pass, stored
from tests.web.verdicts import present, type_code, verdict

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
