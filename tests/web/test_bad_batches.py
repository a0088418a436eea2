"""Nothing at the door is dropped for a bad neighbour: each scan of a bad delivery gets its answer (issue 5)."""

import json
import uuid
from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.domain import doorpass
from eventreg.models import Attendance, Event, PassKind, ReviewItem, Scan
from tests.conftest import SETTINGS
from tests.factories import at_hour, make_pass_with_token, make_registration, scan_of, stored
from tests.sealing import walk_in
from tests.web.device import NONE, Device, device_for, is_problem

KEY = SETTINGS["person_key"].encode()
BAD = (None, 7, [], {}, "x", {"id": "x", "ticket": "y"}, {"id": str(uuid.uuid4()), "at": {}, "ticket": "\x00"})


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_element_in_a_hundred_is_told_and_the_others_are_kept(bad, reader, web_session, event, on_the_day):
    guests = [make_registration(web_session, event) for _ in range(3)]
    device = device_for(web_session, reader, event)
    scans = [scan_of(guests[n % 3]) for n in range(99)]
    scans.insert(41, bad)

    answers = device.scan(*scans)

    told = [(number, answer["verdict"]) for number, answer in enumerate(answers) if answer["error"]]
    assert told == [(41, None)]
    assert [answer["id"] for answer in answers if not answer["error"]] == [s["id"] for s in scans if s is not bad]
    assert len(stored(web_session, Scan)) == 99
    assert len(stored(web_session, Attendance)) == 3


def test_a_body_of_five_megabytes_is_refused_whole(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    device = device_for(web_session, reader, event)
    body = json.dumps({"scans": [scan_of(ada), {"id": "x", "reason": "x" * 5_000_000}]})
    address = f"/api/v1/events/{event.id}/scans"

    responses = [
        device.client.post(address, data=body, content_type="application/json", headers=headers)
        for headers in (device.bearer, {"Authorization": "Bearer x"})
    ]

    assert is_problem(responses[0], 413, "This is too much at once", "Send less, or in smaller parts.")
    assert responses[1].status_code in (401, 413)
    assert stored(web_session, Scan) == []


@pytest.mark.parametrize("body", ["not read", "501 scans"])
def test_an_ended_pass_too_is_told_what_is_wrong_with_its_body(body, reader, web_session, event, on_the_day):
    device, door_pass = ended(reader, web_session, event)
    sent = {"not read": b"{", "501 scans": json.dumps({"scans": [7] * 501})}[body]
    address = f"/api/v1/events/{event.id}/scans"

    response = device.client.post(address, data=sent, content_type="application/json", headers=device.bearer)

    assert door_pass.revoked_at is not None
    assert response.status_code == {"not read": 400, "501 scans": 413}[body]


def ended(reader, web_session, event, **terms):
    """A phone whose pass was revoked an hour ago."""
    door_pass, token = make_pass_with_token(web_session, event, **terms)
    doorpass.revoke(web_session, web_session.get_one(Event, event.id), door_pass.id, by=None, now=at_hour(7))
    web_session.commit()
    return Device(reader.client, event, token), door_pass


@pytest.mark.parametrize("kind", list(PassKind))
def test_a_revoked_pass_delivers_and_learns_nothing(kind, reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    device, _ = ended(reader, web_session, event, kind=kind, supervisor=True)
    good, unknown = scan_of(ada, offline=True), scan_of(ada, ticket="x", offline=True)

    response = device.post(good, {"id": "x"}, unknown)

    kept = {"review": True, "error": None}
    assert response.status_code == 200
    assert response.json["counts"] == {"present": 0, "confirmed": 0}
    assert [answer["verdict"] for answer in response.json["results"]] == ["admitted", None, "unknown"]
    assert response.json["results"][0] == NONE | kept | {
        "id": good["id"],
        "verdict": "admitted",
        "message": "Welcome!",
    }
    assert len(stored(web_session, ReviewItem)) == 2
    assert stored(web_session, Attendance) == []
    assert is_problem(device.roster(), 401, "The door pass has ended", "Ask the organiser for a new link.")
    assert is_problem(device.post(), 401, "The door pass has ended", "Ask the organiser for a new link.")


def test_a_pass_that_is_over_delivers(reader, web_session, event, monkeypatch):
    ada = make_registration(web_session, event)
    door_pass, token = make_pass_with_token(web_session, event)
    web_session.commit()
    device, over = Device(reader.client, event, token), door_pass.expires_at
    monkeypatch.setattr(clock, "now", lambda: over + timedelta(days=7))

    (answer,) = device.scan(scan_of(ada, at="2019-01-23T08:00:00Z", offline=True))

    assert (answer["verdict"], answer["review"], answer["name"]) == ("admitted", True, None)
    assert device.roster().status_code == 401


def test_a_clock_in_1970_is_kept_and_reviewed(reader, web_session, event, on_the_day):
    ada, bea = (make_registration(web_session, event) for _ in range(2))
    device = device_for(web_session, reader, event)
    lost = [scan_of(ada, at="1970-01-01T00:00:07Z", offline=True), scan_of(ada, ticket="x", at="1970-01-01T00:01:00Z")]

    answers = device.scan(*lost, scan_of(bea))

    told = [(answer["verdict"], answer["review"], answer["day"]) for answer in answers]
    assert told == [("admitted", True, None), ("unknown", False, None), ("admitted", False, "2019-01-23")]
    assert [row.registration_id for row in stored(web_session, Attendance)] == [bea.id]
    assert [item.kind for item in stored(web_session, ReviewItem)] == ["clock"]
    assert device.roster().status_code == 200


def test_a_wrong_token_is_401_for_the_whole(reader, web_session, event, on_the_day):
    scans = [scan_of(make_registration(web_session, event)), None, walk_in(event.id, person_key=KEY)]
    web_session.commit()

    response = Device(reader.client, event, "wrong").post(*scans)

    assert is_problem(response, 401, "The door pass has ended", "Ask the organiser for a new link.")
    assert stored(web_session, Scan) == []


# --- people without a ticket ---


def test_a_desk_takes_somebody_without_a_ticket(reader, web_session, event, on_the_day):
    device = device_for(web_session, reader, event, kind=PassKind.DESK)
    scan = walk_in(event.id, person_key=KEY)
    key = device.roster().json["key"]

    answers = [device.scan(scan)[0] for _ in range(2)]

    assert key["kty"] == "EC"
    assert answers[0] == answers[1]
    assert (answers[0]["verdict"], answers[0]["name"], answers[0]["review"]) == ("admitted", "Zane Kalniņa", False)
    assert device.roster().json["entries"][-1]["name"] == "Zane Kalniņa"
