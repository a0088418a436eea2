"""The JSON interface: redeeming a pass, roster, results, and its errors, which are problem details (RFC 9457)."""

import uuid
from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.domain import doorpass, registration, tickets
from eventreg.models import DoorPass, PassKind, Role, Scan
from tests.conftest import NOW
from tests.factories import (
    admit,
    at_hour,
    make_event,
    make_pass_with_token,
    make_project,
    make_registration,
    make_user,
    scan_of,
    stored,
)
from tests.web.device import DAYS, Device, device_for, is_problem

# --- redeeming a pass ---


def redeem(reader, secret, **headers):
    """Redeem the secret of a link as our own page does."""
    token = reader.get("door.start").form()["csrf_token"]
    return reader.client.post("/api/v1/door/redeem", json={"secret": secret}, headers={"X-CSRFToken": token, **headers})


def test_a_link_is_redeemed_for_a_token_and_a_session(reader, web_session, event):
    door_pass, secret = doorpass.create(
        web_session, event, name="Galvenās durvis", operator="Anna", kind=PassKind.DESK, by=None, now=NOW
    )
    web_session.commit()

    response = redeem(reader, secret)

    body = response.json
    token, walk_in = body.pop("token"), body.pop("walk_in")
    assert body == {
        "door": "Galvenās durvis",
        "operator": "Anna",
        "kind": "desk",
        "supervisor": False,
        "expires_at": "2019-01-26T02:00:00+00:00",
        "event": {
            "id": event.id,
            "name": "Meeting",
            "zone": "Europe/Riga",
            "days": [{"date": day, "starts": "10:00", "ends": "17:00"} for day in DAYS],
        },
    }
    leaves = [(leaf["key"], leaf["sensitive"]) for leaf in walk_in["categories"]]
    assert leaves == [(key, key == "roma") for key in ("municipality", "ministry", "roma", "ngo", "international")]
    assert walk_in["categories"][2]["label"]["en"] == "Roma representative"
    assert (set(walk_in["notice"]), walk_in["capacity"]) == ({"lv", "en"}, event.capacity)
    assert Device(reader.client, event, token).roster().status_code == 200
    with reader.client.session_transaction() as session:
        assert session["door_pass"] == door_pass.id
    (kept,) = stored(web_session, DoorPass, id=door_pass.id)
    assert (kept.token_hash, kept.redeemed_at) == (tickets.digest(token), NOW)
    assert token not in str(vars(kept))


def test_a_link_is_redeemed_once_and_in_time(reader, web_session, event, monkeypatch):
    secrets = [doorpass.create(web_session, event, name="A", by=None, now=NOW)[1] for _ in range(2)]
    web_session.commit()
    redeem(reader, secrets[0])
    title = "This link does not open the door"

    again, unknown = redeem(reader, secrets[0]), redeem(reader, "x" * 300)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))
    late = redeem(reader, secrets[1])

    assert is_problem(again, 403, title, "This link has been used already. Ask the organiser for a new one.")
    assert is_problem(unknown, 403, title, "This door pass is not known. Ask the organiser for a new one.")
    assert is_problem(late, 403, title, "This link has run out. Ask the organiser for a new one.")


def test_only_our_own_page_redeems(reader, web_session, event):
    _, secret = doorpass.create(web_session, event, name="A", by=None, now=NOW)
    web_session.commit()

    response = reader.client.post("/api/v1/door/redeem", json={"secret": secret}, headers={"X-CSRFToken": "forged"})

    assert is_problem(response, 400, "We did not understand this", "Go back, load the page anew and try again.")
    assert stored(web_session, DoorPass)[-1].redeemed_at is None


def test_a_secret_is_a_text(reader):
    for secret in (None, 5, ["x"], {"a": 1}, True):
        assert is_problem(redeem(reader, secret), 400, "We did not understand this", "secret is missing"), secret


# --- what is refused as a whole ---


@pytest.mark.parametrize("case", ["none", "wrong", "other event", "basic", "not redeemed"])
def test_without_a_pass_for_this_event_it_is_401(case, reader, web_session, event):
    target = make_event(web_session) if case == "other event" else event
    _, token = make_pass_with_token(web_session, target)
    _, secret = doorpass.create(web_session, event, name="A", by=None, now=NOW)
    web_session.commit()
    headers = {"none": "", "wrong": "Bearer x", "basic": f"Basic {token}", "not redeemed": f"Bearer {secret}"}
    header = {"Authorization": headers.get(case, f"Bearer {token}")}
    scans = {"scans": [{"id": str(uuid.uuid4()), "ticket": "x"}]}

    responses = [
        reader.client.post(f"/api/v1/events/{event.id}/scans", json=scans, headers=header),
        reader.client.get(f"/api/v1/events/{event.id}/roster", headers=header),
    ]

    for response in responses:
        assert is_problem(response, 401, "The door pass has ended", "Ask the organiser for a new link.")
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert stored(web_session, Scan) == []


def test_a_pass_opens_no_event_that_there_is_not(reader, web_session, event):
    device = device_for(web_session, reader, event)

    for number in (0, 10**9, 10**17):
        response = reader.client.get(f"/api/v1/events/{number}/roster", headers=device.bearer)

        assert is_problem(response, 401, "The door pass has ended", "Ask the organiser for a new link."), number


def test_the_pass_in_the_session_does_not_open_the_api(reader, web_session, event):
    door_pass, _ = make_pass_with_token(web_session, event)
    web_session.commit()

    response = reader.take_pass(door_pass.id).client.get(f"/api/v1/events/{event.id}/roster")

    assert is_problem(response, 401, "The door pass has ended", "Ask the organiser for a new link.")


def test_a_body_that_cannot_be_read_is_400(reader, web_session, event):
    device = device_for(web_session, reader, event)
    no_object, no_list = "the body must be a JSON object", "scans must be a list"
    bodies = {body: no_object for body in (b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 200_000, b'{"a":' * 50_000)}
    bodies |= {body: no_list for body in (b"{}", b'{"scans": {}}', b'{"scans": null}', b'{"scans": "x"}')}

    for body, detail in bodies.items():
        response = send_raw(device, body)

        assert is_problem(response, 400, "We did not understand this", detail), body[:20]


def test_a_body_that_does_not_say_that_it_is_json_is_400(reader, web_session, event):
    response = send_raw(device_for(web_session, reader, event), b'{"scans": []}', "text/plain")

    assert is_problem(response, 400, "We did not understand this", "the body must be a JSON object")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"scans": 1}', b'{"scans": [%s]}' % b",".join([b"1"] * 501)])
def test_without_a_pass_a_wrong_body_is_401_too(reader, web_session, event, body):
    device = device_for(web_session, reader, event)
    address = f"/api/v1/events/{event.id}/scans"

    response = reader.client.post(
        address, data=body, content_type="application/json", headers={"Authorization": "Bearer x"}
    )

    assert is_problem(response, 401, "The door pass has ended", "Ask the organiser for a new link.")
    assert send_raw(device, body).status_code in (400, 413)


def send_raw(device, body, kind="application/json"):
    """Send bytes as a device's scans."""
    address = f"/api/v1/events/{device.event.id}/scans"
    return device.client.post(address, data=body, content_type=kind, headers=device.bearer)


def test_a_body_of_ten_megabytes_is_413(reader, web_session, event):
    response = send_raw(device_for(web_session, reader, event), b'{"scans": ["' + b"x" * 10_000_000 + b'"]}')

    assert is_problem(response, 413, "This is too much at once", "Send less, or in smaller parts.")


# --- the roster ---


@pytest.mark.parametrize(
    ("kind", "sensitive", "named"),
    [(PassKind.SCANNER, False, False), (PassKind.DESK, False, True), (PassKind.DESK, True, False)],
)
def test_the_roster_says_what_a_device_needs(kind, sensitive, named, reader, web_session, on_the_day):
    event = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, sensitive=sensitive)
    make_registration(web_session)
    ada, bea = (make_registration(web_session, event, name=name) for name in ("Ada", "Bea"))
    registration.cancel(web_session, bea, now=NOW + timedelta(hours=1))
    device = device_for(web_session, reader, event, kind=kind, now=NOW)
    scan = scan_of(ada)
    device.roster()
    device.scan(scan)

    body = device.roster().json

    presence = {"at": "2019-01-23T08:00:00+00:00", "door": "Galvenās durvis", "standing": [scan["id"]]}
    names = {"name": ada.full_name, "organisation": ada.organisation} if named else {}
    days = [{"date": day, "starts": "10:00", "ends": "17:00"} for day in DAYS]
    ada_s = body["entries"][1]
    assert len(ada_s.pop("box")) > 60
    assert ada_s == names | {
        "id": ada.id,
        "token_hash": ada.ticket_hash,
        "code": ada.code,
        "status": "confirmed",
        "changed_at": "2019-01-23T08:00:00+00:00",
        "present": {"2019-01-23": presence},
    }
    assert (body["entries"][0]["id"], body["entries"][0]["status"], body["entries"][0]["present"]) == (
        bea.id,
        "cancelled",
        {},
    )
    assert len(body["entries"]) == 2
    assert body["event"] == {"id": event.id, "name": "Meeting", "zone": "Europe/Riga", "days": days}
    assert body["days"] == days
    assert (body["key"]["kty"], body["key"]["crv"]) == ("EC", "P-256")
    assert set(body) == {"cursor", "event", "days", "key", "entries"}


def test_after_the_cursor_come_only_changes(reader, web_session, event, monkeypatch):
    ada = make_registration(web_session, event)
    make_registration(web_session, event)
    device = device_for(web_session, reader, event)
    cursor = device.roster().json["cursor"]
    nothing = device.roster(since=cursor).json
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    device.scan(scan_of(ada))

    changed = device.roster(since=cursor).json

    assert (nothing["entries"], nothing["cursor"]) == ([], cursor)
    assert [entry["id"] for entry in changed["entries"]] == [ada.id]
    assert changed["cursor"] != cursor


def test_a_device_that_reads_the_roster_was_seen_to_the_minute(reader, web_session, event, monkeypatch):
    door_pass, token = make_pass_with_token(web_session, event, now=NOW)
    web_session.commit()
    device, seen = Device(reader.client, event, token), []

    for seconds in (0, 59, 61):
        now = at_hour(8) + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        device.roster()
        web_session.refresh(door_pass)
        web_session.commit()
        seen.append((door_pass.last_seen_at - at_hour(8)).total_seconds())

    assert seen == [0, 0, 61]


def test_a_cursor_that_is_not_ours_is_400(reader, web_session, event):
    device = device_for(web_session, reader, event)

    for since in ("x", "1", "-1.1", "1-1", "9" * 19 + ".1", "1." + "9" * 19, "\x00", "1.1\n"):
        response = device.roster(since=since)

        assert is_problem(response, 400, "We did not understand this", "since is not a cursor of this roster"), since


# --- results ---


def test_a_coordinator_reads_the_results(reader, web_session):
    project = make_project(web_session, name={"lv": "Platforma", "en": "Platform"})
    event = make_event(web_session, project)
    admit(web_session, make_registration(web_session, event, category="ngo"))
    coordinator = make_user(web_session, Role.COORDINATOR, project=project)
    web_session.commit()

    body = reader.log_in(coordinator).client.get(f"/api/v1/projects/{project.slug}/results").json

    assert body["project"]["name"] == "Platform"
    assert body["unique_persons"] == {"total": 1, "not_stated": 0, "target": None}
    assert [line["unique_persons"] for line in body["categories"] if line["key"] == "ngo"] == [1]
    assert body["events"][0]["by_category"]["ngo"] == 1


@pytest.mark.parametrize(
    ("visitor", "status", "title"),
    [
        ("nobody", 401, None),
        ("device", 401, None),
        ("organiser", 403, "This page is not for you"),
        ("administrator", 403, "This page is not for you"),
        ("other", 404, "There is no such page"),
    ],
)
def test_nobody_else_reads_the_results(visitor, status, title, reader, web_session):
    project = make_project(web_session)
    _, token = make_pass_with_token(web_session, make_event(web_session, project))
    users = {
        "organiser": make_user(web_session, Role.ORGANISER, project=project),
        "administrator": make_user(web_session, administrator=True),
        "other": make_user(web_session, Role.COORDINATOR, project=make_project(web_session)),
    }
    web_session.commit()
    if visitor in users:
        reader.log_in(users[visitor])
    headers = {"Authorization": f"Bearer {token}"} if visitor == "device" else {}

    response = reader.client.get(f"/api/v1/projects/{project.slug}/results", headers=headers)

    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert (response.json["type"], response.json["status"]) == ("about:blank", status)
    assert title is None or response.json["title"] == title
    assert "categories" not in response.text


# --- errors ---


def test_every_error_is_problem_details(reader):
    errors = {
        ("GET", "/api/v1/nothing"): (404, "There is no such page"),
        ("GET", "/api/"): (404, "There is no such page"),
        ("GET", "/api/v1/events/1/scans"): (405, "This cannot be done this way"),
        ("DELETE", "/api/v1/events/1/roster"): (405, "This cannot be done this way"),
        ("GET", "/api/v1/events/99999999999999999999/roster"): (404, "There is no such page"),
        ("GET", f"/api/v1/events/{'9' * 5000}/roster"): (404, "There is no such page"),
        ("GET", "/api/v1/events/-1/roster"): (404, "There is no such page"),
    }
    told = {}
    for method, path in errors:
        response = reader.client.open(path, method=method)
        told[method, path] = (response.status_code, response.json["title"])

        assert response.content_type == "application/problem+json"
        assert (response.json["type"], response.json["status"]) == ("about:blank", response.status_code)

    assert told == errors


def test_an_error_says_which_methods_there_are(reader):
    assert reader.client.get("/api/v1/events/1/scans").allow == {"OPTIONS", "POST"}
