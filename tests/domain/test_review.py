"""An organiser decides about what a door could not: what counts follows from the decision, and from it alone."""

from datetime import date

import pytest
from sqlalchemy import select

from eventreg.domain import checkin, doorpass, event_life, registration, review, reviewing, tickets
from eventreg.domain.checkin import Sent
from eventreg.domain.review import Judge
from eventreg.domain.review_errors import (
    DayNeeded,
    DecidedMeanwhile,
    NobodyToAdmit,
    NoSuchPerson,
    NothingToOpen,
    ReasonNeeded,
)
from eventreg.models import (
    Attendance,
    AuditEntry,
    Decision,
    EventDay,
    PassKind,
    Registration,
    ReviewItem,
    ReviewKind,
    Scan,
    Verdict,
    Way,
)
from tests.domain.naive import present_by_definition
from tests.factories import (
    KEY,
    NOW,
    at_hour,
    make_event,
    make_pass,
    make_pass_with_token,
    make_registration,
    make_user,
    scan_of,
    undo_of,
)
from tests.sealing import walk_in

FIRST, SECOND = date(2019, 1, 23), date(2019, 1, 24)
LATER = at_hour(15)


@pytest.fixture
def event(session):
    """An event beside another one where something is to be decided too."""
    other = make_event(session)
    record(session, make_pass(session, other), offline({"ticket": "x"}))
    return make_event(session)


@pytest.fixture
def judge(session):
    """An organiser who gives no reason."""
    return Judge(make_user(session), LATER, person_key=KEY)


def record(session, door, *scans, now=None):
    return checkin.record(session, door, list(scans), now=now or at_hour(9), person_key=KEY)[0]


def offline(scan, at=None):
    given = {"id": scan_of(Registration())["id"]} | scan
    return given | {"at": (at or at_hour(8)).isoformat(), "offline": True}


def cancelled(session, event):
    found = make_registration(session, event)
    registration.cancel(session, found, now=NOW)
    return found


def case_of(session, event, number=0):
    session.expire_all()
    return reviewing.list_waiting(session, event)[number]


def present(session, event):
    """Who is present on which date, as the table keeps it; it equals the definition."""
    session.expire_all()
    kept = session.execute(select(Attendance.registration_id, Attendance.day_id))
    assert {tuple(row) for row in kept} == present_by_definition(session)
    rows = select(Attendance.registration_id, EventDay.date).join(EventDay, EventDay.id == Attendance.day_id)
    return {tuple(row) for row in session.execute(rows.where(Attendance.event_id == event.id))}


# --- what stands to be decided ---


def test_says_what_happened_where_when_and_by_which_device(session, event):
    gone = cancelled(session, event)
    door = make_pass(session, event, name="Sānu durvis", operator="Anna")
    record(session, door, offline(scan_of(gone)))

    case = case_of(session, event)

    assert (case.item.kind, case.scan.at, case.scan.received_at) == (ReviewKind.CANCELLED, at_hour(8), at_hour(9))
    assert (case.door, case.operator, case.scan.offline) == ("Sānu durvis", "Anna", True)
    assert (case.registration, case.day, case.taken_back) == (gone, FIRST, False)
    assert reviewing.count_waiting(session, event) == 1


def test_a_ticket_of_another_event_says_which_unless_that_is_sensitive(session, event):
    plain, secret = make_event(session), make_event(session, sensitive=True)
    scans = [offline(scan_of(make_registration(session, each))) for each in (plain, secret)]
    record(session, make_pass(session, event), *scans)

    cases = reviewing.list_waiting(session, event)

    assert [case.elsewhere for case in cases] == [plain.name, None]
    assert [case.registration for case in cases] == [None, None]


# --- accepting ---


def test_what_is_accepted_counts_on_the_day_that_is_said(session, event, judge):
    gone = cancelled(session, event)
    record(session, make_pass(session, event), offline(scan_of(gone)))

    review.accept(session, event, case_of(session, event), judge, day=SECOND)

    assert present(session, event) == {(gone.id, SECOND)}
    reviewed, deciding = session.scalars(select(Scan).where(Scan.event_id == event.id).order_by(Scan.id))
    assert reviewed.verdict is Verdict.CANCELLED
    assert (deciding.verdict, deciding.user_id, deciding.door_pass_id) == (Verdict.ADMITTED, judge.by.id, None)
    assert (deciding.at, deciding.way, deciding.offline, deciding.override) == (at_hour(8), Way.QR, True, True)
    item = session.scalars(select(ReviewItem).where(ReviewItem.event_id == event.id)).one()
    assert (item.decision, item.decided_by_id, item.decided_at) == (Decision.ACCEPT, judge.by.id, LATER)
    assert item.deciding_scan_id == deciding.id
    assert reviewing.list_waiting(session, event) == []
    assert [case.item for case in reviewing.list_decided(session, event)] == [item]


def test_who_was_there_already_is_counted_once(session, event, judge):
    ada = make_registration(session, event)
    door = make_pass(session, event)
    record(session, door, scan_of(ada), offline(scan_of(ada), at_hour(8).replace(year=1970)))

    review.accept(session, event, case_of(session, event), judge, day=FIRST)

    assert present(session, event) == {(ada.id, FIRST)}


def test_of_a_wrong_clock_the_time_of_arrival_counts(session, event, judge):
    ada = make_registration(session, event)
    record(session, make_pass(session, event), offline(scan_of(ada), at_hour(8).replace(year=1970)))
    case = case_of(session, event)

    review.accept(session, event, case, judge, day=case.day)

    assert case.day == FIRST
    assert session.scalars(select(Scan.at).order_by(Scan.id.desc()).limit(1)).one() == at_hour(9)


def test_what_an_ended_pass_took_back_is_taken_back_once_accepted(session, event, judge):
    ada = make_registration(session, event)
    scan = scan_of(ada)
    record(session, make_pass(session, event), scan)
    deliver_late(session, event, undo_of(scan))
    case = case_of(session, event)
    assert case.registration == ada

    review.accept(session, event, case, judge, day=None)

    assert present(session, event) == set()


def deliver_late(session, event, *scans):
    door, token = make_pass_with_token(session, event, kind=PassKind.DESK)
    doorpass.revoke(session, event, door.id, by=None, now=at_hour(9))
    deliver(session, event, token, *scans)


def deliver(session, event, token, *scans):
    sent = [Sent(tickets.digest(token), checkin.read(list(scans), now=at_hour(10)))]
    checkin.record_all(session, sent, event_id=event.id, now=at_hour(10), person_key=KEY)


def test_a_walk_in_of_an_ended_pass_is_signed_up_once_accepted(session, event, judge):
    deliver_late(session, event, walk_in(event.id, person_key=KEY, at=at_hour(8).isoformat(), offline=True))
    case = case_of(session, event)
    assert reviewing.open_walk_in(case, person_key=KEY).full_name == "Zane Kalniņa"

    review.accept(session, event, case, judge, day=case.day)

    found = session.scalars(select(Registration).where(Registration.event_id == event.id)).one()
    assert (found.full_name, present(session, event)) == ("Zane Kalniņa", {(found.id, FIRST)})
    assert session.scalars(select(ReviewItem.sealed).where(ReviewItem.event_id == event.id)).all() == [None]


@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (lambda session, event: offline({"ticket": "x"}), NobodyToAdmit),
        (lambda session, event: walk_in(event.id, person_key=b"another"), NothingToOpen),
    ],
)
def test_what_leads_to_nobody_is_not_accepted(session, event, judge, make, refused):
    record(session, make_pass(session, event, kind=PassKind.DESK), make(session, event))

    with pytest.raises(refused), session.begin_nested():
        review.accept(session, event, case_of(session, event), judge, day=FIRST)

    assert reviewing.count_waiting(session, event) == 1


@pytest.mark.parametrize("day", [None, date(2019, 2, 1)])
def test_a_day_of_the_event_is_needed(session, event, judge, day):
    record(session, make_pass(session, event), offline(scan_of(cancelled(session, event))))

    with pytest.raises(DayNeeded), session.begin_nested():
        review.accept(session, event, case_of(session, event), judge, day=day)

    assert (reviewing.count_waiting(session, event), present(session, event)) == (1, set())


def test_only_the_first_of_two_decisions_stands(session, event, judge):
    gone = cancelled(session, event)
    record(session, make_pass(session, event), offline(scan_of(gone)))
    case = case_of(session, event)
    review.dismiss(session, event, case, Judge(judge.by, LATER, "A mistake"))

    for decide in (
        lambda: review.accept(session, event, case, judge, day=FIRST),
        lambda: review.attach(session, event, case, judge, registration_id=gone.id, day=FIRST),
        lambda: review.dismiss(session, event, case, Judge(judge.by, LATER, "Again")),
    ):
        with pytest.raises(DecidedMeanwhile), session.begin_nested():
            decide()

    item = session.scalars(select(ReviewItem).where(ReviewItem.event_id == event.id)).one()
    session.refresh(item)
    assert (item.decision, item.reason) == (Decision.DISMISS, "A mistake")
    assert present(session, event) == set()


# --- attaching, setting aside ---


def test_a_scan_of_nobody_counts_for_whom_it_is_attached_to(session, event, judge):
    ada = make_registration(session, event)
    record(session, make_pass(session, event), offline({"code": "ZZZZZZZZ", "way": "code"}))

    review.attach(session, event, case_of(session, event), judge, registration_id=ada.id, day=FIRST)

    assert present(session, event) == {(ada.id, FIRST)}
    assert [case.item.decision for case in reviewing.list_decided(session, event)] == [Decision.ATTACH]


def test_nobody_of_another_event_is_attached_to(session, event, judge):
    stranger = make_registration(session)
    record(session, make_pass(session, event), offline({"ticket": "x"}))

    for number in (stranger.id, 10**9):
        with pytest.raises(NoSuchPerson), session.begin_nested():
            review.attach(session, event, case_of(session, event), judge, registration_id=number, day=FIRST)

    assert reviewing.count_waiting(session, event) == 1


def test_setting_aside_says_why_and_forgets_what_was_sealed(session, event, judge):
    record(session, make_pass(session, event, kind=PassKind.DESK), walk_in(event.id, person_key=b"another"))
    with pytest.raises(ReasonNeeded), session.begin_nested():
        review.dismiss(session, event, case_of(session, event), judge)

    review.dismiss(session, event, case_of(session, event), Judge(judge.by, LATER, "A test of ours"))

    item = session.scalars(select(ReviewItem).where(ReviewItem.event_id == event.id)).one()
    assert (item.decision, item.reason, item.sealed) == (Decision.DISMISS, "A test of ours", None)
    assert (item.deciding_scan_id, present(session, event)) == (None, set())


# --- many at once, and closed events ---


def test_all_of_a_kind_are_accepted_that_lead_to_somebody(session, event, judge):
    gone = [cancelled(session, event) for _ in range(3)]
    scans = [offline(scan_of(each)) for each in gone] + [offline({"ticket": "x"})]
    scans.append(offline(scan_of(gone[0]), at_hour(8, SECOND)))
    door = make_pass(session, event)
    record(session, door, *scans, undo_of(scans[2]), now=at_hour(9, SECOND))

    assert review.accept_all(session, event, ReviewKind.CANCELLED, judge) == 3
    assert review.accept_all(session, event, ReviewKind.CANCELLED, judge) == 0

    assert present(session, event) == {(gone[0].id, FIRST), (gone[1].id, FIRST), (gone[0].id, SECOND)}
    waiting = reviewing.list_waiting(session, event)
    assert [(case.item.kind, case.taken_back) for case in waiting] == [
        (ReviewKind.CANCELLED, True),
        (ReviewKind.UNKNOWN, False),
    ]
    pointed = select(ReviewItem.id).where(ReviewItem.deciding_scan_id.is_not(None))
    assert len(session.scalars(pointed).all()) == 3


def test_at_a_closed_event_a_decision_says_why_and_old_and_new_numbers_are_noted(session, event, judge):
    ada = make_registration(session, event)
    _door, token = make_pass_with_token(session, event)
    event_life.close(session, event, by=None, now=at_hour(9))
    session.flush()
    deliver(session, event, token, offline(scan_of(ada)))
    session.refresh(event)
    with pytest.raises(ReasonNeeded), session.begin_nested():
        review.accept(session, event, case_of(session, event), judge, day=FIRST)

    review.accept(session, event, case_of(session, event), Judge(judge.by, LATER, "Late phone"), day=FIRST)

    assert present(session, event) == {(ada.id, FIRST)}
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.subject) == ("accept", "review_item")
    assert entry.detail == {"event": event.id, "kind": "pass_ended", "old": 0, "new": 1}


# --- two doors without network ---


def test_a_ticket_that_two_doors_admitted_without_network_is_shown(session, event):
    ada, bea = make_registration(session, event), make_registration(session, event)
    doors = [make_pass(session, event, name=name, operator="") for name in "AB"]
    for door, hour in zip(doors, (8, 7), strict=True):
        record(session, door, offline(scan_of(ada), at_hour(hour)), now=at_hour(9))
    record(session, doors[0], offline(scan_of(bea)), offline(scan_of(bea)))  # twice at one door
    record(session, doors[1], scan_of(bea))  # with network

    (double,) = reviewing.list_doubles(session, event)

    assert (double.registration, double.day.date) == (ada, FIRST)
    assert double.scans == ((at_hour(7), "B", ""), (at_hour(8), "A", ""))
    assert present(session, event) == {(ada.id, FIRST), (bea.id, FIRST)}
    assert reviewing.count_waiting(session, event) == 0


def test_what_was_taken_back_is_no_double(session, event):
    ada = make_registration(session, event)
    scans = [offline(scan_of(ada)) for _ in range(2)]
    for scan in scans:
        record(session, make_pass(session, event), scan)

    record(session, make_pass(session, event), undo_of(scans[0]))

    assert reviewing.list_doubles(session, event) == []
