"""Attendance: the same whatever the order in which scans arrive, counted per day, at a constant cost."""

import uuid
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventreg.domain import attendance, checkin, registration
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Sent
from eventreg.models import Attendance, DayCount, DoorPass, Registration, Verdict
from tests.domain.counting import statements
from tests.domain.naive import present_by_definition
from tests.factories import NOW, at_hour, make_event, make_pass, make_registration, scan_of, undo_of

TOMORROW = date(2019, 1, 24)
PEOPLE, DAYS = 2, 2


@pytest.fixture
def door(session):
    """A pass for an event with some people, beside another event."""
    make_registration(session)
    event = make_event(session)
    for _ in range(PEOPLE):
        make_registration(session, event)
    return make_pass(session, event)


def people_of(session, door):
    where = Registration.event_id == door.event_id
    return session.scalars(select(Registration).where(where).order_by(Registration.id)).all()


def present(session):
    return {tuple(row) for row in session.execute(select(Attendance.registration_id, Attendance.day_id))}


def counted(session):
    """What the counts that are kept say, by day."""
    rows = session.execute(select(DayCount.day_id, func.sum(DayCount.present)).group_by(DayCount.day_id))
    return {day: number for day, number in rows if number}


scans = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, DAYS - 1), st.integers(0, 2))  # who, when, times undone


@given(
    planned=st.lists(scans, min_size=2, max_size=8),
    stray=st.booleans(),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_of_scans_and_undos_gives_the_same_attendance(session, door, planned, stray, chance):
    people, days = people_of(session, door), door.event.days
    expected, arriving = set(), []
    for who, day, times in planned:
        scan = scan_of(people[who], at=at_hour(8, days[day].date).isoformat(), offline=True)
        arriving += [scan, *(undo_of(scan) for _ in range(times))]
        expected |= set() if times else {(people[who].id, days[day].id)}
    if stray:  # undos of nothing, and of every undo
        nothing = undo_of({"id": str(uuid.uuid4())})
        arriving += [nothing, undo_of(nothing), *(undo_of(each) for each in arriving if "undoes" in each)]
    arriving += chance.choices(arriving, k=3)  # some come twice
    chance.shuffle(arriving)

    with session.begin_nested() as example:
        while arriving:
            size = chance.randint(1, 5)
            checkin.record(session, door, arriving[:size], now=at_hour(12, date(2019, 1, 25)))
            arriving = arriving[size:]

        assert present(session) == expected
        assert present_by_definition(session) == expected
        assert counted(session) == Counter(day for _, day in expected)
        example.rollback()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2019-01-10T01:59:59.999999", date(2019, 1, 9)),
        ("2019-01-10T02:00:00", date(2019, 1, 10)),
        ("2019-07-03T00:59:59.999999", date(2019, 7, 2)),
        ("2019-07-03T01:00:00", date(2019, 7, 3)),
        ("2019-07-03T23:59:59", date(2019, 7, 3)),
    ],
)
def test_a_day_runs_from_four_to_four_in_riga(session, moment, day):
    event = make_event(session)

    assert attendance.today(event, datetime.fromisoformat(moment).replace(tzinfo=UTC)) == day


def test_a_day_runs_from_four_to_four_in_the_zone_of_the_project(session):
    event = make_event(session)
    event.project.time_zone = "Pacific/Auckland"

    assert attendance.today(event, datetime(2019, 1, 10, 14, 59, tzinfo=UTC)) == date(2019, 1, 10)
    assert attendance.today(event, datetime(2019, 1, 10, 15, 0, tzinfo=UTC)) == date(2019, 1, 11)


def test_counts_who_is_present_today_and_who_has_a_place(session):
    event = make_event(session)
    people = [make_registration(session, event) for _ in range(4)]
    make_registration(session)
    registration.cancel(session, people[3], now=NOW)
    door = make_pass(session, event)
    here, gone, later = (scan_of(each) for each in people[:3])
    checkin.record(session, door, [later], now=at_hour(8, TOMORROW))

    _, counts = checkin.record(session, door, [here, gone, undo_of(gone), scan_of(people[0])], now=at_hour(8))

    assert counts == Counts(present=1, confirmed=3)
    later = [at_hour(8, day) for day in (TOMORROW, date(2019, 1, 25), date(2019, 2, 1))]
    assert [checkin.record(session, door, [], now=now)[1].present for now in later] == [1, 0, 0]


def test_more_scans_are_not_more_statements(session):
    numbers = []
    for people in (1, 50):
        event = make_event(session)
        found = [make_registration(session, event, photo=True) for _ in range(people)]
        admitted = [scan_of(each) for each in found]
        mixed = [each for scan in admitted for each in (undo_of(scan), scan | {"id": str(uuid.uuid4())})]
        door_id, elsewhere = make_pass(session, event).id, scan_of(make_registration(session))
        sent = []
        for elements in (admitted, admitted, mixed, [elsewhere, {"id": str(uuid.uuid4()), "code": "ACDEFGHJ"}]):
            with statements(session) as noted:
                checkin.record(session, session.get(DoorPass, door_id), elements, now=at_hour(8))
            sent.append(len(noted))
        numbers.append(sent)

    assert numbers[0] == numbers[1]


def test_letting_one_in_takes_four_statements(session):
    event = make_event(session)
    found, doors = make_registration(session, event), [make_pass(session, event).token_hash for _ in range(3)]

    def record(*tokens):
        with statements(session) as noted:
            sent = [Sent(token, checkin.read([scan_of(found)], now=at_hour(8))) for token in tokens]
            checkin.record_all(session, sent, event_id=event.id, now=at_hour(8))
        return len(noted)

    # Post, places, scans; one insert, which the triggers follow; and no more for all doors together.
    assert [record(doors[0]), record(doors[0]), record(*doors)] == [4, 4, 4]


def test_the_largest_delivery_is_one_delivery(session):
    event = make_event(session)
    found, door = make_registration(session, event), make_pass(session, event)
    admitted = [scan_of(found) for _ in range(500)]

    came, _ = checkin.record(session, door, admitted, now=at_hour(8))
    gone, _ = checkin.record(session, door, [undo_of(scan) for scan in admitted], now=at_hour(8))

    assert [answer.verdict for answer in came] == [Verdict.ADMITTED, *[Verdict.ALREADY_IN] * 499]
    assert [answer.verdict for answer in gone] == [Verdict.UNDONE] * 500
    assert present(session) == set()
