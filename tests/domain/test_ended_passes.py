"""What is delivered late: by a pass that has ended, at a closed event, or decided on a device without us."""

import uuid

import pytest
from sqlalchemy import select

from eventreg.domain import checkin, doorpass, event_life, registration, tickets
from eventreg.domain.answers import Answer
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Sent
from eventreg.models import (
    Action,
    Attendance,
    DayCount,
    DoorPass,
    PassKind,
    ReviewItem,
    ReviewKind,
    Scan,
    ScanNote,
    Verdict,
)
from tests.domain.counting import statements
from tests.factories import (
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

ENDS = ("revoked", "over", "closed")


@pytest.fixture
def event(session):
    """An event beside another one with a guest."""
    make_registration(session)
    return make_event(session)


def end(session, event, door_pass, how):
    """End a pass; return the moment when it still delivers."""
    if how == "revoked":
        doorpass.revoke(session, event, door_pass.id, by=None, now=at_hour(9))
    if how == "closed":
        event_life.close(session, event, by=None, now=at_hour(9))
    session.flush()
    return door_pass.expires_at if how == "over" else at_hour(10)


def deliver(session, event, token, *scans, now):
    sent = [Sent(tickets.digest(token), checkin.read(list(scans), now=now))]
    return checkin.record_all(session, sent, event_id=event.id, now=now)[0]


def items(session):
    return session.execute(select(ReviewItem.kind, ReviewItem.undoes, ReviewItem.decided_at)).all()


def offline(scan, hour=8):
    return scan | {"at": at_hour(hour).isoformat(), "offline": True}


@pytest.mark.parametrize("how", ENDS)
def test_an_ended_pass_delivers_to_review_and_learns_verdicts_only(session, event, how):
    ada, gone, foreign = (
        make_registration(session, event),
        make_registration(session, event),
        make_registration(session),
    )
    registration.cancel(session, gone, now=NOW)
    door, token = make_pass_with_token(session, event, kind=PassKind.DESK, supervisor=True)
    scans = [offline(scan_of(each)) for each in (ada, gone, foreign)]
    scans += [offline({"id": str(uuid.uuid4()), "ticket": "nothing of ours"}), scan_of(ada)]
    now = end(session, event, door, how)

    recorded = [deliver(session, event, token, *scans, now=now) for _ in range(2)]

    verdicts = (Verdict.ADMITTED, Verdict.CANCELLED, Verdict.OTHER_EVENT, Verdict.UNKNOWN, Verdict.ADMITTED)
    answers = [Answer(scan["id"], verdict, review=True) for scan, verdict in zip(scans[:4], verdicts, strict=False)]
    assert recorded[0] == recorded[1]
    assert recorded[0][0][:4] == answers
    assert recorded[0][1] == Counts(present=0, confirmed=0)
    assert items(session) == [(ReviewKind.PASS_ENDED, None, None)] * 5
    assert session.scalars(select(Attendance)).all() == session.scalars(select(DayCount)).all() == []
    assert session.scalars(select(Scan.door_pass_id).distinct()).all() == [door.id]


@pytest.mark.parametrize("how", ENDS)
def test_with_nothing_to_deliver_an_ended_pass_is_none(session, event, how):
    door, token = make_pass_with_token(session, event)
    assert deliver(session, event, token, now=at_hour(8)) == ([], Counts(0, 0))

    assert deliver(session, event, token, now=end(session, event, door, how)) is None


def test_a_token_that_nobody_was_given_delivers_nothing(session, event):
    scan = scan_of(make_registration(session, event))

    assert deliver(session, event, "x", scan, now=at_hour(8)) is None
    assert session.scalars(select(Scan)).all() == []


def test_what_was_kept_before_the_end_stays_as_it_was_answered(session, event):
    scan = scan_of(make_registration(session, event))
    door, token = make_pass_with_token(session, event)
    deliver(session, event, token, scan, now=at_hour(8))

    (answer,), _ = deliver(session, event, token, scan, now=end(session, event, door, "revoked"))

    assert answer == Answer(scan["id"], Verdict.ADMITTED)
    assert items(session) == []
    assert len(session.scalars(select(Attendance)).all()) == 1


def test_an_ended_pass_takes_nobody_back_before_an_organiser_says_so(session, event):
    scan = scan_of(make_registration(session, event))
    checkin.record(session, make_pass(session, event), [scan], now=at_hour(8))
    door, token = make_pass_with_token(session, event)
    undo, stray = undo_of(scan), undo_of({"id": str(uuid.uuid4())})
    now = end(session, event, door, "revoked")

    answers, _ = deliver(session, event, token, undo, stray, now=now)

    assert answers == [Answer(each["id"], Verdict.UNDONE, review=True) for each in (undo, stray)]
    assert items(session) == [(ReviewKind.PASS_ENDED, each["undoes"], None) for each in (undo, stray)]
    assert session.scalars(select(Scan.undoes).where(Scan.action == Action.UNDO)).all() == [None, None]
    assert len(session.scalars(select(Attendance)).all()) == 1


def test_an_ended_pass_takes_back_what_counts_for_nothing_yet(session, event):
    scan = offline(scan_of(make_registration(session, event)))
    door, token = make_pass_with_token(session, event)
    undo, now = undo_of(scan), end(session, event, door, "over")

    answers, _ = deliver(session, event, token, scan, undo, now=now)

    assert [answer.review for answer in answers] == [True, False]
    assert items(session) == [(ReviewKind.PASS_ENDED, None, None)]
    assert session.scalars(select(Scan.undoes).where(Scan.action == Action.UNDO)).all() == [scan["id"]]


@pytest.mark.parametrize("how", ENDS)
def test_an_ended_pass_gets_no_roster(session, event, how):
    door, token = make_pass_with_token(session, event)
    assert doorpass.find_by_token(session, token, event_id=event.id, now=at_hour(8)) == door

    now = end(session, event, door, how)

    assert doorpass.find_by_token(session, token, event_id=event.id, now=now) is None
    assert doorpass.find_active(session, door.id, now=now) is None
    assert doorpass.is_known(session, token, event_id=event.id)
    assert not doorpass.is_known(session, token, event_id=make_event(session).id)


def test_the_link_of_a_pass_for_a_closed_event_opens_nothing(session, event):
    _, secret = doorpass.create(session, event, name="A", by=None, now=NOW)
    event_life.close(session, event, by=None, now=NOW)

    with pytest.raises(doorpass.PassExpired):
        doorpass.redeem(session, secret, now=NOW)


# --- decided on the device ---


def test_what_a_device_decided_without_us_is_reviewed_though_we_had_refused_it(session, event):
    """The answer did not arrive in time: the device knew an older list, let somebody in, and sends it as offline."""
    gone = make_registration(session, event)
    registration.cancel(session, gone, now=NOW)
    scan, door = scan_of(gone, at=at_hour(8).isoformat()), make_pass(session, event)
    heard = [checkin.record(session, door, [each], now=at_hour(8))[0][0] for each in (scan, scan)]

    late = [checkin.record(session, door, [offline(scan)], now=at_hour(9))[0][0] for _ in range(2)]

    assert [answer.review for answer in heard + late] == [False, False, True, True]
    assert [answer.verdict for answer in heard + late] == [Verdict.CANCELLED] * 4
    assert items(session) == [(ReviewKind.CANCELLED, None, None)]
    assert len(session.scalars(select(Scan)).all()) == 1


def test_what_was_refused_with_network_is_no_matter_for_review(session, event):
    gone = make_registration(session, event)
    registration.cancel(session, gone, now=NOW)

    checkin.record(session, make_pass(session, event), [scan_of(gone), scan_of(gone, ticket="x")], now=at_hour(8))

    assert items(session) == []


def test_a_pass_that_is_some_minutes_older_than_the_clock_of_its_device(session, event):
    door = make_pass(session, event, now=at_hour(8, minute=30))
    scans = [scan_of(make_registration(session, event), at=at_hour(8).isoformat(), offline=True) for _ in range(2)]
    scans[1]["at"] = at_hour(7).isoformat()

    answers, _ = checkin.record(session, door, scans, now=at_hour(9))

    assert [(answer.verdict, answer.review) for answer in answers] == [
        (Verdict.ADMITTED, False),
        (Verdict.ADMITTED, True),
    ]
    assert items(session) == [(ReviewKind.CLOCK, None, None)]


def test_paper_may_be_older_than_the_pass_of_who_enters_it(session, event):
    door = make_pass(session, event, kind=PassKind.DESK, now=at_hour(15))
    scan = {"id": str(uuid.uuid4()), "registration": make_registration(session, event).id, "way": "paper"}

    (answer,), _ = checkin.record(session, door, [offline(scan)], now=at_hour(16))

    assert (answer.verdict, answer.review) == (Verdict.ADMITTED, False)


def test_who_is_let_in_on_no_day_yet_stands_for_nobody(session, event):
    """Neither the next scan of the ticket, nor the list, takes it for somebody who is there."""
    ada = make_registration(session, event)
    door = make_pass(session, event)
    lost = scan_of(ada, at="1970-01-01T00:00:00Z", offline=True)

    answers, counts = checkin.record(session, door, [lost, scan_of(ada)], now=at_hour(8))

    assert [answer.verdict for answer in answers] == [Verdict.ADMITTED] * 2
    assert [answer.standing for answer in answers] == [(), (answers[1].id,)]
    assert counts == Counts(present=1, confirmed=1)
    assert session.scalars(select(DayCount.present)).all() == [1]


def test_what_goes_to_review_is_one_statement_more_for_all_of_a_delivery(session, event):
    guests = [make_registration(session, event) for _ in range(5)]
    door_id = make_pass(session, event).id
    lost = {"at": "1970-01-01T00:00:00Z", "offline": True}
    deliveries = [[scan_of(each, **more) for each in guests[:number]] for more in ({}, lost) for number in (1, 5)]

    numbers = []
    for elements in deliveries:
        with statements(session) as noted:
            checkin.record(session, session.get(DoorPass, door_id), elements, now=at_hour(8))
        numbers.append(len(noted) - 1)  # but for the pass itself

    assert numbers == [4, 4, 5, 5]


# --- supervisors, and organisers ---


def test_the_reason_of_a_supervisor_stands_apart_from_the_scan(session, event):
    gone, other = make_registration(session, event), make_registration(session, event)
    registration.cancel(session, gone, now=NOW)
    scans = [scan_of(gone, override=True, reason="Came with the bus"), scan_of(other)]

    checkin.record(session, make_pass(session, event, supervisor=True), scans, now=at_hour(8))

    kept = session.execute(select(Scan.uuid, Scan.override).order_by(Scan.id)).all()
    assert kept == [(scans[0]["id"], True), (scans[1]["id"], False)]
    noted = session.execute(select(Scan.uuid, ScanNote.reason).join(ScanNote, ScanNote.scan_id == Scan.id)).all()
    assert noted == [(scans[0]["id"], "Came with the bus")]


def test_an_organiser_enters_from_paper_who_came_at_a_sensitive_event_too(session):
    event, user = make_event(session, sensitive=True), make_user(session)
    ada = make_registration(session, event)
    scan = {"id": str(uuid.uuid4()), "registration": ada.id, "way": "paper", "day": "2019-01-24"}
    scan |= {"override": True, "reason": "List of the door"}

    (answer,), counts = checkin.record_by(session, event, [scan], by=user, now=at_hour(8))

    assert (answer.verdict, answer.name, answer.day.day) == (Verdict.ADMITTED, ada.full_name, 24)
    assert (answer.first.door, answer.first.operator) == ("", user.name)
    assert counts == Counts(present=0, confirmed=1)
    kept = session.scalars(select(Scan)).one()
    assert (kept.door_pass_id, kept.user_id) == (None, user.id)
