"""Many at once, each in a process of its own: the rules that count hold, on both databases (PEERS.md, five traps)."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from eventreg.domain import checkin, registration, removal
from eventreg.models import (
    Attendance,
    Category,
    CategoryAnswer,
    DoorPass,
    Event,
    OutgoingMail,
    Person,
    PersonKey,
    Registration,
    RegistrationStatus,
    Scan,
    Verdict,
)
from tests.domain.naive import present_by_definition
from tests.domain.racers import deliver, do, give_back, recognise, register
from tests.domain.together import in_processes
from tests.factories import (
    KEY,
    NOW,
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    scan_of,
    sign_up,
    undo_of,
)


@pytest.fixture
def session(shared):
    """A session on a database that processes can share."""
    with Session(shared) as session:
        yield session


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_twelve_doors_admit_one_ticket_once(session, file_url):
    event = make_event(session)
    found, doors = make_registration(session, event), [make_pass(session, event).id for _ in range(12)]
    scans = [scan_of(found) for _ in doors]
    session.commit()

    answers = in_processes(file_url, deliver, [(door, [[scan]]) for door, scan in zip(doors, scans, strict=True)])

    (first,) = [n for n, (verdict, _) in enumerate(answers) if verdict == "admitted"]
    assert sorted(verdict for verdict, _ in answers) == ["admitted", *["already_in"] * 11]
    assert {uuid for _, uuid in answers} == {scans[first]["id"]}
    assert (count(session, Attendance), count(session, Scan)) == (1, 12)


def test_one_scan_that_is_sent_six_times_is_one_scan(session, file_url):
    event = make_event(session)
    door, scan = make_pass(session, event).id, scan_of(make_registration(session, event))
    session.commit()

    answers = in_processes(file_url, deliver, [(door, [[scan]])] * 6)

    assert answers == [("admitted", scan["id"])] * 6
    assert (count(session, Attendance), count(session, Scan)) == (1, 1)


def test_twenty_forms_for_the_last_two_places_give_two(session, file_url):
    event = make_event(session, capacity=5)
    for _ in range(3):
        make_registration(session, event)
    event_id = event.id
    session.commit()

    answers = in_processes(file_url, register, [(event_id, sign_up(email=f"{n}@example.lv")) for n in range(20)])

    taken = [answer for answer in answers if isinstance(answer, int)]
    assert (len(set(taken)), answers.count("EventFull")) == (2, 18)
    assert session.get(Event, event_id).places_taken == 5
    assert (count(session, Registration), count(session, OutgoingMail), count(session, Person)) == (5, 2, 5)


def test_one_form_for_the_last_place_that_is_sent_six_times_is_one_registration(session, file_url):
    event_id, form = make_event(session, capacity=1).id, sign_up(email="ilze@example.lv")
    session.commit()

    answers = in_processes(file_url, register, [(event_id, form)] * 6)

    assert answers == [answers[0]] * 6
    assert session.scalars(select(Registration.id)).all() == [answers[0]]
    assert session.get(Event, event_id).places_taken == 1
    assert (count(session, OutgoingMail), count(session, Person)) == (1, 1)


def test_one_registration_that_is_cancelled_six_times_frees_one_place(session, file_url):
    event = make_event(session)
    make_registration(session, event)
    event_id, found_id = event.id, make_registration(session, event).id
    session.commit()

    answers = in_processes(file_url, give_back, [found_id] * 6)

    assert sorted(answers) == [*["AlreadyCancelled"] * 5, "cancelled"]
    assert session.get(Event, event_id).places_taken == 1
    assert session.get(Registration, found_id).status is RegistrationStatus.CANCELLED


def test_who_comes_and_cancels_at_the_same_moment_does_one_of_both(session, file_url):
    event = make_event(session)
    door, found = make_pass(session, event).id, [make_registration(session, event) for _ in range(6)]
    jobs = [(give_back, each.id) for each in found] + [(deliver, (door, [[scan_of(each)]])) for each in found]
    session.commit()

    answers = in_processes(file_url, do, jobs)

    outcomes = {(gone, came[0]) for gone, came in zip(answers[:6], answers[6:], strict=True)}
    assert outcomes <= {("cancelled", "cancelled"), ("AlreadyThere", "admitted")}
    there = session.scalars(select(Attendance.registration_id)).all()
    assert {each.id for each in found if each.status is RegistrationStatus.CONFIRMED} == set(there)
    assert session.get(Event, event.id).places_taken == len(there)


def test_eight_who_are_one_person_are_one_person(session, file_url):
    project_id = make_project(session).id
    session.commit()

    answers = in_processes(file_url, recognise, [project_id] * 8)

    assert answers == [answers[0]] * 8
    assert (count(session, Person), count(session, PersonKey)) == (1, 1)


def test_scans_and_undos_in_any_order_from_six_doors_give_one_attendance(session, file_url):
    event = make_event(session)
    doors = [make_pass(session, event).id for _ in range(6)]
    found = [make_registration(session, event) for _ in range(6)]
    chance = random.Random(20190123)
    for _ in range(2):
        scans = [scan_of(chance.choice(found)) for _ in range(48)]
        undos = [undo_of(scan) for scan in chance.sample(scans, 40)]
        undos += [undo_of({"id": str(uuid.uuid4())}), *map(undo_of, chance.sample(scans, 8))]
        session.commit()

        in_processes(file_url, deliver, shared_out(chance, doors, scans + undos))

        gone = {undo["undoes"] for undo in undos}
        stayed = {scan["ticket"] for scan in scans if scan["id"] not in gone}
        everybody = present_by_definition(session)
        assert {
            tuple(row) for row in session.execute(select(Attendance.registration_id, Attendance.day_id))
        } == everybody
        assert {each.ticket for each in found if (each.id, event.days[0].id) in everybody} >= stayed
    assert count(session, Scan) == 2 * (48 + 49)


def shared_out(chance, doors, scans):
    """Return what each door delivers: some of the scans, some of them twice, a few at a time, in any order."""
    arriving = scans + chance.sample(scans, 6)
    chance.shuffle(arriving)
    deliveries = []
    for n, door in enumerate(doors):
        own = arriving[n :: len(doors)]
        deliveries.append((door, [own[k : k + 3] for k in range(0, len(own), 3)]))
    return deliveries


@pytest.mark.parametrize("file_url", ["postgresql"], indirect=True)  # SQLite has one writer, who waits for nobody
def test_a_door_and_the_removal_of_the_demo_do_not_wait_for_each_other(session, shared):
    found = make_registration(session, make_event(session, make_project(session, demo=True)))
    door = make_pass(session, found.event)
    session.commit()

    with ThreadPoolExecutor(1) as other, Session(shared) as at_the_door:
        at_the_door.execute(select(Registration.id).where(Registration.id == found.id).with_for_update(key_share=True))
        removed = other.submit(remove_demo, shared)
        while not session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
            session.rollback()
        (answer,), _ = checkin.record(at_the_door, at_the_door.get(DoorPass, door.id), [scan_of(found)], now=at_hour(8))
        at_the_door.commit()

    session.rollback()
    assert (answer.verdict, removed.result()) == (Verdict.ADMITTED, 1)
    assert (count(session, Registration), count(session, Scan)) == (0, 0)


@pytest.mark.parametrize("file_url", ["postgresql"], indirect=True)  # SQLite has one writer, who waits for nobody
def test_who_undoes_a_scan_that_is_just_being_kept_locks_all_registrations_in_one_order(session, shared):
    event = make_event(session)
    doors, found = [make_pass(session, event).id for _ in range(2)], [make_registration(session, event) for _ in "ab"]
    scanned, locking = scan_of(found[0]), []
    session.commit()
    listen(shared, "before_cursor_execute", lambda *said: "FOR NO KEY UPDATE" in said[2] and locking.append(said[2]))

    with ThreadPoolExecutor(1) as other, Session(shared) as at_the_door:
        checkin.record(at_the_door, at_the_door.get_one(DoorPass, doors[0]), [scanned], now=at_hour(8))
        second = other.submit(deliver, shared, (doors[1], [[scan_of(found[1]), undo_of(scanned)]]))
        while not session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
            session.rollback()
        at_the_door.commit()

    assert (second.result()[0], len(locking)) == ("undone", 2)


def remove_demo(engine):
    """Somebody removes the demo; return how many registrations went."""
    with Session(engine) as session:
        removed = removal.remove_demo(session, now=NOW)
        session.commit()
        return removed


@pytest.mark.parametrize("file_url", ["postgresql"], indirect=True)  # SQLite has one writer, who waits for nobody
def test_a_form_that_is_sent_again_twice_at_once_keeps_one_of_the_answers(session, shared):
    event, written = make_event(session), sign_up(category="ngo")
    made = registration.register(session, event, written, identity_key=KEY, now=NOW)
    session.commit()
    anew = [replace(written, category=category) for category in ("ministry", "municipality")]

    with ThreadPoolExecutor(1) as other, Session(shared) as first:
        registration.register(first, first.get_one(Event, event.id), anew[0], identity_key=KEY, now=NOW)
        second = other.submit(register, shared, (event.id, anew[1]))
        while not session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")):
            session.rollback()
        first.commit()

    session.rollback()
    answer = session.scalars(select(CategoryAnswer)).one()
    key = session.scalar(select(Category.key).where(Category.id == answer.category_id))
    assert (second.result(), key, count(session, Registration)) == (made.id, "municipality", 1)
