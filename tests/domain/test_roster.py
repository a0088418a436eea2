"""The list that a door device keeps: no names but for a desk, and only what changed."""

import base64
import json
from datetime import date, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import text
from sqlalchemy.orm import Session

from eventreg.domain import checkin, moving, own_registration, registration, repeats, roster
from eventreg.domain.roster import BadCursor
from eventreg.models import DoorPass, PassKind, Purpose, Role
from tests.domain.counting import statements
from tests.factories import NOW, at_hour, make_event, make_pass, make_registration, make_user, scan_of, undo_of

MOMENT = timedelta(microseconds=1)


def read(session, door, since=None):
    session.commit()  # as another request sees it
    return roster.read(session, door, since=since)


def entries(session, door, since=None):
    """What a device is told, without boxes: each is another one every time."""
    return [
        {name: value for name, value in entry.items() if name != "box"} for entry in read(session, door, since).entries
    ]


def boxes(session, door):
    return {entry["id"]: entry["box"] for entry in read(session, door).entries}


def opened(box, ticket, number):
    """Open a box as DESIGN.md 6 says."""
    data = base64.urlsafe_b64decode(box + "=" * (-len(box) % 4))
    key = HKDF(SHA256(), 32, None, b"eventreg box 1").derive(ticket.encode())
    return json.loads(AESGCM(key).decrypt(data[:12], data[12:], str(number).encode()))


def record(session, door, *scans, now=None):
    checkin.record(session, door, list(scans), now=now or at_hour(8))


def entry_of(found, **more):
    """Return what a scanner is told of somebody who signed up at NOW."""
    return {
        "id": found.id,
        "token_hash": found.ticket_hash,
        "code": found.code,
        "status": "confirmed",
        "changed_at": "2019-01-10T08:00:00+00:00",
        "present": {},
    } | more


def test_a_scanner_gets_no_names(session):
    event = make_event(session)
    found = [make_registration(session, event) for _ in range(2)]
    make_registration(session)

    assert entries(session, make_pass(session, event)) == [entry_of(each) for each in found]


def test_a_desk_gets_names(session):
    event = make_event(session)
    found = make_registration(session, event, name="Ilze", surname="Paņko", organisation="Rūjienas novads")

    assert entries(session, make_pass(session, event, kind=PassKind.DESK)) == [
        entry_of(found, name="Ilze Paņko", organisation="Rūjienas novads")
    ]


def test_at_a_sensitive_event_not_even_a_desk_gets_names(session):
    event = make_event(session, sensitive=True)
    found = make_registration(session, event)

    assert entries(session, make_pass(session, event, kind=PassKind.DESK)) == [entry_of(found)]


def test_who_has_cancelled_stays_as_such(session):
    event = make_event(session)
    found = make_registration(session, event)
    registration.cancel(session, found, now=NOW + timedelta(hours=1))

    assert entries(session, make_pass(session, event)) == [
        entry_of(found, status="cancelled", changed_at="2019-01-10T09:00:00+00:00")
    ]


def test_a_merged_ticket_is_good_and_says_whose_entry_decides(session):
    event = make_event(session)
    ilze = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
    stays, merged = (make_registration(session, event, **ilze) for _ in range(2))
    repeats.merge(session, event, stays, by=make_user(session), now=NOW + timedelta(hours=1))
    door = make_pass(session, event)
    scan = scan_of(merged)
    record(session, door, scan)

    listed = {entry["id"]: entry for entry in entries(session, door)}

    assert (listed[merged.id]["status"], listed[merged.id]["merged_into"]) == ("confirmed", stays.id)
    assert listed[merged.id]["present"] == listed[stays.id]["present"]
    assert listed[stays.id]["present"]["2019-01-23"]["standing"] == [scan["id"]]
    assert "merged_into" not in listed[stays.id]


def test_says_who_was_there_on_which_day_since_when_and_by_which_scans(session):
    event = make_event(session)
    found, _ = make_registration(session, event), make_registration(session, event)
    front, back = (make_pass(session, event, name=name) for name in ("Priekša", "Aizmugure"))
    late, early = (scan_of(found, at=at_hour(hour).isoformat(), offline=True) for hour in (9, 8))
    other_day, undone = scan_of(found), scan_of(found)
    session.commit()
    record(session, front, late, now=at_hour(10))
    record(session, back, early, undone, undo_of(undone), now=at_hour(11))
    record(session, back, other_day, now=at_hour(12, date(2019, 1, 25)))

    (_, entry) = entries(session, front)

    assert entry == entry_of(
        found,
        changed_at="2019-01-25T12:00:00+00:00",
        present={
            "2019-01-23": {
                "at": "2019-01-23T08:00:00+00:00",
                "door": "Aizmugure",
                "standing": [early["id"], late["id"]],
            },
            "2019-01-25": {
                "at": "2019-01-25T12:00:00+00:00",
                "door": "Aizmugure",
                "standing": [other_day["id"]],
            },
        },
    )


def test_who_was_undone_is_not_there(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    scan = scan_of(found)
    record(session, door, scan)
    record(session, door, undo_of(scan))

    assert entries(session, door) == [entry_of(found, changed_at="2019-01-23T08:00:00+00:00")]


def test_a_cursor_gives_what_changed_after_it(session):
    event = make_event(session)
    first, second = make_registration(session, event), make_registration(session, event, now=NOW + MOMENT)
    door = make_pass(session, event)
    page = read(session, door)
    assert [each["id"] for each in page.entries] == [first.id, second.id]
    assert read(session, door, page.cursor) == roster.Page(page.cursor, ())

    record(session, door, scan_of(first), now=at_hour(8))
    (changed,) = entries(session, door, since=page.cursor)
    third = make_registration(session, event, now=at_hour(9))

    assert (changed["id"], list(changed["present"])) == (first.id, ["2019-01-23"])
    assert [each["id"] for each in entries(session, door, since=page.cursor)] == [first.id, third.id]


def test_page_by_page_everybody_comes_once(session, monkeypatch):
    monkeypatch.setattr(roster, "PAGE", 2)
    event = make_event(session)
    found = [make_registration(session, event).id for _ in range(3)]
    session.commit()
    found += [make_registration(session, event).id for _ in range(2)]
    door = make_pass(session, event)

    pages = [read(session, door)]
    while pages[-1].entries:
        pages.append(read(session, door, pages[-1].cursor))

    assert [[each["id"] for each in page.entries] for page in pages] == [found[:2], found[2:4], found[4:], []]


def test_an_empty_roster_has_a_cursor_to_go_on_from(session):
    event = make_event(session)
    door = make_pass(session, event)

    page = read(session, door)
    found = make_registration(session, event)

    assert page.entries == ()
    assert entries(session, door, since=page.cursor) == [entry_of(found)]


@pytest.mark.parametrize("since", ["x", "1", "1.", "-1.2", "1.2.3", "1,5.2", "1-2", "1.2\n", "9" * 19 + ".1"])
def test_refuses_a_cursor_that_is_not_ours(session, since):
    door = make_pass(session, make_event(session))

    with pytest.raises(BadCursor):
        roster.read(session, door, since=since)


def test_more_people_are_not_more_statements(session):
    numbers = []
    for people in (1, 3):
        event = make_event(session)
        door_id = make_pass(session, event, kind=PassKind.DESK).id
        for _ in range(people):
            record(session, session.get(DoorPass, door_id), scan_of(make_registration(session, event)))
        session.commit()
        with statements(session) as sent:
            assert len(roster.read(session, session.get(DoorPass, door_id), since=None).entries) == people
        numbers.append(len(sent))

    assert numbers[0] == numbers[1]


def test_only_who_holds_the_ticket_opens_its_box(session):
    event = make_event(session)
    ilze = make_registration(session, event, name="Ilze", surname="Paņko", organisation="Rūjienas novads")
    other = make_registration(session, event)

    box = boxes(session, make_pass(session, event))[ilze.id]

    inside = {"name": "Ilze Paņko", "organisation": "Rūjienas novads", "marks": ["no_photo"]}
    assert opened(box, ilze.ticket, ilze.id) == inside
    for ticket, number in ((other.ticket, ilze.id), (ilze.ticket, other.id)):
        with pytest.raises(InvalidTag):
            opened(box, ticket, number)


def test_a_box_follows_the_consent_to_photos(session):
    event = make_event(session)
    found, door = make_registration(session, event, photo=True), make_pass(session, event)
    cursor = read(session, door).cursor
    assert opened(boxes(session, door)[found.id], found.ticket, found.id)["marks"] == []

    own_registration.withdraw(session, found, Purpose.PHOTO, now=at_hour(8))

    assert [entry["id"] for entry in entries(session, door, cursor)] == [found.id]
    assert opened(boxes(session, door)[found.id], found.ticket, found.id)["marks"] == ["no_photo"]


def test_who_moved_away_is_gone_here_and_listed_there(session):
    here = make_event(session)
    there = make_event(session, here.project)
    by = make_user(session, Role.ORGANISER, project=here.project)
    found, door = make_registration(session, here), make_pass(session, here)
    cursor = read(session, door).cursor

    moving.move(session, found, there.id, all_the_same=True, by=by, now=at_hour(8))

    gone = {"id": found.id, "status": "gone", "changed_at": "2019-01-23T08:00:00+00:00"}
    assert entries(session, door, cursor) == entries(session, door) == [gone]
    assert [entry["code"] for entry in entries(session, make_pass(session, there))] == [found.code]


def test_what_no_device_sees_changes_nothing(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    cursor = read(session, door).cursor

    found.phone, found.changed_at = "+371 20000000", at_hour(8)

    assert entries(session, door, cursor) == []


def test_an_event_that_becomes_sensitive_is_told_anew_without_names(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event, kind=PassKind.DESK)
    cursor = read(session, door).cursor

    event.sensitive = True

    assert entries(session, door, cursor) == [entry_of(found)]


def test_after_a_restore_devices_hear_of_changes_again(session):
    """The numbers of the rows, and the cursor of a device, are higher than any of the database that was restored to."""
    event = make_event(session)
    first, second = (make_registration(session, event) for _ in range(2))
    door = make_pass(session, event)
    session.commit()
    session.execute(text(f"UPDATE roster_change SET change = {2**40}"))
    cursor = read(session, door).cursor
    assert cursor == f"{2**40}.{second.id}"
    if session.get_bind().dialect.name == "sqlite":  # an older copy of the file
        session.execute(text("UPDATE roster_change SET change = 7"))

    roster.begin_life(session)
    again = read(session, door, cursor)

    assert [entry["id"] for entry in again.entries] == [first.id, second.id]
    assert read(session, door, again.cursor).entries == ()
    first.surname = "Ozola"
    assert [entry["id"] for entry in entries(session, door, again.cursor)] == [first.id]


def test_a_change_that_is_seen_late_is_not_lost(shared):
    """The change that was begun first is seen last; on SQLite the other cannot even begin before it has ended."""
    with Session(shared) as older, Session(shared) as younger, Session(shared) as reader:
        event = make_event(reader)
        first, second = (make_registration(reader, event).id for _ in range(2))
        door = make_pass(reader, event)
        pages = [read(reader, door)]
        reader.commit()

        if shared.dialect.name == "postgresql":
            rename(older, first, NOW)
        rename(younger, second, NOW + MOMENT)
        younger.commit()
        pages.append(read(reader, door, pages[-1].cursor))
        reader.commit()
        if shared.dialect.name == "sqlite":
            rename(older, first, NOW)
        older.commit()
        pages.append(read(reader, door, pages[-1].cursor))

        assert {entry["id"] for page in pages[1:] for entry in page.entries} == {first, second}


def rename(session, number, now):
    """Begin to change a registration, and leave the transaction open."""
    values = {"id": number, "now": now.replace(tzinfo=None)}
    session.execute(text("UPDATE registration SET surname = 'Ozola', changed_at = :now WHERE id = :id"), values)
