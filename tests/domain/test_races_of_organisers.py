"""Organisers at work while doors, visitors and other organisers are: each race ends as one after the other would."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.domain import registration
from eventreg.domain.corrections import Correction
from eventreg.models import Attendance, Event, Part, Registration, RegistrationStatus, Role
from tests.domain.racers import deliver, do, organise, register
from tests.domain.together import in_processes
from tests.factories import NOW, make_event, make_pass, make_project, make_registration, make_user, scan_of, sign_up

SEVERAL = 3  # pairs in one race


@pytest.fixture
def session(shared):
    """A session on a database that processes can share."""
    with Session(shared) as session:
        yield session


@pytest.fixture
def project(session):
    """The project in which it happens."""
    return make_project(session)


@pytest.fixture
def by(session, project):
    """The organiser of the project."""
    return make_user(session, Role.ORGANISER, project=project)


def twice(session, event, number):
    """Two sign-ups of one person."""
    given = {"name": "Ilze", "surname": f"Paņko {number}", "email": f"ilze{number}@example.lv"}
    return [make_registration(session, event, **given) for _ in range(2)]


def race(session, file_url, *pairs):
    """Let all run at once; return what came of each pair, once all places are counted right."""
    jobs = [job for pair in pairs for job in pair]
    session.commit()
    answers = in_processes(file_url, do, jobs)
    session.expire_all()
    for event in session.scalars(select(Event)):
        confirmed = select(func.count()).where(
            Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED
        )
        assert event.places_taken == session.scalar(confirmed)
    return [tuple(answers[n : n + 2]) for n in range(0, len(answers), 2)]


def test_a_ticket_that_is_merged_away_while_it_is_scanned_admits_once(session, file_url, project, by):
    event = make_event(session, project, capacity=20)
    pairs = [twice(session, event, number) for number in range(SEVERAL)]
    doors = [make_pass(session, event).id for _ in pairs]
    races = [
        ((organise, ("merge", stays.id, by.id, None)), (deliver, (door, [[scan_of(other)]])))
        for (stays, other), door in zip(pairs, doors, strict=True)
    ]

    answers = race(session, file_url, *races)

    for (stays, other), (merged, (verdict, _)) in zip(pairs, answers, strict=True):
        came = session.scalars(
            select(Attendance.registration_id).where(Attendance.registration_id.in_([stays.id, other.id]))
        ).all()
        assert verdict == "admitted"
        assert (merged, came, other.merged_into_id) in [(1, [stays.id], stays.id), ("HasCome", [other.id], None)]


def test_what_is_moved_and_cancelled_at_once_ends_as_one_of_both(session, file_url, project, by):
    left, target = make_event(session, project, capacity=9), make_event(session, project, capacity=9)
    found = [make_registration(session, left) for _ in range(SEVERAL)]
    found += [make_registration(session, target) for _ in range(SEVERAL)]
    races = [
        ((organise, ("move", each.id, by.id, other.id)), (organise, ("cancel", each.id, by.id, None)))
        for each, other in [(one, target) for one in found[:SEVERAL]] + [(one, left) for one in found[SEVERAL:]]
    ]
    at = {each.id: each.event_id for each in found}

    answers = race(session, file_url, *races)

    for each, two in zip(found, answers, strict=True):
        assert (*two, each.status, each.event_id != at[each.id]) in [
            (None, None, RegistrationStatus.CANCELLED, True),
            (None, "Meanwhile", RegistrationStatus.CONFIRMED, True),  # who cancels is asked to send it again
            ("AlreadyCancelled", None, RegistrationStatus.CANCELLED, False),
        ]


def test_the_last_place_goes_to_who_is_restored_or_to_who_signs_up(session, file_url, project, by):
    events = [make_event(session, project, capacity=1) for _ in range(SEVERAL)]
    gone = [make_registration(session, event) for event in events]
    for each in gone:
        registration.cancel(session, each, now=NOW)
    races = [((organise, ("restore", each.id, by.id, None)), (register, (each.event_id, sign_up()))) for each in gone]

    answers = race(session, file_url, *races)

    for each, (restored, registered) in zip(gone, answers, strict=True):
        back = each.status is RegistrationStatus.CONFIRMED
        assert (restored, registered == "EventFull", back) in [(None, True, True), ("OnlyAllTheSame", False, False)]


def test_two_who_merge_the_same_sign_ups_leave_one(session, file_url, project, by):
    event = make_event(session, project, capacity=20)
    pairs = [twice(session, event, number) for number in range(SEVERAL)]
    stay = [(first, first) for first, _ in pairs[:1]] + pairs[1:]  # for the same one, and for one each
    races = [tuple((organise, ("merge", each.id, by.id, None)) for each in two) for two in stay]

    answers = race(session, file_url, *races)

    for pair, two in zip(pairs, answers, strict=True):
        assert sorted(map(str, two)) in [["0", "1"], ["1", "AlreadyCancelled"]]
        (stays,) = [each for each in pair if each.status is RegistrationStatus.CONFIRMED]
        (gone,) = [each for each in pair if each is not stays]
        assert (gone.status, gone.merged_into_id) == (RegistrationStatus.CANCELLED, stays.id)


def test_of_two_corrections_at_once_one_is_told_of_the_other(session, file_url, project, by):
    event = make_event(session, project)
    found = [make_registration(session, event) for _ in range(SEVERAL)]
    races = [
        tuple((organise, ("correct", each.id, by.id, said(each, organisation=name))) for name in ("Ogre", "Tilts"))
        for each in found
    ]

    answers = race(session, file_url, *races)

    for each, two in zip(found, answers, strict=True):
        assert sorted(map(str, two)) == ["ChangedMeanwhile", "True"]
        assert (each.organisation, each.version) == (("Ogre", "Tilts")[two.index(True)], 2)


def said(found, **changed):
    """Return what a registration says, but for what is changed."""
    same = ("name", "surname", "country", "language", "email", "phone")
    return Correction(**{name: getattr(found, name) for name in same}, part=Part.PARTICIPANT, **changed)
