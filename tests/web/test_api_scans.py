"""The JSON interface: scans, and what each of them is answered."""

import uuid

import pytest

from eventreg import clock
from eventreg.domain import categories, registration
from eventreg.models import Attendance, PassKind, Purpose, RegistrationStatus, Scan
from tests.conftest import NOW
from tests.factories import (
    at_hour,
    make_event,
    make_registration,
    scan_of,
    stored,
    undo_of,
)
from tests.web.device import DAYS, NONE, device_for, is_problem

NAMES_ONE = "A scan names one of ticket, ticket_hash, code, registration and sealed."
WORDS = "action is admit or undo; way is qr, code, search, walk_in or paper."

# --- what each verdict says ---


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


# --- names by kind of pass ---


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


# --- many at once ---


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
        ({"id": number}, NAMES_ONE),
        ({"id": number, "ticket": ada.ticket, "code": ada.code}, NAMES_ONE),
        ({"id": number, "ticket": ["x"]}, "What was scanned is a text of at most 200 characters."),
        ({"id": number, "ticket": "x" * 201}, "What was scanned is a text of at most 200 characters."),
        ({"id": number, "ticket_hash": "short"}, "A ticket_hash is 43 characters of base64url."),
        ({"id": number, "ticket": "x", "action": "leave"}, WORDS),
        ({"id": number, "ticket": "x", "way": "search"}, "The way does not fit to what the scan names."),
        ({"id": number, "ticket": "x", "action": ["admit"]}, WORDS),
        ({"id": number, "ticket": "x", "at": "yesterday"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": "2019-01-23T10:00:00"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": 5}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "at": "0001-01-01T00:00+14:00"}, "at is an ISO 8601 time with its zone."),
        ({"id": number, "ticket": "x", "day": "23.01.2019"}, "day is a date as YYYY-MM-DD."),
        ({"id": number, "ticket": "x", "day": "2019-02-30"}, "day is a date as YYYY-MM-DD."),
        ({"id": number, "action": "undo"}, "id and undoes are UUIDs."),
        ({"id": number, "sealed": "x"}, "This kind of scan is not possible at this door."),
        ({"id": number, "registration": 1}, "This kind of scan is not possible at this door."),
        ({"id": number, "ticket": "x", "override": True}, "An override needs a reason of at most 500 characters."),
        (
            {"id": number, "ticket": "x", "override": True, "reason": "So"},
            "Only a supervisor lets somebody in all the same.",
        ),
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
