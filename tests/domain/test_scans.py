"""Reading a scan as a device sends it: its meaning, or the one thing that is wrong with it."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.domain import scans, tickets
from eventreg.domain.scans import Malformed, Scan, read, read_id
from eventreg.models import Action, Way
from tests.factories import NOW

ID = "0192f0c1-7d5c-4a39-9a52-3f1f7c1f1a2b"
OTHER_ID = "b2a1f1c7-f1f3-425a-93a9-c5d71c0f2910"
TICKET = "ABCDEFGHIJKLMNOPQRSTUVWX23"
CODE = "ACDEFGHJ"
HASH = tickets.ticket_hash(TICKET)

NOT_AN_OBJECT = "A scan is a JSON object."
NO_ID = "id and undoes are UUIDs."
NO_PAYLOAD = "A scan names one of ticket, ticket_hash, code, registration and sealed."
NO_TEXT = "What was scanned is a text of at most 200 characters."
NO_HASH = "A ticket_hash is 43 characters of base64url."
NO_WORD = "action is admit or undo; way is qr, code, search, walk_in or paper."
OTHER_WAY = "The way does not fit to what the scan names."
NO_TIME = "at is an ISO 8601 time with its zone."
NO_DAY = "day is a date as YYYY-MM-DD."
NO_NUMBER = "registration is the number of an entry of the roster."
NOT_SEALED = "sealed is a compact JWE of at most 8000 characters."
NO_REASON = "An override needs a reason of at most 500 characters."

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
nearly = {
    "id": st.sampled_from([ID, ID.upper(), "x", None]) | anything,
    "ticket": st.sampled_from([TICKET, TICKET.lower(), "", None]) | anything,
    "ticket_hash": st.sampled_from([HASH, "x", None]) | anything,
    "code": st.sampled_from([CODE, "acde-fghj", "", None]) | anything,
    "action": st.sampled_from(["admit", "undo", "dance", None]) | anything,
    "undoes": st.sampled_from([OTHER_ID, "x", None]) | anything,
    "way": st.sampled_from(["qr", "code", "paper", "search", "walk_in", None]) | anything,
    "at": st.datetimes(timezones=st.timezones()).map(datetime.isoformat) | st.text() | anything,
    "day": st.dates().map(date.isoformat) | anything,
    "offline": st.booleans() | anything,
    "override": st.booleans() | anything,
    "reason": st.text() | anything,
    "registration": st.integers(0, 9) | anything,
    "sealed": st.sampled_from(["a.b.c.d.e", None]) | anything,
}


def scan(**fields: object) -> dict[str, object]:
    """A scan of a ticket as a device sends it."""
    return {"id": ID, "ticket": TICKET} | fields


def error_of(element: object) -> str:
    with pytest.raises(Malformed) as malformed:
        read(element, now=NOW)
    return str(malformed.value)


def test_reads_a_ticket_with_everything_said():
    element = scan(action="admit", way="qr", at="2019-01-10T09:30:00+02:00", day="2019-01-10", offline=True)

    found = read(element, now=NOW)

    assert found == Scan(
        uuid=ID,
        action=Action.ADMIT,
        way=Way.QR,
        at=datetime(2019, 1, 10, 7, 30, tzinfo=UTC),
        day=date(2019, 1, 10),
        offline=True,
        ticket_hash=HASH,
        named=True,
        code=None,
        undoes=None,
        digest=found.digest,
    )


def test_what_is_not_said_is_an_online_admission_now():
    found = read(scan(), now=NOW)

    assert (found.action, found.way, found.at, found.day, found.offline) == (Action.ADMIT, Way.QR, NOW, None, False)


def test_reads_an_undo():
    found = read({"id": ID, "action": "undo", "undoes": OTHER_ID.upper()}, now=NOW)

    assert (found.action, found.undoes) == (Action.UNDO, OTHER_ID)
    assert (found.ticket_hash, found.code, found.named) == (None, None, False)


@pytest.mark.parametrize(
    ("payload", "ticket_hash", "named", "code"),
    [
        ({"ticket": TICKET}, HASH, True, None),
        ({"ticket": TICKET.lower()}, HASH, True, None),
        ({"ticket": "a shop's loyalty card"}, tickets.digest("a shop's loyalty card"), False, None),
        ({"ticket": "\ud800"}, tickets.digest("\ud800"), False, None),
        ({"ticket_hash": HASH}, HASH, False, None),
        ({"code": "acde-fghj"}, None, False, CODE),
        ({"code": " ACDE FGHJ "}, None, False, CODE),
        ({"code": "too short"}, None, False, "TOOSHORT"),
        ({"code": "much too long"}, tickets.digest("much too long"), False, None),
        ({"code": TICKET}, HASH, False, None),
    ],
)
def test_what_was_scanned(payload, ticket_hash, named, code):
    found = read({"id": ID} | payload, now=NOW)

    assert (found.ticket_hash, found.named, found.code) == (ticket_hash, named, code)


@pytest.mark.parametrize(
    ("element", "error"),
    [
        (None, NOT_AN_OBJECT),
        ([], NOT_AN_OBJECT),
        ("scan", NOT_AN_OBJECT),
        ({"ticket": TICKET}, NO_ID),
        (scan(id=7), NO_ID),
        (scan(id=ID.replace("-", "")), NO_ID),
        (scan(id=ID + "\n"), NO_ID),
        ({"id": ID}, NO_PAYLOAD),
        (scan(code=CODE), NO_PAYLOAD),
        (scan(ticket=None), NO_PAYLOAD),
        (scan(ticket=""), NO_TEXT),
        (scan(ticket="x" * 201), NO_TEXT),
        (scan(ticket=["x"]), NO_TEXT),
        ({"id": ID, "ticket_hash": HASH + "="}, NO_HASH),
        (scan(action="dance"), NO_WORD),
        (scan(action=[]), NO_WORD),
        (scan(way="import"), NO_WORD),
        (scan(way="search"), OTHER_WAY),
        (scan(way="walk_in"), OTHER_WAY),
        ({"id": ID, "registration": 7, "way": "qr"}, OTHER_WAY),
        ({"id": ID, "sealed": "a.b.c.d.e", "way": "search"}, OTHER_WAY),
        ({"id": ID, "action": "undo"}, NO_ID),
        ({"id": ID, "action": "undo", "undoes": "the last one"}, NO_ID),
        (scan(at="2019-01-10T09:30:00"), NO_TIME),
        (scan(at="1969-12-31T23:59:59Z"), NO_TIME),
        (scan(at="9999-12-31T23:59:59-14:00"), NO_TIME),
        (scan(at="0001-01-01T00:00:00+14:00"), NO_TIME),
        (scan(at=1547105400), NO_TIME),
        (scan(day="10.01.2019."), NO_DAY),
        (scan(day="20190110"), NO_DAY),
        (scan(day="2019-W02-4"), NO_DAY),
        (scan(day="2019-02-30"), NO_DAY),
        (scan(day=20190110), NO_DAY),
        (scan(registration=7), NO_PAYLOAD),
        *(({"id": ID, "registration": number}, NO_NUMBER) for number in (0, -1, True, "7", 7.0, 2**53, [])),
        *(({"id": ID, "sealed": text}, NOT_SEALED) for text in ("", "…", "a\x00", "a" * 8001, 7, ["a"])),
        (scan(override=True), NO_REASON),
        *((scan(override=True, reason=reason), NO_REASON) for reason in ("", " \x00 ", "x" * 501, 7, ["x"])),
    ],
)
def test_says_what_is_wrong(element, error):
    assert error_of(element) == error


def test_fields_of_later_versions_may_be_there_empty():
    known = read(scan(override=False, reason=None, registration=None, sealed=None), now=NOW)

    assert known.ticket_hash == HASH


def test_a_time_to_come_is_taken_as_now():
    ahead = NOW + timedelta(hours=1)

    assert read(scan(at=ahead.isoformat()), now=NOW).at == NOW


def test_a_time_is_kept_in_utc():
    zone = timezone(timedelta(hours=-5))

    at = read(scan(at=(NOW - timedelta(minutes=1)).astimezone(zone).isoformat()), now=NOW).at

    assert (at, at.tzinfo) == (NOW - timedelta(minutes=1), UTC)


def test_a_ticket_and_its_hash_are_the_same_scan():
    """A device sends the ticket while it has it, and after a restart the hash that it kept."""
    digest = read(scan(way="qr"), now=NOW).digest

    assert read({"id": ID, "ticket_hash": HASH, "way": "qr"}, now=NOW).digest == digest
    assert read(scan(way="qr", ticket=TICKET.lower()), now=NOW).digest == digest


@pytest.mark.parametrize(
    ("named", "way"),
    [
        ({"registration": 7}, Way.SEARCH),
        ({"registration": 7, "way": "paper"}, Way.PAPER),
        ({"code": CODE, "way": "paper"}, Way.PAPER),
        ({"sealed": "a.b.c.d.e"}, Way.WALK_IN),
    ],
)
def test_who_has_no_ticket_is_found_in_other_ways(named, way):
    found = read({"id": ID} | named, now=NOW)

    assert (found.way, found.registration, found.sealed) == (way, named.get("registration"), named.get("sealed"))


def test_reads_an_override_with_its_reason():
    found = read(scan(override=True, reason="  The  organiser\u200b says so "), now=NOW)

    assert (found.override, found.reason) == (True, "The organiser says so")


def test_a_reason_without_an_override_is_nothing():
    assert read(scan(reason="Why not"), now=NOW).reason is None


@pytest.mark.parametrize(("hours", "ahead"), [(12, False), (12.01, True), (24 * 365, True), (-24 * 365, False)])
def test_a_clock_that_is_hours_ahead_is_noticed(hours, ahead):
    assert read(scan(at=(NOW + timedelta(hours=hours)).isoformat()), now=NOW).ahead is ahead


def test_the_digest_tells_scans_apart_by_all_but_id_and_connection():
    digest = read(scan(), now=NOW).digest

    assert read(scan(id=OTHER_ID, offline=True), now=NOW + timedelta(days=1)).digest == digest
    assert read(scan(day="2019-01-10"), now=NOW).digest != digest
    assert read({"id": ID, "ticket_hash": "A" * 43}, now=NOW).digest != digest
    assert read(scan(override=True, reason="So"), now=NOW).digest != digest


def test_what_is_nested_too_deeply_is_malformed():
    nested = []
    for _ in range(5000):
        nested = [nested]

    assert error_of(scan(reason=nested)) == NOT_AN_OBJECT


def test_what_is_a_number_without_end_is_malformed():
    assert error_of(scan(reason=10**5000)) == NOT_AN_OBJECT


@given(anything | st.fixed_dictionaries({}, optional=nearly))
def test_any_json_is_a_scan_or_malformed(element):
    try:
        found = read(element, now=NOW)
    except Malformed:
        return
    assert str(uuid.UUID(found.uuid)) == found.uuid
    named = (found.ticket_hash, found.code, found.registration, found.sealed, found.undoes)
    assert named.count(None) == 4
    assert bool(found.reason) is found.override
    assert found.at <= NOW
    assert not found.named or found.ticket_hash == tickets.ticket_hash(element["ticket"])


@given(anything | st.fixed_dictionaries({"id": anything}))
def test_the_id_is_read_even_of_what_is_malformed(element):
    given_id = element.get("id") if isinstance(element, dict) else None
    short = isinstance(given_id, str) and len(given_id) <= scans.LONGEST

    assert read_id(element) == (given_id if short else None)
