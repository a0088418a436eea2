"""What an organiser does to registrations by hand."""

import pytest
from sqlalchemy import select

from eventreg.domain import corrections, events, guests, registration
from eventreg.domain.corrections import Correction
from eventreg.domain.errors import (
    EventCancelled,
    Frozen,
    HasCome,
    NoAddress,
    NotCancelled,
    OnlyAllTheSame,
)
from eventreg.models import (
    AuditEntry,
    CategoryAnswer,
    EventStatus,
    MailKind,
    OutgoingMail,
    Part,
    Person,
    PersonKey,
    RegistrationStatus,
)
from tests.factories import KEY, NOW, admit, at_hour, make_event, make_registration, make_user, sign_up

ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}


@pytest.fixture
def by(session):
    """The organiser."""
    return make_user(session)


def add(session, event, by, *, part=Part.PARTICIPANT, all_the_same=False, **answers):
    given = sign_up(**({"category": None} | answers))
    terms = {"part": part, "all_the_same": all_the_same, "identity_key": KEY, "by": by, "now": NOW}
    return corrections.add(session, event, given, **terms)


def correct(session, found, by, **changed):
    said = {name: getattr(found, name) for name in Correction.__dataclass_fields__}
    return corrections.correct(session, found, Correction(**(said | changed)), identity_key=KEY, by=by, now=NOW)


def kinds(session):
    session.flush()
    return list(session.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)))


def test_adds_somebody_by_hand_who_states_no_category(session, by):
    event = make_event(session, capacity=1, published=False)

    added = add(session, event, by, part=Part.SPEAKER, email="a@example.lv")

    session.refresh(event)
    assert (added.status, added.part, added.added_by_id) == (RegistrationStatus.CONFIRMED, Part.SPEAKER, by.id)
    assert event.places_taken == 1
    assert session.scalars(select(CategoryAnswer.category_id)).all() == [None]
    assert kinds(session) == [MailKind.CONFIRMATION]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject == "registration")).one()
    assert (entry.action, entry.subject_id, entry.user_id, entry.detail) == (
        "add",
        added.id,
        by.id,
        {"event": event.id},
    )


def test_the_same_form_twice_adds_one(session, by):
    event = make_event(session, capacity=1)
    given = sign_up(category=None)
    terms = {"part": Part.PARTICIPANT, "all_the_same": False, "identity_key": KEY, "by": by, "now": NOW}

    twice = [corrections.add(session, event, given, **terms) for _ in range(2)]

    session.refresh(event)
    assert twice[0] is twice[1]
    assert event.places_taken == 1


def test_adds_over_the_capacity_only_all_the_same(session, by):
    event = make_event(session, capacity=1)
    make_registration(session, event)

    with pytest.raises(OnlyAllTheSame):
        add(session, event, by)
    add(session, event, by, all_the_same=True)

    session.refresh(event)
    assert event.places_taken == 2


@pytest.mark.parametrize(("status", "refusal"), [(EventStatus.CLOSED, Frozen), (EventStatus.CANCELLED, EventCancelled)])
def test_nothing_is_added_to_what_is_over(status, refusal, session, by):
    event = make_event(session)
    event.status = status

    with pytest.raises(refusal):
        add(session, event, by, all_the_same=True)


def test_corrects_and_tells_the_participant(session, by):
    found = make_registration(session, **ILZE)

    assert correct(session, found, by, organisation="Ogres novads", part=Part.STAFF, phone="20 000 000")

    assert found.folded == f"panko ilze ogres novads ilze@example.lv 20 000 000 {found.code.lower()}"
    assert kinds(session) == [MailKind.CONFIRMATION, MailKind.CHANGE]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "correct")).one()
    assert entry.detail == {"event": found.event_id, "fields": ["organisation", "part", "phone"]}


def test_what_is_right_already_is_not_told(session, by):
    found = make_registration(session, **ILZE)

    assert correct(session, found, by) is False

    assert kinds(session) == [MailKind.CONFIRMATION]


def test_a_closed_event_is_not_corrected(session, by):
    found = make_registration(session)
    found.event.status = EventStatus.CLOSED

    with pytest.raises(Frozen):
        correct(session, found, by, name="Anna")


def test_who_is_corrected_into_a_known_person_is_that_person(session, by):
    event = make_event(session)
    ilze, other = make_registration(session, event, **ILZE), make_registration(session, event)

    correct(session, other, by, **ILZE)

    assert other.person_id == ilze.person_id
    assert [row.repeats for row in guests.list_page(session, event, guests.Wanted())] == [True, True]


def test_a_slip_of_the_pen_makes_nobody_another(session, by):
    event = make_event(session)
    found = make_registration(session, event, **(ILZE | {"email": "ilse@example.lv"}))
    person = found.person_id

    correct(session, found, by, **ILZE)
    later = make_registration(session, event, **ILZE)
    mistyped = make_registration(session, event, **(ILZE | {"email": "ilse@example.lv"}))

    assert (found.person_id, later.person_id) == (person, person)
    assert mistyped.person_id != person


def test_who_came_twice_counts_once_whatever_is_corrected(session, by):
    first = make_registration(session, **ILZE)
    second = make_registration(session, make_event(session, first.event.project), **ILZE)
    admit(session, first)
    admit(session, second)

    correct(session, second, by, email="ilze.panko@example.lv")
    correct(session, second, by, name="Ilse")
    correct(session, second, by, email=None)

    assert second.person_id == first.person_id
    assert len(stored_keys(session, first)) == 3


def stored_keys(session, found):
    session.flush()
    return session.scalars(select(PersonKey).where(PersonKey.person_id == found.person_id)).all()


def test_another_name_in_an_unused_place_of_somebody_with_more_is_somebody_new(session, by):
    first = make_registration(session, **ILZE)
    second = make_registration(session, make_event(session, first.event.project), **ILZE)

    correct(session, second, by, name="Anna")

    assert second.person_id != first.person_id
    assert len(session.scalars(select(Person)).all()) == 2


def test_sends_the_ticket_again_if_there_is_an_address(session, by):
    event = make_event(session)
    found, mute = make_registration(session, event, **ILZE), make_registration(session, event)

    corrections.resend(session, found, by=by, now=NOW)
    with pytest.raises(NoAddress):
        corrections.resend(session, mute, by=by, now=NOW)

    assert kinds(session) == [MailKind.CONFIRMATION] * 2


def test_cancels_when_the_event_is_over_but_nobody_who_came(session, by):
    event = make_event(session, capacity=5)
    absent, present = make_registration(session, event, **ILZE), make_registration(session, event)
    admit(session, present)
    late = at_hour(8).replace(year=2020)

    corrections.cancel(session, absent, by=by, now=late)
    with pytest.raises(HasCome):
        corrections.cancel(session, present, by=by, now=late)

    session.refresh(event)
    assert (absent.status, absent.cancelled_at) == (RegistrationStatus.CANCELLED, late)
    assert event.places_taken == 1
    assert kinds(session) == [MailKind.CONFIRMATION, MailKind.CANCELLATION]


def test_restores_with_the_same_ticket_if_there_is_a_place(session, by):
    event = make_event(session, capacity=1)
    found = make_registration(session, event, **ILZE)
    ticket = found.ticket
    registration.cancel(session, found, now=NOW)
    make_registration(session, event)
    session.commit()

    with pytest.raises(OnlyAllTheSame):
        corrections.restore(session, found, all_the_same=False, by=by, now=NOW)
    corrections.restore(session, found, all_the_same=True, by=by, now=NOW)

    session.refresh(event)
    assert (found.status, found.cancelled_at, found.ticket) == (RegistrationStatus.CONFIRMED, None, ticket)
    assert event.places_taken == 2
    assert kinds(session)[-1] is MailKind.CONFIRMATION


def test_what_stands_is_not_restored(session, by):
    found = make_registration(session)
    session.commit()

    with pytest.raises(NotCancelled):
        corrections.restore(session, found, all_the_same=False, by=by, now=NOW)
    session.rollback()

    assert events.find(session, str(found.event_id)).places_taken == 1
