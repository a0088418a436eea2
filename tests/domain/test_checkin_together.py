"""Several devices answered in one transaction: each is told what it would be told if they came one after the other."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.domain import checkin
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Sent
from eventreg.models import Attendance, PassKind, Scan, Verdict
from tests.factories import at_hour, make_event, make_pass, make_registration, scan_of, undo_of


def record(session, event, *sent, now=None):
    requests = [Sent(door.token_hash, checkin.read(list(elements), now=at_hour(8))) for door, *elements in sent]
    return checkin.record_all(session, requests, event_id=event.id, now=now or at_hour(8))


def test_two_doors_with_one_ticket_at_once(session):
    event = make_event(session)
    found = make_registration(session, event, name="Ilze", surname="Paņko")
    front, back = make_pass(session, event, name="Priekša"), make_pass(session, event, name="Sāni")
    one, other = scan_of(found), scan_of(found)
    session.flush()

    ((first,), counts), ((second,), counts_after) = record(session, event, (front, one), (back, other))

    assert (first.verdict, second.verdict) == (Verdict.ADMITTED, Verdict.ALREADY_IN)
    assert (second.first.door, second.standing) == ("Priekša", (one["id"], other["id"]))
    assert (counts, counts_after) == (Counts(present=1, confirmed=1),) * 2
    assert len(session.scalars(select(Attendance)).all()) == 1


def test_each_pass_learns_what_it_may(session):
    event = make_event(session)
    found = make_registration(session, event)
    scanner, desk = make_pass(session, event), make_pass(session, event, kind=PassKind.DESK)
    session.flush()
    by_code = [{"id": scan_of(found)["id"], "code": found.code, "way": "code"} for _ in range(2)]

    ((hidden,), _), ((named,), _) = record(session, event, (scanner, by_code[0]), (desk, by_code[1]))

    assert (hidden.name, named.name) == (None, found.full_name)


def test_who_has_no_pass_is_not_answered_and_keeps_nothing(session):
    event = make_event(session)
    found, foreign = make_registration(session, event), make_pass(session, make_event(session))
    door = make_pass(session, event)
    session.flush()

    none, recorded = record(session, event, (foreign, scan_of(found)), (door, scan_of(found)))

    assert none is None
    assert recorded[0][0].verdict is Verdict.ADMITTED
    assert len(session.scalars(select(Scan)).all()) == 1


def test_what_an_ended_pass_delivers_lets_nobody_in_at_other_doors(session):
    event = make_event(session)
    found = make_registration(session, event)
    door, ended = make_pass(session, event), make_pass(session, event)
    ended.revoked_at = at_hour(7)
    session.flush()

    (late, nothing), recorded, none = record(session, event, (ended, scan_of(found)), (door, scan_of(found)), (ended,))

    assert none is None
    assert (late[0].verdict, late[0].name, late[0].review) == (Verdict.ADMITTED, None, True)
    assert nothing == Counts(present=0, confirmed=0)
    assert recorded[0][0].verdict is Verdict.ADMITTED
    assert recorded[1] == Counts(present=1, confirmed=1)


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(("admit", "again", "undo"))), max_size=8
)


@given(steps=STEPS)
def test_together_is_as_one_after_the_other(engine, steps):
    with Session(engine) as session:
        event = make_event(session)
        people = [make_registration(session, event) for _ in range(3)]
        doors = [make_pass(session, event, name=name) for name in ("Priekša", "Sāni")]
        made = [[scan_of(each) for _ in range(2)] for each in people]
        sent = [
            (doors[door], undo_of(made[who][0]) if what == "undo" else made[who][what == "again"])
            for door, who, what in steps
        ]
        session.flush()

        before = session.begin_nested()
        apart = [answer for each in sent for answer in record(session, event, each)]
        session.flush()
        before.rollback()
        whole = record(session, event, *sent) if sent else []

        assert whole == apart
        session.rollback()
