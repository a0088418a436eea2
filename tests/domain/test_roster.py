"""The list that a door device keeps: no names but for a desk, and only what changed."""

from datetime import date, timedelta

import pytest

from eventreg.domain import checkin, registration, repeats, roster
from eventreg.domain.roster import BadCursor
from eventreg.models import DoorPass, PassKind
from tests.domain.counting import statements
from tests.factories import NOW, at_hour, make_event, make_pass, make_registration, make_user, scan_of, undo_of

MOMENT = timedelta(microseconds=1)


def entries(session, door, since=None):
    session.expire_all()  # as another request sees it
    return list(roster.read(session, door, since=since).entries)


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
    page = roster.read(session, door, since=None)
    assert [each["id"] for each in page.entries] == [first.id, second.id]
    assert roster.read(session, door, since=page.cursor) == roster.Page(page.cursor, ())

    record(session, door, scan_of(first), now=at_hour(8))
    (changed,) = entries(session, door, since=page.cursor)
    third = make_registration(session, event, now=at_hour(9))

    assert (changed["id"], list(changed["present"])) == (first.id, ["2019-01-23"])
    assert [each["id"] for each in entries(session, door, since=page.cursor)] == [first.id, third.id]


def test_page_by_page_everybody_comes_once(session, monkeypatch):
    monkeypatch.setattr(roster, "PAGE", 2)
    event = make_event(session)
    moments = [NOW, NOW, NOW, NOW - MOMENT, NOW + MOMENT]
    found = [make_registration(session, event, now=moment) for moment in moments]
    door = make_pass(session, event)

    pages = [roster.read(session, door, since=None)]
    while pages[-1].entries:
        pages.append(roster.read(session, door, since=pages[-1].cursor))

    order = [found[3], found[0], found[1], found[2], found[4]]
    assert [[each["id"] for each in page.entries] for page in pages] == [
        [order[0].id, order[1].id],
        [order[2].id, order[3].id],
        [order[4].id],
        [],
    ]


def test_an_empty_roster_has_a_cursor_to_go_on_from(session):
    event = make_event(session)
    door = make_pass(session, event)

    page = roster.read(session, door, since=None)
    found = make_registration(session, event)

    assert page.entries == ()
    assert entries(session, door, since=page.cursor) == [entry_of(found)]


@pytest.mark.parametrize("since", ["x", "1", "1-", "-1-2", "1-2-3", "1.5-2", "1-2\n", "9" * 18 + "-1", "1-" + "9" * 19])
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
            found = make_registration(session, event)
            record(session, session.get(DoorPass, door_id), scan_of(found))
        with statements(session) as sent:
            assert len(roster.read(session, session.get(DoorPass, door_id), since=None).entries) == people
        numbers.append(len(sent))

    assert numbers[0] == numbers[1]
