"""Moving a registration to another event of the project."""

import pytest
from sqlalchemy import select

from eventreg.domain import mail_matter, moving, registration
from eventreg.domain.errors import AlreadyCancelled, NoSuchTarget, OnlyAllTheSame, WasScanned
from eventreg.models import CategoryAnswer, EventStatus, MailKind, OutgoingMail, Role
from tests.factories import NOW, admit, make_event, make_project, make_registration, make_user


@pytest.fixture
def events(session):
    """Two events of one project, the second with one place."""
    project = make_project(session)
    return make_event(session, project), make_event(session, project, capacity=1)


@pytest.fixture
def by(session, events):
    """Who organises the project of both."""
    return make_user(session, Role.ORGANISER, project=events[0].project)


def move(session, found, target, by, *, all_the_same=False):
    moving.move(session, found, target.id, all_the_same=all_the_same, by=by, now=NOW)


def places(session, events):
    for event in events:
        session.refresh(event)
    return [event.places_taken for event in events]


def test_moves_with_ticket_answer_and_place(session, events, by):
    found = make_registration(session, events[0], email="a@example.lv")
    ticket, code = found.ticket, found.code

    move(session, found, events[1], by)

    assert (found.event_id, found.ticket, found.code) == (events[1].id, ticket, code)
    assert found.event.id == events[1].id
    assert places(session, events) == [0, 1]
    assert session.scalars(select(CategoryAnswer.registration_id)).all() == [found.id]
    session.flush()
    mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [(mail.kind, mail.event_id) for mail in mails] == [
        (MailKind.CONFIRMATION, events[0].id),
        (MailKind.CHANGE, events[1].id),
    ]
    assert mail_matter.find(session, mails[1]).left is events[0]


def test_draws_another_code_where_it_is_taken(session, events, by):
    found, there = make_registration(session, events[0]), make_registration(session, events[1])
    there.code = found.code
    session.flush()

    move(session, found, events[1], by, all_the_same=True)

    assert found.code != there.code
    assert found.folded.endswith(found.code.lower())


def test_a_full_event_takes_one_more_only_all_the_same(session, events, by):
    make_registration(session, events[1])
    found = make_registration(session, events[0])
    session.commit()

    with pytest.raises(OnlyAllTheSame):
        move(session, found, events[1], by)
    session.rollback()
    assert places(session, events) == [1, 1]
    move(session, found, events[1], by, all_the_same=True)

    assert places(session, events) == [0, 2]


def test_what_was_scanned_stays(session, events, by):
    found = make_registration(session, events[0])
    admit(session, found)

    with pytest.raises(WasScanned):
        move(session, found, events[1], by)


def test_what_is_cancelled_stays(session, events, by):
    found = make_registration(session, events[0])
    registration.cancel(session, found, now=NOW)

    with pytest.raises(AlreadyCancelled):
        move(session, found, events[1], by)


def test_moves_only_to_events_that_the_organiser_has_and_that_take_people(session, events, by):
    project, found = events[0].project, make_registration(session, events[0])
    foreign, closed = make_event(session), make_event(session, project)
    closed.status = EventStatus.CLOSED
    draft = make_event(session, project, published=False)
    session.flush()

    assert moving.list_targets(session, events[0], by=by) == [events[1], draft]
    for target in (foreign, closed, events[0]):
        with pytest.raises(NoSuchTarget):
            move(session, found, target, by)
    stranger = make_user(session, Role.ORGANISER, project=foreign.project)
    assert moving.list_targets(session, events[0], by=stranger) == []
