"""The door passes of an organiser's event: made, shown to a phone, watched and ended."""

import re
from datetime import timedelta

from sqlalchemy import select

from eventreg import clock
from eventreg.domain import checkin, doorpass
from eventreg.models import DoorPass
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_pass, make_registration, scan_of
from tests.web.reading import page_form, read, rows

OPENED = "10 January 2019 10:00"


def test_shows_the_link_of_a_door_pass_once(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()
    answers = {"name": "Sānu durvis", "operator": "Anna", "kind": "desk"}

    page = organiser.fill("organiser_passes.new", answers, event_id=event.id)

    assert page.response.headers["Cache-Control"] == "no-store"
    secret = re.search(r"http://localhost/door/#([\w-]+)", page.words())[1]
    assert page.qr_code() == f"http://localhost/door/#{secret}"
    door_pass, _ = doorpass.redeem(web_session, secret, now=NOW + timedelta(minutes=14))
    web_session.commit()
    assert (door_pass.event_id, door_pass.name, door_pass.kind) == (event.id, "Sānu durvis", "desk")
    assert (door_pass.operator, door_pass.supervisor) == ("Anna", False)
    for endpoint in ("show", "state"):
        assert secret not in organiser.client.get(organiser.url(f"organiser_passes.{endpoint}", event_id=event.id)).text


def test_the_form_of_a_pass_proposes_the_lesser_power(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    assert page_form(organiser, "organiser_passes.new", event_id=event.id)["kind"] == "scanner"
    page = organiser.fill("organiser_passes.new", {"name": "", "operator": " "}, event_id=event.id)

    assert page.errors() == ["Enter which door it is", "Enter who holds the device"]
    assert web_session.scalars(select(DoorPass)).all() == []


def test_a_pass_is_made_with_one_button_and_the_next_one_proposes_the_same_door(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    proposed = []
    for operator in ({}, {"operator": "Zane"}, {}):
        form = page_form(organiser, "organiser_passes.new", event_id=event.id)
        proposed.append((form["name"], form["operator"]))
        organiser.post("organiser_passes.new", form | operator, event_id=event.id)

    own = proposed[0][1]
    assert proposed == [("Main entrance", own), ("Main entrance", "Helper 1"), ("Main entrance", "Helper 2")]
    assert list(web_session.scalars(select(DoorPass.operator).order_by(DoorPass.id))) == [own, "Zane", "Helper 2"]


def test_a_supervisor_is_one_by_a_tick(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    page = organiser.fill("organiser_passes.new", {"supervisor": "y"}, event_id=event.id)

    assert read(web_session, DoorPass).supervisor is True
    assert "Scanner, Supervisor" in page.words()


def test_an_open_page_is_told_that_the_phone_has_opened_the_door(organiser, web_session, project):
    event = make_event(web_session, project)
    door_pass, secret = doorpass.create(web_session, event, name="A", operator="Anna", by=None, now=NOW)
    web_session.commit()
    url = organiser.url("organiser_passes.state", event_id=event.id)
    waiting = organiser.client.get(url)
    asked_again = organiser.client.get(url, headers={"If-None-Match": waiting.headers["ETag"]})
    doorpass.redeem(web_session, secret, now=NOW)
    web_session.commit()

    opened = organiser.client.get(url, headers={"If-None-Match": waiting.headers["ETag"]})

    assert waiting.json["states"] == {str(door_pass.id): "waiting"}
    assert (asked_again.status_code, asked_again.data) == (304, b"")
    assert (opened.status_code, opened.json["states"]) == (200, {str(door_pass.id): "in_use"})
    assert opened.json["parts"] == {
        f"state-{door_pass.id}": '<span class="tag yes">In use since 10 January 2019 10:00</span>',
        f"seen-{door_pass.id}": "10 January 2019 10:00",
    }


def test_a_phone_was_last_seen_when_it_scanned_last(organiser, web_session, project):
    event = make_event(web_session, project)
    ada, other = make_registration(web_session, event), make_registration(web_session)
    scanned, asked, unused = (make_pass(web_session, event, name=name) for name in ("Scanned", "Asked", "Unused"))
    doorpass.note_seen(web_session, asked.id, now=at_hour(9))
    doorpass.note_seen(web_session, scanned.id, now=at_hour(9))
    for minute in (5, 7):
        checkin.record(web_session, scanned, [scan_of(ada)], now=at_hour(9, minute=minute))
    admit(web_session, other, now=at_hour(11))
    web_session.commit()

    seen = [(door_pass.name, at) for door_pass, at in doorpass.list_of(web_session, event)]

    assert seen == [("Unused", NOW), ("Asked", at_hour(9)), ("Scanned", at_hour(9, minute=7))]
    assert unused.last_seen_at is None


def test_lists_door_passes_with_their_states(organiser, web_session, project):
    event = make_event(web_session, project)
    make_pass(web_session, event, name="Opened", supervisor=True)
    for name, made_at in (("Fresh", NOW), ("Missed", NOW - timedelta(minutes=16))):
        doorpass.create(web_session, event, name=name, operator="Anna", by=None, now=made_at)
    ended, _ = doorpass.create(web_session, event, name="Over", operator="Anna", by=None, now=NOW)
    doorpass.revoke(web_session, event, ended.id, by=None, now=NOW)
    make_pass(web_session, make_event(web_session, project), name="Elsewhere")
    web_session.commit()

    page = organiser.get("organiser_passes.show", event_id=event.id)

    assert sorted(rows(page)) == [
        ["Fresh", "Anna", "Scanner", "Waiting to be opened", "–", "End Fresh, Anna"],
        ["Missed", "Anna", "Scanner", "Link not opened in time", "–", ""],
        ["Opened", "Anna", "Scanner Supervisor", f"In use since {OPENED}", OPENED, "End Opened, Anna"],
        ["Over", "Anna", "Scanner", "Ended", "–", ""],
    ]
    assert "1 device can let people in now." in organiser.get("organiser_events.show", event_id=event.id).words()


def test_the_clock_of_the_link_runs_out_on_the_server(organiser, web_session, project, monkeypatch):
    event = make_event(web_session, project)
    door_pass, _ = doorpass.create(web_session, event, name="A", operator="Anna", by=None, now=NOW)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))

    answer = organiser.client.get(organiser.url("organiser_passes.state", event_id=event.id))

    assert answer.json["states"] == {str(door_pass.id): "missed"}


def test_ends_a_door_pass_and_not_that_of_another_event(organiser, web_session, project):
    event, other = make_event(web_session, project), make_event(web_session, project)
    door_pass, kept = make_pass(web_session, event), make_pass(web_session, other)
    web_session.commit()
    page = organiser.get("organiser_passes.show", event_id=event.id)

    organiser.press(page, "organiser_passes.revoke", event_id=event.id, pass_id=door_pass.id, expect=303)
    token = {"csrf_token": page_form(organiser, "organiser_passes.new", event_id=event.id)["csrf_token"]}
    organiser.client.post(organiser.url("organiser_passes.revoke", event_id=event.id, pass_id=kept.id), data=token)

    assert read(web_session, DoorPass, id=door_pass.id).revoked_at == NOW
    assert read(web_session, DoorPass, id=kept.id).revoked_at is None
