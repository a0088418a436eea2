"""Several sign-ups of one person at an event: kept or merged, and what the door says then."""

import pytest
from sqlalchemy import event as events
from sqlalchemy import select

from eventreg.domain import checkin, corrections, guests, repeats
from eventreg.domain.errors import AlreadyCancelled, HasCome
from eventreg.models import Attendance, AuditEntry, OutgoingMail, Registration, RegistrationStatus, Verdict
from tests.factories import NOW, admit, at_hour, make_event, make_pass, make_registration, make_user, scan_of

ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}


@pytest.fixture
def event(session):
    """An event with room for five, at which somebody else has a place too."""
    made = make_event(session, capacity=5)
    make_registration(session, made)
    return made


@pytest.fixture
def twice(session, event):
    """Two sign-ups of one person; a third one at another event."""
    make_registration(session, make_event(session, event.project), **ILZE)
    return [make_registration(session, event, **ILZE) for _ in range(2)]


@pytest.fixture
def by(session):
    """The organiser."""
    return make_user(session)


def scan(session, event, **named):
    payload = scan_of(make_registration(session, event)) if not named else {"id": named.pop("id")} | named
    (answer,), _ = checkin.record(session, make_pass(session, event, now=at_hour(7)), [payload], now=at_hour(8))
    return answer


def ticket(registration):
    scanned = scan_of(registration)
    return {"id": scanned["id"], "ticket": scanned["ticket"]}


def flags(session, event):
    return [row.repeats for row in guests.list_page(session, event, guests.Wanted(repeats=True))]


def test_kept_ones_are_not_flagged_until_there_is_another(session, event, twice, by):
    assert flags(session, event) == [True, True]

    repeats.keep(session, event, twice[0], by=by, now=NOW)
    assert flags(session, event) == []
    make_registration(session, event, **ILZE)

    assert flags(session, event) == [True, True, True]


def test_merging_leaves_one_place_and_writes_no_mail(session, event, twice, by):
    first, second = twice
    session.flush()
    before = len(session.scalars(select(OutgoingMail)).all())

    assert repeats.merge(session, event, first, by=by, now=NOW) == 1

    session.refresh(event)
    assert (second.status, second.merged_into_id) == (RegistrationStatus.CANCELLED, first.id)
    assert first.status is RegistrationStatus.CONFIRMED
    assert event.places_taken == 2
    session.flush()
    assert len(session.scalars(select(OutgoingMail)).all()) == before
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "merge")).one()
    assert (entry.subject_id, entry.detail) == (first.id, {"event": event.id, "merged": [second.id]})


@pytest.mark.parametrize("way", ["ticket", "ticket_hash", "code"])
def test_the_ticket_of_a_merged_one_admits_the_one_that_stays(way, session, event, twice, by):
    first, second = twice
    repeats.merge(session, event, first, by=by, now=NOW)
    uuids = [scan_of(first)["id"] for _ in range(2)]

    answer = scan(session, event, id=uuids[0], **{way: getattr(second, way)})
    again = scan(session, event, id=uuids[1], ticket=first.ticket)

    assert (answer.verdict, again.verdict) == (Verdict.ADMITTED, Verdict.ALREADY_IN)
    assert session.scalars(select(Attendance.registration_id)).all() == [first.id]


def test_a_merged_ticket_needs_no_more_statements(session, event, twice, by):
    door = make_pass(session, event, now=at_hour(7))
    first, second = twice
    repeats.merge(session, event, first, by=by, now=NOW)
    other = session.scalars(select(Registration).where(Registration.event_id == event.id)).first()
    named = [scan_of(second), scan_of(other)]

    first_time, second_time = [statements(session, door, [scan]) for scan in named]

    assert first_time == second_time


def statements(session, door, payload):
    sent = []
    session.commit()
    _ = door.event.days, door.event.project.time_zone
    engine = session.get_bind()
    note = lambda _c, _u, statement, *_more: sent.append(statement)  # noqa: E731
    events.listen(engine, "before_cursor_execute", note)
    try:
        checkin.record(session, door, payload, now=at_hour(8))
    finally:
        events.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_all_tickets_follow_when_the_one_that_stayed_is_merged_too(session, event, twice, by):
    first, second = twice
    repeats.merge(session, event, first, by=by, now=NOW)
    third = make_registration(session, event, **ILZE)
    repeats.merge(session, event, third, by=by, now=NOW)
    session.expire_all()

    assert (first.merged_into_id, second.merged_into_id) == (third.id, third.id)
    assert scan(session, event, **ticket(second)).verdict is Verdict.ADMITTED
    assert repeats.list_merged(session, repeats.list_of(session, event, third)) == [first, second]


def test_they_can_be_parted_again(session, event, twice, by):
    first, second = twice
    repeats.merge(session, event, first, by=by, now=NOW)

    corrections.restore(session, second, all_the_same=False, by=by, now=NOW)

    session.refresh(event)
    assert (second.status, second.merged_into_id, event.places_taken) == (RegistrationStatus.CONFIRMED, None, 3)
    scan(session, event, **ticket(second))
    assert session.scalars(select(Attendance.registration_id)).all() == [second.id]


def test_who_was_let_in_is_not_merged_away(session, event, twice, by):
    first, second = twice
    admit(session, second)
    session.commit()

    with pytest.raises(HasCome):
        repeats.merge(session, event, first, by=by, now=NOW)
    session.rollback()
    assert repeats.merge(session, event, second, by=by, now=NOW) == 1


def test_what_is_cancelled_cannot_stay(session, event, twice, by):
    repeats.merge(session, event, twice[0], by=by, now=NOW)

    with pytest.raises(AlreadyCancelled):
        repeats.merge(session, event, twice[1], by=by, now=NOW)
