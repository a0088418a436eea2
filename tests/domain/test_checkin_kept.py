"""What the door keeps: every scan once, as it was made, whatever comes again and however bad its neighbours are."""

import uuid
from datetime import date

import pytest
from sqlalchemy import func, select

from eventreg.domain import checkin, scans
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Answer
from eventreg.models import Attendance, RegistrationStatus, Scan, Verdict, Way
from tests.factories import at_hour, make_event, make_pass, make_registration, scan_of, undo_of

TOMORROW = date(2019, 1, 24)


def record(session, door, *elements, now=None):
    return checkin.record(session, door, list(elements), now=now or at_hour(8))[0]


def verdicts(session, door, *elements, now=None):
    return [answer.verdict for answer in record(session, door, *elements, now=now)]


def days_present(session, found):
    rows = select(Attendance.day_id).where(Attendance.registration_id == found.id)
    present = set(session.scalars(rows))
    return [day.date for day in found.event.days if day.id in present]


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_keeps_a_scan_as_it_was_made_and_answered(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    scan = {"id": str(uuid.uuid4()), "code": found.code, "way": "code", "at": at_hour(7).isoformat(), "offline": True}

    record(session, door, scan, now=at_hour(9))

    kept = session.scalars(select(Scan)).one()
    assert (kept.event_id, kept.uuid, kept.registration_id) == (event.id, scan["id"], found.id)
    assert (kept.verdict, kept.way, kept.undoes, kept.payload_hash) == (Verdict.ADMITTED, Way.CODE, None, None)
    assert (kept.at, kept.received_at, kept.offline) == (at_hour(7), at_hour(9), True)
    assert (kept.door_pass_id, kept.user_id, kept.day_id) == (door.id, None, event.days[0].id)


def test_an_undo_is_a_scan_of_its_own(session):
    event = make_event(session)
    scan, door = scan_of(make_registration(session, event)), make_pass(session, event)
    undo = undo_of(scan)

    record(session, door, scan, undo)

    kept = session.execute(select(Scan.uuid, Scan.undoes, Scan.verdict).order_by(Scan.id)).all()
    assert kept == [(scan["id"], None, Verdict.ADMITTED), (undo["id"], scan["id"], Verdict.UNDONE)]


def test_the_same_scan_again_gets_the_same_answer_and_adds_nothing(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    scan = scan_of(found)

    answers = [record(session, door, scan, now=now)[0] for now in (at_hour(8), at_hour(9), at_hour(8, TOMORROW))]

    assert answers[0].verdict is Verdict.ADMITTED
    assert answers == [answers[0]] * 3
    assert (count(session, Scan), days_present(session, found)) == (1, [date(2019, 1, 23)])


def test_the_same_scan_twice_in_one_delivery_is_one(session):
    event = make_event(session)
    scan, door = scan_of(make_registration(session, event)), make_pass(session, event)

    answers = record(session, door, scan, scan | {"id": scan["id"].upper()})

    assert answers[0].verdict is Verdict.ADMITTED
    assert answers == [answers[0]] * 2
    assert count(session, Scan) == 1


def test_a_scan_with_the_hash_of_its_ticket_is_the_same_scan(session):
    """A device keeps no ticket: when the answer got lost, it sends the hash, under the same id."""
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    scan = scan_of(found)
    hashed = {name: value for name, value in scan.items() if name != "ticket"} | {"ticket_hash": found.ticket_hash}

    by_ticket, by_hash = record(session, door, scan)[0], record(session, door, hashed | {"offline": True})[0]

    assert (by_hash.verdict, by_hash.standing, by_hash.error) == (Verdict.ADMITTED, by_ticket.standing, None)
    assert (by_ticket.name, by_hash.name) == (found.full_name, None)
    assert count(session, Scan) == 1


def test_the_same_undo_again_gets_the_same_answer_and_adds_nothing(session):
    event = make_event(session)
    scan, door = scan_of(make_registration(session, event)), make_pass(session, event)
    undo = undo_of(scan)
    record(session, door, scan)

    answers = [record(session, door, undo, now=now)[0] for now in (at_hour(8), at_hour(8, TOMORROW))]

    assert answers[0].verdict is Verdict.UNDONE
    assert answers[0] == answers[1]
    assert count(session, Scan) == 2


def test_an_undo_may_come_before_its_scan_in_one_delivery(session):
    found = make_registration(session)
    scan, door = scan_of(found), make_pass(session, found.event)

    assert verdicts(session, door, undo_of(scan), scan) == [Verdict.UNDONE, Verdict.UNDONE]
    assert days_present(session, found) == []


def test_an_undo_that_was_kept_is_never_an_error_later(session):
    event = make_event(session)
    scan, door = scan_of(make_registration(session, event)), make_pass(session, event)
    undo = undo_of(scan)
    undo_of_undo = undo_of(undo)

    said = [record(session, door, each)[0] for each in (undo_of_undo, undo, undo_of_undo)]

    assert [(answer.verdict, answer.error) for answer in said] == [(Verdict.UNDONE, None)] * 3


def test_a_refused_scan_keeps_its_verdict_when_it_comes_again(session):
    event = make_event(session)
    scan, door = scan_of(make_registration(session, event)), make_pass(session, event)

    said = [verdicts(session, door, scan, now=now) for now in (at_hour(8, date(2019, 1, 22)), at_hour(8))]

    assert said == [[Verdict.OTHER_DAY]] * 2


def test_a_refused_scan_counts_as_little_later(session):
    found = make_registration(session)
    found.status = RegistrationStatus.WAITING
    refused, accepted, door = scan_of(found), scan_of(found), make_pass(session, found.event)
    assert verdicts(session, door, refused) == [Verdict.NOT_CONFIRMED]
    assert days_present(session, found) == []
    found.status = RegistrationStatus.CONFIRMED

    (answer,) = record(session, door, accepted)

    assert (answer.verdict, answer.standing) == (Verdict.ADMITTED, (accepted["id"],))
    record(session, door, undo_of(accepted))
    assert days_present(session, found) == []


@pytest.mark.parametrize("other", [{"day": "2019-01-23"}, {"at": at_hour(7).isoformat()}, {"ticket": "another"}])
def test_the_same_id_with_other_content_is_an_error(session, other):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    scan = scan_of(found)
    record(session, door, scan)

    answers = record(session, door, scan | other, undo_of(scan) | {"id": scan["id"]})

    assert answers == [Answer(scan["id"], error="Another scan with this id was received before.")] * 2
    assert (count(session, Scan), days_present(session, found)) == (1, [date(2019, 1, 23)])


def test_the_same_id_at_another_event_is_another_scan(session):
    here, there = make_registration(session), make_registration(session)
    scan = scan_of(here)
    record(session, make_pass(session, here.event), scan)

    same_id = scan_of(there, id=scan["id"])
    assert verdicts(session, make_pass(session, there.event), same_id) == [Verdict.ADMITTED]
    assert verdicts(session, make_pass(session, there.event), undo_of(scan)) == [Verdict.UNDONE]
    assert (days_present(session, here), days_present(session, there)) == ([date(2019, 1, 23)], [])


def test_a_bad_scan_gets_its_error_and_the_others_are_kept(session):
    event = make_event(session)
    found = [make_registration(session, event) for _ in range(2)]
    good = [scan_of(each) for each in found]
    bad = [None, {"id": "x", "ticket": "y"}, {"id": 7}, scan_of(found[0], override=True), {"id": "a" * 201}]

    answers = record(session, make_pass(session, event), good[0], *bad, good[1])

    assert [(answer.id, answer.error) for answer in answers] == [
        (good[0]["id"], None),
        (None, "A scan is a JSON object."),
        ("x", "id and undoes are UUIDs."),
        (None, "A scan names one of ticket, ticket_hash, code, registration and sealed."),
        (bad[3]["id"], "An override needs a reason of at most 500 characters."),
        (None, "A scan names one of ticket, ticket_hash, code, registration and sealed."),
        (good[1]["id"], None),
    ]
    assert [answer.verdict for answer in answers] == [Verdict.ADMITTED, *[None] * 5, Verdict.ADMITTED]
    assert [days_present(session, each) for each in found] == [[date(2019, 1, 23)]] * 2
    assert count(session, Scan) == 2


def test_nothing_readable_is_no_work(session):
    event = make_event(session)
    make_registration(session, event)

    answers, counts = checkin.record(session, make_pass(session, event), [], now=at_hour(8))

    assert (answers, counts) == ([], Counts(present=0, confirmed=1))


def test_of_a_foreign_payload_only_the_hash_is_kept(session):
    event, elsewhere = make_event(session), make_registration(session, make_event(session))
    payloads = [{"ticket": "a loyalty card"}, {"code": "ACDEFGHJ"}, {"ticket": elsewhere.ticket}]

    record(session, make_pass(session, event), *({"id": str(uuid.uuid4())} | payload for payload in payloads))

    kept = session.execute(select(Scan.payload_hash, Scan.registration_id, Scan.day_id).order_by(Scan.id)).all()
    hashes = [scans.digest("a loyalty card"), scans.digest("ACDEFGHJ"), elsewhere.ticket_hash]
    assert kept == [(each, None, None) for each in hashes]
