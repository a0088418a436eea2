"""The next event with one tap: the same person, a place of its own, and no word of where else somebody takes part."""

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import next_events, notices, own_registration, registration
from eventreg.domain.errors import EventFull
from eventreg.domain.events import Day
from eventreg.models import Event, EventStatus, Kind, MailKind, OutgoingMail, Registration
from tests.domain.together import connect, in_threads
from tests.factories import KEY, NOW, make_event, make_project, make_registration

TODAY = date(2019, 1, 10)
ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv", "phone": "+371 20 000 000"}


def join(session, found, event):
    """Tap once."""
    notice = notices.current(session, event.project_id).id
    return next_events.join(session, found, event, notice=notice, language="lv", now=NOW)


def listed(session, found):
    """The events that somebody is offered, and whether the page knows of a place there."""
    return [(each.event, each.taken) for each in next_events.list_next(session, found, today=TODAY)]


def test_offers_what_is_to_come_in_the_project_and_for_everybody(session):
    project = make_project(session)
    found = make_registration(session, make_event(session, project))
    later = make_event(session, project)
    sooner = make_event(session, project, days=(Day(date(2019, 1, 11), time(10)),))
    make_event(session, project, days=(Day(date(2019, 1, 9), time(10)),))
    make_event(session, project, published=False)
    make_event(session, project, by_invitation=True)
    make_event(session, project, kind=Kind.SERVICE, days=())
    make_event(session, project).status = EventStatus.CANCELLED
    make_event(session)

    assert listed(session, found) == [(sooner, None), (later, None)]


def test_one_tap_takes_a_place_for_the_same_person_with_the_same_data(session):
    project = make_project(session)
    found = make_registration(session, make_event(session, project), category="roma", consent=True, **ILZE)
    event = make_event(session, project)

    made = join(session, found, event)

    same = ("person_id", "name", "surname", "organisation", "country", "email", "phone")
    assert {name: getattr(made, name) for name in same} == {name: getattr(found, name) for name in same}
    assert made.ticket != found.ticket and made.manage != found.manage
    session.refresh(event)
    assert (event.places_taken, own_registration.answer_of(session, made)) == (1, None)
    (mail,) = session.query(OutgoingMail).filter_by(registration_id=made.id)
    assert (mail.kind, mail.recipient) == (MailKind.CONFIRMATION, "ilze@example.lv")


def test_two_taps_are_one_registration_and_each_page_knows_of_the_other(session):
    project = make_project(session)
    first, second, third = (make_event(session, project) for _ in range(3))
    found = make_registration(session, first, **ILZE)

    made, same = join(session, found, second), join(session, found, second)
    last = join(session, made, third)

    session.refresh(second)
    assert (made, second.places_taken) == (same, 1)
    assert listed(session, found) == [(second, made), (third, last)]
    assert listed(session, last) == [(first, found), (second, made)]
    assert join(session, last, second) == made


def test_who_gave_the_place_back_can_take_it_again(session):
    project = make_project(session)
    found, event = make_registration(session, make_event(session, project)), make_event(session, project)
    for times in range(1, 3):
        made = join(session, found, event)
        assert listed(session, found) == [(event, made)]
        registration.cancel(session, made, now=NOW)
        assert (listed(session, found), len(next_events.list_tied(session, found))) == ([(event, None)], times)


def test_whoever_signs_up_as_another_learns_nothing_of_them(session):
    """The same name and address make the same person for the counts, and prove nothing to a page."""
    project = make_project(session)
    first, second = make_event(session, project), make_event(session, project)
    theirs = make_registration(session, second, **ILZE)
    pretended = make_registration(session, first, **ILZE)

    assert pretended.person_id == theirs.person_id
    assert listed(session, pretended) == [(second, None)]
    assert join(session, pretended, second) != theirs


def test_no_place_is_taken_beyond_the_last(session):
    project = make_project(session)
    found, event = make_registration(session, make_event(session, project)), make_event(session, project, capacity=1)
    make_registration(session, event)

    with pytest.raises(EventFull):
        join(session, found, event)

    assert session.query(Registration).filter_by(event_id=event.id).count() == 1


def test_who_gives_an_address_later_takes_the_next_events_along(session):
    project = make_project(session)
    events = [make_event(session, project) for _ in range(3)]
    known = make_registration(session, events[0], **ILZE)
    found = make_registration(session, events[1], **(ILZE | {"email": None}))
    made = join(session, found, events[2])
    data = {name: getattr(found, name) for name in own_registration.OwnData.__annotations__}

    wanted = own_registration.OwnData(**(data | {"email": ILZE["email"]}))
    own_registration.correct(session, found, wanted, identity_key=KEY, now=NOW)
    session.refresh(made)

    assert (found.person_id, made.person_id) == (known.person_id, known.person_id)


def test_a_double_tap_is_one_registration_even_for_the_last_place(file_url):
    with connect(file_url) as engine:
        with Session(engine) as session:
            project = make_project(session)
            found = make_registration(session, make_event(session, project)).id
            event = make_event(session, project, capacity=1).id
            session.commit()

        def tap(_):
            with Session(engine) as session:
                made = join(session, session.get_one(Registration, found), session.get_one(Event, event))
                session.commit()
                return made.id

        made = in_threads(tap, range(4))

        with Session(engine) as session:
            (only,) = session.query(Registration).filter_by(event_id=event)
            assert (set(made), session.get_one(Event, event).places_taken) == ({only.id}, 1)
