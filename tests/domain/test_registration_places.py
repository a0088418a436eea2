"""Places: when one can be had, that none is given twice, and giving one back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from eventreg.domain import registration
from eventreg.domain.errors import (
    AlreadyCancelled,
    EventCancelled,
    EventFull,
    Refused,
    SignUpClosed,
    SignUpNotOpen,
    TooLateToCancel,
)
from eventreg.models import (
    Consent,
    Event,
    EventStatus,
    MailKind,
    OutgoingMail,
    Person,
    Registration,
    RegistrationStatus,
)
from tests.factories import KEY, NOW, make_event, sign_up

MOMENT = timedelta(microseconds=1)
OVER = datetime(2019, 1, 26, 2, 0, tzinfo=UTC)  # 04:00 in Riga, the morning after the last day


def register(session, event, *, now=NOW, **answers):
    return registration.register(session, event, sign_up(**answers), identity_key=KEY, now=now)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def places_taken(session, event):
    return session.scalar(select(Event.places_taken).where(Event.id == event.id))


def mails(session):
    rows = select(OutgoingMail.kind, OutgoingMail.registration_id, OutgoingMail.recipient, OutgoingMail.language)
    return session.execute(rows.order_by(OutgoingMail.id)).all()


@pytest.mark.parametrize(
    ("event", "now", "error"),
    [
        ({"opens_at": NOW}, NOW - MOMENT, SignUpNotOpen),
        ({"closes_at": NOW}, NOW, SignUpClosed),
        ({"published": False}, NOW, SignUpClosed),
        ({"published": False}, OVER, SignUpClosed),
        ({}, OVER, SignUpClosed),
        ({"opens_at": OVER}, OVER, SignUpClosed),
    ],
)
def test_refuses_outside_the_window(session, event, now, error):
    event = make_event(session, **event)

    with pytest.raises(Refused) as refused:
        register(session, event, now=now, email="ilze@example.lv")

    assert (type(refused.value), type(registration.refusal(event, now=now))) == (error, error)
    assert nothing_is_left(session, event)


@pytest.mark.parametrize(
    ("event", "now"),
    [({"opens_at": NOW}, NOW), ({"closes_at": NOW}, NOW - MOMENT), ({}, OVER - MOMENT)],
)
def test_admits_to_the_last_moment_of_the_window(session, event, now):
    event = make_event(session, **event)

    assert registration.refusal(event, now=now) is None
    assert register(session, event, now=now).status is RegistrationStatus.CONFIRMED


@pytest.mark.parametrize(
    ("status", "error"), [(EventStatus.CANCELLED, EventCancelled), (EventStatus.CLOSED, SignUpClosed)]
)
def test_refuses_what_does_not_take_place_or_is_closed(session, status, error):
    event = make_event(session)
    event.status = status
    session.flush()

    with pytest.raises(Refused) as refused:
        register(session, event)

    assert (type(refused.value), type(registration.refusal(event, now=NOW))) == (error, error)
    assert nothing_is_left(session, event)


def test_refuses_what_another_session_has_cancelled_meanwhile(session):
    event = make_event(session)
    elsewhere = update(Event).where(Event.id == event.id).values(status=EventStatus.CANCELLED)
    session.execute(elsewhere, execution_options={"synchronize_session": False})

    with pytest.raises(EventCancelled):
        register(session, event)


def test_refuses_when_all_places_are_taken(session):
    event = make_event(session, capacity=2)
    other = make_event(session, event.project, capacity=2)
    taken = [register(session, event) for _ in range(2)]

    with pytest.raises(EventFull):
        register(session, event, email="ilze@example.lv")

    assert type(registration.refusal(event, now=NOW)) is EventFull
    assert (places_taken(session, event), places_taken(session, other)) == (2, 0)
    assert list(session.scalars(select(Registration))) == taken
    assert mails(session) == []


def test_cancelling_frees_the_place_once(session):
    event = make_event(session, capacity=2)
    other = make_event(session, event.project)
    found, neighbour = register(session, event, email="ilze@example.lv", language="en"), register(session, event)
    register(session, other)
    later = NOW + timedelta(hours=1)

    registration.cancel(session, found, now=later)
    with pytest.raises(AlreadyCancelled):
        registration.cancel(session, found, now=later + timedelta(hours=1))

    session.expire_all()
    assert (found.status, found.cancelled_at, found.changed_at) == (RegistrationStatus.CANCELLED, later, later)
    assert (neighbour.status, neighbour.changed_at) == (RegistrationStatus.CONFIRMED, NOW)
    assert (places_taken(session, event), places_taken(session, other)) == (1, 1)
    assert mails(session)[1:] == [(MailKind.CANCELLATION, found.id, "ilze@example.lv", "en")]


def test_who_has_cancelled_elsewhere_meanwhile_frees_no_second_place(session):
    found = register(session, make_event(session))
    register(session, found.event)
    gone = update(Registration).where(Registration.id == found.id).values(status=RegistrationStatus.CANCELLED)
    session.execute(gone, execution_options={"synchronize_session": False})

    with pytest.raises(AlreadyCancelled):
        registration.cancel(session, found, now=NOW)

    session.expire_all()
    assert places_taken(session, found.event) == 2


def test_who_holds_no_place_gives_none_back(session):
    waiting = register(session, make_event(session))
    waiting.status = RegistrationStatus.WAITING
    session.flush()

    registration.cancel(session, waiting, now=NOW)

    session.expire_all()
    assert (waiting.status, places_taken(session, waiting.event)) == (RegistrationStatus.CANCELLED, 1)


def test_a_freed_place_is_given_to_the_next(session):
    event = make_event(session, capacity=1)
    registration.cancel(session, register(session, event), now=NOW)

    assert register(session, event).status is RegistrationStatus.CONFIRMED
    assert places_taken(session, event) == 1


def test_cancelling_is_possible_until_the_event_is_over(session):
    early, late = (register(session, make_event(session)) for _ in range(2))

    registration.cancel(session, early, now=OVER - MOMENT)
    with pytest.raises(TooLateToCancel):
        registration.cancel(session, late, now=OVER)

    assert (early.status, late.status) == (RegistrationStatus.CANCELLED, RegistrationStatus.CONFIRMED)


@given(
    capacity=st.none() | st.integers(1, 3),
    steps=st.lists(st.tuples(st.sampled_from(["register", "again", "cancel"]), st.integers(0, 4)), max_size=12),
)
def test_whatever_happens_the_places_taken_are_those_confirmed(session, capacity, steps):
    event = make_event(session, capacity=capacity)
    forms = [sign_up() for _ in range(5)]
    sent, confirmed = {}, set()
    for step, number in steps:
        if step == "cancel":
            if number in confirmed:
                registration.cancel(session, sent[number], now=NOW)
                confirmed.discard(number)
        elif number in sent:
            assert registration.register(session, event, forms[number], identity_key=KEY, now=NOW) is sent[number]
        elif capacity is None or len(confirmed) < capacity:
            sent[number] = registration.register(session, event, forms[number], identity_key=KEY, now=NOW)
            confirmed.add(number)
        else:
            with pytest.raises(EventFull):
                registration.register(session, event, forms[number], identity_key=KEY, now=NOW)

    session.expire_all()
    assert {n for n, each in sent.items() if each.status is RegistrationStatus.CONFIRMED} == confirmed
    assert places_taken(session, event) == len(confirmed)
    session.rollback()


def nothing_is_left(session, event) -> bool:
    """Say whether a refused sign-up left no trace."""
    rows = [count(session, table) for table in (Registration, Person, OutgoingMail, Consent)]
    return (rows, places_taken(session, event)) == ([0, 0, 0, 0], 0)
