"""The rows of a sign-up: all of them or none, in as few statements as it takes."""

import pytest
from sqlalchemy import event as events_of
from sqlalchemy import func, select

from eventreg.domain import people, registration, tickets
from eventreg.domain.errors import EventFull, Meanwhile
from eventreg.models import CategoryAnswer, Consent, Event, OutgoingMail, Person, PersonKey, Registration
from tests.factories import KEY, NOW, make_event, sign_up

ABOUT_DATA = ("SELECT", "INSERT", "UPDATE", "DELETE")


def register(session, event, **answers):
    return registration.register(session, event, sign_up(**answers), identity_key=KEY, now=NOW)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def places_taken(session, event):
    return session.scalar(select(Event.places_taken).where(Event.id == event.id))


@pytest.fixture
def sent_by(session):
    """How many statements about data some work sends."""

    def count(work):
        sent = []

        def note(_connection, _cursor, statement, *_more):
            sent.append(statement)

        engine = session.get_bind()
        events_of.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            events_of.remove(engine, "before_cursor_execute", note)
        return len([each for each in sent if each.startswith(ABOUT_DATA)])

    return count


def test_somebody_who_becomes_known_at_this_moment_is_no_second_person(session, monkeypatch):
    event = make_event(session)
    first = register(session, event, name="Ilze", surname="Paņko", email="ilze@example.lv")
    finds = people.find
    monkeypatch.setattr(people, "find", lambda *of, **by: people.Known(None, finds(*of, **by).digest))

    second = register(session, event, name="Ilze", surname="Paņko", email="ilze@example.lv")

    assert (second.person_id, count(session, Person), count(session, PersonKey)) == (first.person_id, 1, 1)
    session.expire_all()
    assert (second.person_id, count(session, Registration)) == (first.person_id, 2)


def test_a_code_that_is_taken_again_and_again_is_no_registration(session, monkeypatch):
    event = make_event(session)
    taken = register(session, event).code
    monkeypatch.setattr(tickets, "new_code", lambda: taken)

    with pytest.raises(Meanwhile):
        register(session, event)

    found = [count(session, kind) for kind in (Registration, Person, CategoryAnswer)]
    assert (found, places_taken(session, event)) == ([1, 1, 1], 1)


def test_who_is_refused_leaves_nothing_behind(session):
    event = make_event(session, capacity=1)
    register(session, event)

    with pytest.raises(EventFull):
        register(session, event, email="ilze@example.lv", category="roma", consent=True, photo=True)

    kinds = (Registration, Person, PersonKey, CategoryAnswer, Consent, OutgoingMail)
    assert [count(session, kind) for kind in kinds] == [1, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("answers", "statements"),
    [
        ({"email": "ilze@example.lv"}, 8),  # known, person, registration, answer, mail, place, key; the categories
        ({}, 5),
        ({"email": "ilze@example.lv", "category": "roma", "consent": True, "photo": True}, 10),
    ],
)
def test_a_sign_up_takes_as_many_statements_however_many_came_before(answers, statements, session, sent_by):
    event = make_event(session)
    session.flush()
    sent = [
        sent_by(lambda surname=f"Ozola {n}": register(session, event, **answers, surname=surname)) for n in range(4)
    ]

    assert sent == [statements] * 4


def test_nothing_of_a_registration_that_was_just_written_is_read_again(session, sent_by):
    found = register(session, make_event(session), email="ilze@example.lv")
    columns = Registration.__table__.columns.keys()
    values = {}

    assert sent_by(lambda: values.update({name: getattr(found, name) for name in columns if getattr(found, name)})) == 0

    session.expire_all()
    assert values == {name: getattr(found, name) for name in columns if getattr(found, name)}
