"""The JSON interface: redeeming a pass, scans, roster, results; every error is problem details (RFC 9457)."""

import uuid
from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.domain import categories, doorpass, registration, tickets
from eventreg.models import Attendance, DoorPass, PassKind, Purpose, RegistrationStatus, Role, Scan
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
    undo_of,
)

NONE = {
    "verdict": None,
    "name": None,
    "organisation": None,
    "marks": [],
    "day": None,
    "day_number": None,
    "days": [],
    "first_at": None,
    "first_door": None,
    "first_by": None,
    "cancelled_at": None,
    "event": None,
    "standing": [],
    "review": False,
    "message": None,
    "error": None,
}
DAYS = ["2019-01-23", "2019-01-24", "2019-01-25"]


@pytest.fixture
def reader(browser):
    """A reader of English."""
    return browser.read_in("en")


@pytest.fixture
def event(web_session):
    """An event with somebody at it, beside another event."""
    make_registration(web_session, make_event(web_session))
    return make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"})


class Device:
    """A phone at the door that speaks to the API."""

    def __init__(self, client, event, token) -> None:
        self.client, self.event, self.token = client, event, token

    def post(self, *scans):
        """Send scans and return the response."""
        address = f"/api/v1/events/{self.event.id}/scans"
        return self.client.post(address, json={"scans": list(scans)}, headers=self.bearer)

    def scan(self, *scans):
        """Send scans and return the answers."""
        response = self.post(*scans)
        assert response.status_code == 200, response.text
        return response.json["results"]

    def roster(self, **query):
        """Read the roster and return the response."""
        return self.client.get(f"/api/v1/events/{self.event.id}/roster", query_string=query, headers=self.bearer)

    @property
    def bearer(self):
        """The header that shows the pass."""
        return {"Authorization": f"Bearer {self.token}"}


def device_for(session, reader, event, **terms):
    """Return a phone with a pass for an event."""
    _, token = make_pass_with_token(session, event, **terms)
    session.commit()
    return Device(reader.client, event, token)


def is_problem(response, status, title, detail=None):
    """Say whether a response is problem details with this status and title."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {})}
    given = response.status_code, response.content_type, response.json
    return given == (status, "application/problem+json", body)


@pytest.fixture
def on_the_day(monkeypatch):
    """It is the first day of the event, ten o'clock in Riga."""
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))


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
    token = body.pop("token")
    assert body == {
        "door": "Galvenās durvis",
        "operator": "Anna",
        "kind": "desk",
        "expires_at": "2019-01-26T02:00:00+00:00",
        "event": {
            "id": event.id,
            "name": "Meeting",
            "days": [{"date": day, "starts": "10:00", "ends": "17:00"} for day in DAYS],
        },
    }
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


# --- scans: what each verdict says ---


def test_admits_and_says_who_came(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event, name="Ada", surname="Ņikuļina", organisation="Malta")
    device = device_for(web_session, reader, event)
    scan = scan_of(ada)

    (answer,) = device.scan(scan)

    assert answer == NONE | {
        "id": scan["id"],
        "verdict": "admitted",
        "name": "Ada Ņikuļina",
        "organisation": "Malta",
        "marks": ["no_photo"],
        "day": "2019-01-23",
        "day_number": 1,
        "days": DAYS,
        "first_at": "2019-01-23T08:00:00+00:00",
        "first_door": "Galvenās durvis",
        "first_by": "Anna",
        "standing": [scan["id"]],
        "message": "Welcome!",
    }


def test_answers_in_latvian_where_nobody_chose(browser, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    device = device_for(web_session, browser, event)

    (answer,) = device.scan(scan_of(ada))

    assert answer["message"] == browser.translate("lv", "Welcome!")


def test_a_second_scan_says_when_where_and_by_whom_the_first_was(reader, web_session, event, monkeypatch):
    ada = make_registration(web_session, event)
    doors = [device_for(web_session, reader, event, name=name, operator=name) for name in ("A", "B")]
    scans = [scan_of(ada), scan_of(ada)]
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    doors[0].scan(scans[0])
    monkeypatch.setattr(clock, "now", lambda: at_hour(9))

    (answer,) = doors[1].scan(scans[1])

    assert (answer["verdict"], answer["message"]) == ("already_in", "Already here")
    assert (answer["first_at"], answer["first_door"], answer["first_by"]) == ("2019-01-23T08:00:00+00:00", "A", "A")
    assert answer["standing"] == [scans[0]["id"], scans[1]["id"]]
    assert len(stored(web_session, Attendance)) == 1


def test_a_ticket_of_another_event_is_named_but_not_its_holder(reader, web_session, event, on_the_day):
    other = make_event(web_session, name={"lv": "Cits", "en": "Other"})
    ada = make_registration(web_session, other)
    device = device_for(web_session, reader, event)
    scan = scan_of(ada)

    assert device.scan(scan) == [
        NONE | {"id": scan["id"], "verdict": "other_event", "event": "Other", "days": DAYS, "message": "Another event"}
    ]


def test_a_ticket_of_a_sensitive_event_names_only_its_dates(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, make_event(web_session, sensitive=True))
    device = device_for(web_session, reader, event)
    scan = scan_of(ada)

    assert device.scan(scan) == [
        NONE | {"id": scan["id"], "verdict": "other_event", "days": DAYS, "message": "Another event"}
    ]


def test_a_day_that_is_none_of_the_event_is_told(reader, web_session, event):
    ada = make_registration(web_session, event)
    device = device_for(web_session, reader, event)
    scan = scan_of(ada)

    (answer,) = device.scan(scan)  # NOW is two weeks before

    assert answer == NONE | {
        "id": scan["id"],
        "verdict": "other_day",
        "name": ada.full_name,
        "organisation": ada.organisation,
        "marks": ["no_photo"],
        "days": DAYS,
        "message": "Another day",
    }


def test_a_cancelled_ticket_says_since_when(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    registration.cancel(web_session, ada, now=NOW)
    device = device_for(web_session, reader, event)

    (answer,) = device.scan(scan_of(ada))

    assert (answer["verdict"], answer["message"]) == ("cancelled", "Cancelled")
    assert answer["cancelled_at"] == "2019-01-10T08:00:00+00:00"
    assert (answer["standing"], stored(web_session, Attendance)) == ([], [])


def test_a_place_that_is_not_confirmed_is_told(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    ada.status = RegistrationStatus.PENDING
    device = device_for(web_session, reader, event)

    (answer,) = device.scan(scan_of(ada))

    assert (answer["verdict"], answer["name"], answer["message"]) == ("not_confirmed", ada.full_name, "Not confirmed")
    assert stored(web_session, Attendance) == []


def test_an_undo_says_who_is_no_longer_counted(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    device = device_for(web_session, reader, event)
    scan = scan_of(ada)
    undo = undo_of(scan)

    answers = device.scan(scan, undo)

    assert answers[1] == NONE | {
        "id": undo["id"],
        "verdict": "undone",
        "marks": ["no_photo"],
        "day": "2019-01-23",
        "day_number": 1,
        "days": DAYS,
        "message": "Taken back",
    }
    assert stored(web_session, Attendance) == []


def test_what_is_no_ticket_of_ours_is_unknown(reader, web_session, event, on_the_day):
    device = device_for(web_session, reader, event)
    tickets_of_others = ["A" * 26, "https://example.com/?q=1", "\x00", "\ud800", "😀" * 200]
    payloads = [{"ticket": ticket} for ticket in tickets_of_others]
    payloads += [{"ticket_hash": "A" * 43}, *({"code": code} for code in ("2222-2222", "' OR 1=1 --", "\x00"))]
    scans = [{"id": str(uuid.uuid4()), **payload} for payload in payloads]
    unknown = NONE | {"verdict": "unknown", "message": "We do not know this code"}

    assert device.scan(*scans) == [unknown | {"id": scan["id"]} for scan in scans]
    assert [kept.registration_id for kept in stored(web_session, Scan)] == [None] * len(scans)


# --- scans: names by kind of pass ---


@pytest.mark.parametrize(
    ("kind", "sensitive", "named"),
    [
        (PassKind.SCANNER, False, {"ticket"}),
        (PassKind.DESK, False, {"ticket", "ticket_hash", "code"}),
        (PassKind.SCANNER, True, {"ticket"}),
        (PassKind.DESK, True, {"ticket"}),
    ],
)
def test_a_name_is_told_to_whom_it_may(kind, sensitive, named, reader, web_session, on_the_day):
    event = make_event(web_session, sensitive=sensitive)
    ada = make_registration(web_session, event)
    device = device_for(web_session, reader, event, kind=kind)
    ways = {"ticket": ada.ticket, "ticket_hash": ada.ticket_hash, "code": ada.code}

    answers = device.scan(*({"id": str(uuid.uuid4()), way: value} for way, value in ways.items()))

    told = {way: (answer["name"], answer["organisation"]) for way, answer in zip(ways, answers, strict=True)}
    whole = (ada.full_name, ada.organisation)
    assert told == {way: whole if way in named else (None, None) for way in ways}


def test_who_agreed_to_photos_carries_no_mark(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event, photo=True)
    other = make_registration(web_session, event)
    device = device_for(web_session, reader, event)

    assert [answer["marks"] for answer in device.scan(scan_of(ada), scan_of(other))] == [[], ["no_photo"]]
    assert categories.has_consent(web_session, ada, Purpose.PHOTO)
    web_session.rollback()


# --- scans: many at once ---


def test_answers_in_order_and_counts_who_is_present(reader, web_session, event, on_the_day):
    people = [make_registration(web_session, event) for _ in range(3)]
    device = device_for(web_session, reader, event)
    scans = [scan_of(people[1]), {"id": str(uuid.uuid4()), "ticket": "?"}, scan_of(people[0]), scan_of(people[1])]

    body = device.post(*scans).json

    assert [answer["id"] for answer in body["results"]] == [scan["id"] for scan in scans]
    assert [answer["verdict"] for answer in body["results"]] == ["admitted", "unknown", "admitted", "already_in"]
    assert body["counts"] == {"present": 2, "confirmed": 3}
    assert set(body) == {"results", "counts"}


def test_the_same_scan_again_is_answered_alike_and_kept_once(reader, web_session, event, on_the_day):
    device = device_for(web_session, reader, event, kind=PassKind.DESK)
    scan = scan_of(make_registration(web_session, event))
    web_session.commit()

    first, second = device.post(scan), device.post(scan)

    assert first.json == second.json
    assert len(stored(web_session, Scan)) == 1


def test_a_bad_element_is_named_and_the_others_are_kept(reader, web_session, event, on_the_day):
    ada = make_registration(web_session, event)
    device = device_for(web_session, reader, event)
    good, number = scan_of(ada), str(uuid.uuid4())
    bad = {
        "x": "A scan is a JSON object.",
        None: "A scan is a JSON object.",
        7: "A scan is a JSON object.",
    }
    shaped = [
        ({"id": "no uuid", "ticket": ada.ticket}, "id and undoes are UUIDs."),
        ({"id": number}, "A scan names one of ticket, ticket_hash and code."),
        ({"id": number, "ticket": ada.ticket, "code": ada.code}, "A scan names one of ticket, ticket_hash and code."),
        ({"id": number, "ticket": ["x"]}, "What was scanned is a text of at most 200 characters."),
        ({"id": number, "ticket": "x" * 201}, "What was scanned is a text of at most 200 characters."),
        ({"id": number, "ticket_hash": "short"}, "A ticket_hash is 43 characters of base64url."),
        ({"id": number, "ticket": "x", "action": "leave"}, "action is admit or undo; way is qr or code."),
        ({"id": number, "ticket": "x", "way": "search"}, "action is admit or undo; way is qr or code."),
        ({"id": number, "ticket": "x", "action": ["admit"]}, "action is admit or undo; way is qr or code."),
        ({"id": number, "ticket": "x", "at": "yesterday"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": "2019-01-23T10:00:00"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": 5}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": "0001-01-01T00:00+14:00"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "day": "23.01.2019"}, "day is a date as YYYY-MM-DD."),
        ({"id": number, "ticket": "x", "day": "2019-02-30"}, "day is a date as YYYY-MM-DD."),
        ({"id": number, "action": "undo"}, "id and undoes are UUIDs."),
        ({"id": number, "sealed": "x"}, "This kind of scan is not possible at this door."),
        ({"id": number, "registration": 1}, "This kind of scan is not possible at this door."),
        ({"id": number, "ticket": "x", "override": True}, "This kind of scan is not possible at this door."),
    ]
    elements = [*bad, *(element for element, _ in shaped), good]

    answers = device.scan(*elements)

    assert [answer["error"] for answer in answers] == [*bad.values(), *(error for _, error in shaped), None]
    assert [answer for answer in answers[3:-1]] == [
        NONE | {"id": element["id"], "error": error} for element, error in shaped
    ]
    assert answers[-1]["verdict"] == "admitted"
    assert [scan.uuid for scan in stored(web_session, Scan)] == [good["id"]]


def test_an_id_that_is_none_is_answered_without_harm(reader, web_session, event):
    device = device_for(web_session, reader, event)
    given = ["x" * 200, "x" * 201, "\ud800", "\x00", 5, None, {"a": "b"}, 10**400]
    echoed = ["x" * 200, None, given[2], "\x00", None, None, None, None]

    answers = device.scan(*({"id": each, "ticket": "x"} for each in given))

    assert [answer["error"] for answer in answers] == ["id and undoes are UUIDs."] * len(given)
    assert [answer["id"] for answer in answers] == echoed


def test_another_scan_with_a_known_id_is_an_error(reader, web_session, event, on_the_day):
    device = device_for(web_session, reader, event)
    scan = scan_of(make_registration(web_session, event))
    web_session.commit()
    device.scan(scan)

    assert device.scan(scan | {"ticket": "other"}) == [
        NONE | {"id": scan["id"], "error": "Another scan with this id was received before."}
    ]


def test_takes_five_hundred_scans_and_not_one_more(reader, web_session, event, on_the_day):
    device = device_for(web_session, reader, event)
    scans = [{"id": str(uuid.uuid4()), "ticket": "x"} for _ in range(501)]

    refused = device.post(*scans)
    kept = len(stored(web_session, Scan))
    taken = device.post(*scans[:500])

    assert is_problem(refused, 413, "This is too much at once", "Send less, or in smaller parts.")
    assert kept == 0
    assert [answer["id"] for answer in taken.json["results"]] == [scan["id"] for scan in scans[:500]]


def test_no_scan_is_no_mistake(reader, web_session, event):
    device = device_for(web_session, reader, event)

    assert device.post().json == {"results": [], "counts": {"present": 0, "confirmed": 0}}


# --- scans: what is refused as a whole ---


@pytest.mark.parametrize("case", ["none", "wrong", "other event", "revoked", "over", "basic", "not redeemed"])
def test_without_a_pass_for_this_event_it_is_401(case, reader, web_session, event, monkeypatch):
    target = make_event(web_session) if case == "other event" else event
    door_pass, token = make_pass_with_token(web_session, target)
    _, secret = doorpass.create(web_session, event, name="A", by=None, now=NOW)
    if case == "revoked":
        doorpass.revoke(web_session, target, door_pass.id, by=None, now=NOW)
    if case == "over":
        over = door_pass.expires_at
        monkeypatch.setattr(clock, "now", lambda: over)
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
    device.scan(scan)

    body = device.roster().json

    presence = {"at": "2019-01-23T08:00:00+00:00", "door": "Galvenās durvis", "standing": [scan["id"]]}
    names = {"name": ada.full_name, "organisation": ada.organisation} if named else {}
    days = [{"date": day, "starts": "10:00", "ends": "17:00"} for day in DAYS]
    assert body["entries"][1] == names | {
        "id": ada.id,
        "token_hash": ada.ticket_hash,
        "code": ada.code,
        "status": "confirmed",
        "changed_at": "2019-01-23T08:00:00+00:00",
        "present": {"2019-01-23": presence},
    }
    assert (body["entries"][0]["status"], body["entries"][0]["present"]) == ("cancelled", {})
    assert len(body["entries"]) == 2
    assert body["event"] == {"id": event.id, "name": "Meeting", "days": days}
    assert body["days"] == days
    assert set(body) == {"cursor", "event", "days", "entries"}


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


def test_a_cursor_that_is_not_ours_is_400(reader, web_session, event):
    device = device_for(web_session, reader, event)

    for since in ("x", "1", "-1-1", "9" * 18 + "-1", "1-" + "9" * 19, "\x00", "1-1\n"):
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
