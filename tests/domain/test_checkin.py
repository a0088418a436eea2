"""The door: what a scan is answered, and who is told what."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from eventreg.domain import categories, checkin
from eventreg.domain.attendance import Standing
from eventreg.domain.checkin import Answer
from eventreg.domain.events import Day
from eventreg.models import Attendance, PassKind, Purpose, Verdict
from tests.factories import NOW, at_hour, make_event, make_pass, make_registration, scan_of, undo_of

TOMORROW = date(2019, 1, 24)


def record(session, door, *elements, now=None):
    return checkin.record(session, door, list(elements), now=now or at_hour(8))[0]


def verdicts(session, door, *elements, now=None):
    return [answer.verdict for answer in record(session, door, *elements, now=now)]


def days_present(session, found):
    rows = select(Attendance.day_id).where(Attendance.registration_id == found.id)
    present = set(session.scalars(rows))
    return [day.date for day in found.event.days if day.id in present]


def test_says_everything_of_who_is_admitted(session):
    event = make_event(session)
    found = make_registration(session, event, name="Ilze", surname="Paņko", organisation="Rūjienas novads")
    door = make_pass(session, event, name="Galvenās durvis", operator="Anna")
    scan = scan_of(found, at="2019-01-24T10:00:00+02:00")
    now = at_hour(9, TOMORROW)

    answers = record(session, door, scan, now=now)

    assert answers == [
        Answer(
            id=scan["id"],
            verdict=Verdict.ADMITTED,
            name="Ilze Paņko",
            organisation="Rūjienas novads",
            marks=("no_photo",),
            day=TOMORROW,
            day_number=2,
            days=(date(2019, 1, 23), TOMORROW, date(2019, 1, 25)),
            first=Standing(scan["id"], at_hour(8, TOMORROW), "Galvenās durvis", "Anna"),
            standing=(scan["id"],),
        )
    ]


def test_says_when_where_and_by_whom_somebody_was_admitted_first(session):
    event = make_event(session)
    found = make_registration(session, event)
    main, side = make_pass(session, event, name="Galvenās", operator="Anna"), make_pass(session, event, name="Sānu")
    first, second = scan_of(found), scan_of(found)
    record(session, main, scan_of(make_registration(session, event)), first, now=at_hour(8))

    (answer,) = record(session, side, second, now=at_hour(9))

    assert answer.verdict is Verdict.ALREADY_IN
    assert answer.first == Standing(first["id"], at_hour(8), "Galvenās", "Anna")
    assert answer.standing == (first["id"], second["id"])


def test_the_first_scan_is_the_one_that_was_made_first_whichever_came_first(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    late, early = scan_of(found), scan_of(found, at=at_hour(7).isoformat(), offline=True)
    record(session, door, late, now=at_hour(8))

    (answer,) = record(session, door, early, now=at_hour(9))

    assert (answer.verdict, answer.first.uuid, answer.first.at) == (Verdict.ALREADY_IN, early["id"], at_hour(7))


def test_who_agreed_to_photos_carries_no_mark(session):
    event = make_event(session)
    agreed, withdrew = (make_registration(session, event, photo=True) for _ in range(2))
    declined = make_registration(session, event, category="roma", consent=True)
    consent = session.scalars(
        select(categories.Consent).where(
            categories.Consent.registration_id == withdrew.id, categories.Consent.purpose == Purpose.PHOTO
        )
    ).one()
    consent.withdrawn_at = NOW

    answers = record(session, make_pass(session, event), *map(scan_of, (agreed, withdrew, declined)))

    assert [answer.marks for answer in answers] == [(), ("no_photo",), ("no_photo",)]


@pytest.mark.parametrize(
    ("kind", "sensitive", "way", "named"),
    [
        (PassKind.SCANNER, False, "ticket", True),
        (PassKind.SCANNER, False, "ticket_hash", False),
        (PassKind.SCANNER, False, "code", False),
        (PassKind.SCANNER, True, "ticket", True),
        (PassKind.SCANNER, True, "code", False),
        (PassKind.DESK, False, "ticket", True),
        (PassKind.DESK, False, "ticket_hash", True),
        (PassKind.DESK, False, "code", True),
        (PassKind.DESK, True, "ticket", True),
        (PassKind.DESK, True, "ticket_hash", False),
        (PassKind.DESK, True, "code", False),
    ],
)
def test_who_is_told_a_name(session, kind, sensitive, way, named):
    event = make_event(session, sensitive=sensitive)
    found = make_registration(session, event, name="Ilze", surname="Paņko", organisation="Rūjienas novads")
    door = make_pass(session, event, kind=kind)
    scan = {"id": str(uuid.uuid4()), way: getattr(found, way)}

    answers = [record(session, door, scan)[0] for _ in range(2)]  # and again, as a device that heard nothing would

    expected = ("Ilze Paņko", "Rūjienas novads") if named else (None, None)
    assert [(answer.name, answer.organisation) for answer in answers] == [expected] * 2
    assert [answer.verdict for answer in answers] == [Verdict.ADMITTED] * 2


@pytest.mark.parametrize(("kind", "name"), [(PassKind.SCANNER, None), (PassKind.DESK, "Ilze Paņko")])
def test_an_undo_names_somebody_only_to_a_desk(session, kind, name):
    event = make_event(session)
    found = make_registration(session, event, name="Ilze", surname="Paņko")
    scan, door = scan_of(found), make_pass(session, event, kind=kind)
    record(session, door, scan)

    (answer,) = record(session, door, undo_of(scan))

    assert (answer.verdict, answer.name) == (Verdict.UNDONE, name)


def test_another_event_is_named_and_its_guest_is_not(session):
    elsewhere = make_event(session, days=(Day(date(2019, 2, 1)), Day(date(2019, 2, 2))))
    guest = make_registration(session, elsewhere)
    door = make_pass(session, make_event(session), kind=PassKind.DESK)
    scan = scan_of(guest)

    answers = record(session, door, scan)

    days = (date(2019, 2, 1), date(2019, 2, 2))
    assert answers == [Answer(scan["id"], Verdict.OTHER_EVENT, days=days, event_name=elsewhere.name)]
    assert days_present(session, guest) == []


def test_a_code_of_another_event_is_unknown_even_beside_its_ticket(session):
    guest = make_registration(session, make_event(session))
    door = make_pass(session, make_event(session), kind=PassKind.DESK)

    said = verdicts(session, door, scan_of(guest), {"id": str(uuid.uuid4()), "code": guest.code})

    assert said == [Verdict.OTHER_EVENT, Verdict.UNKNOWN]


def test_of_a_sensitive_event_elsewhere_only_the_date_is_told(session):
    guest = make_registration(session, make_event(session, days=(Day(date(2019, 2, 1)),), sensitive=True))
    door = make_pass(session, make_event(session), kind=PassKind.DESK)
    scan = scan_of(guest)

    assert record(session, door, scan) == [Answer(scan["id"], Verdict.OTHER_EVENT, days=(date(2019, 2, 1),))]
