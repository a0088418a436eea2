"""Each rule of counting by an example, targets, and the cost of reading."""

from datetime import date

import pytest
from sqlalchemy import update

from eventreg.domain import categories, checkin, projects, registration, results
from eventreg.models import Part, Project, Registration, RegistrationStatus
from tests.domain.counting import statements
from tests.factories import (
    NOW,
    admit,
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    scan_of,
    undo_of,
)

FIRST, SECOND, THIRD = (date(2019, 1, day) for day in (23, 24, 25))
ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
NOUGHT = {"state_administration": 0, "municipality": 0, "ministry": 0, "roma": 0, "ngo": 0, "international": 0}


def come(session, event, *days, **answers):
    """Somebody signs up and is there on these days."""
    found = make_registration(session, event, **answers)
    for day in days:
        admit(session, found, now=at_hour(8, day))
    return found


def persons(session, project):
    found = results.read(session, project)
    return {key: number for key, number in found.persons_by_key.items() if number}, found.persons_not_stated


def participations(session, project):
    found = results.read(session, project)
    by_key = {line.category.key: line.participations for line in found.lines if line.participations}
    return by_key, found.participations_not_stated


def test_nobody_anywhere(session):
    project = make_project(session)
    come(session, make_event(session), FIRST)

    found = results.read(session, project)

    assert found.persons_by_key == NOUGHT
    assert (found.persons, found.participations, found.registered) == (0, 0, 0)
    assert (found.persons_not_stated, found.participations_not_stated) == (0, 0)
    assert (found.target, found.events) == (None, ())


def test_signing_up_is_not_coming(session):
    event = make_event(session)
    make_registration(session, event)

    found = results.read(session, event.project)

    assert (found.registered, found.persons, found.participations) == (1, 0, 0)


def test_an_undone_attendance_counts_no_more(session):
    event = make_event(session)
    came = make_registration(session, event)
    scan, door = scan_of(came), make_pass(session, event)
    checkin.record(session, door, [scan], now=at_hour(8))
    assert persons(session, event.project) == ({"state_administration": 1, "municipality": 1}, 0)

    checkin.record(session, door, [undo_of(scan)], now=at_hour(9))

    assert persons(session, event.project) == ({}, 0)


def test_several_days_and_registrations_at_one_event_are_one_participation(session):
    event = make_event(session)
    come(session, event, FIRST, SECOND, category="ngo", **ILZE)
    come(session, event, SECOND, THIRD, category="ngo", **ILZE)

    assert participations(session, event.project) == ({"ngo": 1}, 0)


def test_several_events_are_several_participations_of_one_person(session):
    project = make_project(session)
    for _ in range(3):
        come(session, make_event(session, project), FIRST, category="ngo", **ILZE)

    assert participations(session, project) == ({"ngo": 3}, 0)
    assert persons(session, project) == ({"ngo": 1}, 0)


def test_who_was_there_on_too_few_days_did_not_attend(session):
    event = make_event(session)
    event.project.days_required = 2
    come(session, event, FIRST, category="ngo")
    come(session, event, FIRST, THIRD, category="roma", consent=True)
    come(session, event, FIRST, category="international", **ILZE)
    come(session, event, SECOND, category="ngo", **ILZE)  # the other half of the same person

    assert participations(session, event.project) == ({"roma": 1, "international": 1}, 0)
    assert [day.present for day in results.read(session, event.project).events[0].days] == [3, 1, 1]


def test_within_an_event_the_first_stated_answer_by_day_decides(session):
    event = make_event(session)
    come(session, event, SECOND, category="ngo", **ILZE)
    come(session, event, FIRST, category=None, **ILZE)
    come(session, event, FIRST, category="ministry", **ILZE)
    come(session, event, FIRST, category="international", **ILZE)

    assert participations(session, event.project) == ({"state_administration": 1, "ministry": 1}, 0)


def test_an_answer_counts_from_the_first_day_that_its_registration_attended(session):
    event = make_event(session)
    come(session, event, SECOND, FIRST, category="ngo", **ILZE)
    come(session, event, SECOND, category="ministry", **ILZE)

    assert participations(session, event.project) == ({"ngo": 1}, 0)


def test_in_the_project_the_day_decides_before_the_number_of_the_event(session):
    project = make_project(session)
    second, first = make_event(session, project, number=2), make_event(session, project, number=1)
    come(session, first, SECOND, category="ngo", **ILZE)
    come(session, second, FIRST, category="ministry", **ILZE)

    assert persons(session, project) == ({"state_administration": 1, "ministry": 1}, 0)
    assert participations(session, project) == ({"state_administration": 1, "ministry": 1, "ngo": 1}, 0)


def test_on_the_same_day_the_number_of_the_event_decides(session):
    project = make_project(session)
    second, first = make_event(session, project, number=2), make_event(session, project, number=1)
    come(session, second, FIRST, category="ministry", **ILZE)
    come(session, first, FIRST, category="ngo", **ILZE)

    assert persons(session, project) == ({"ngo": 1}, 0)


def test_who_never_states_counts_as_not_stated_once(session):
    project = make_project(session)
    for _ in range(2):
        come(session, make_event(session, project), FIRST, category=None, **ILZE)

    assert persons(session, project) == ({}, 1)
    assert participations(session, project) == ({}, 2)


def test_who_states_later_counts_there(session):
    project = make_project(session)
    come(session, make_event(session, project), FIRST, category=None, **ILZE)
    come(session, make_event(session, project), SECOND, category="roma", consent=True, **ILZE)

    assert persons(session, project) == ({"roma": 1}, 0)
    assert participations(session, project) == ({"roma": 1}, 1)


def test_an_answer_of_somebody_who_did_not_come_says_nothing(session):
    project = make_project(session)
    come(session, make_event(session, project), FIRST, category=None, **ILZE)
    make_registration(session, make_event(session, project), category="ngo", **ILZE)

    assert persons(session, project) == ({}, 1)


@pytest.mark.parametrize("part", [Part.SPEAKER, Part.INTERPRETER, Part.STAFF])
def test_only_participants_count(session, part):
    event = make_event(session)
    found = come(session, event, FIRST)
    session.execute(update(Registration).where(Registration.id == found.id).values(part=part))

    counted = results.read(session, event.project)

    assert (counted.persons, counted.participations, counted.registered) == (0, 0, 0)
    assert [day.present for day in counted.events[0].days] == [0, 0, 0]


def test_registered_are_persons_with_a_place_or_who_came_all_the_same(session):
    event = make_event(session)
    make_registration(session, event, **ILZE)
    make_registration(session, event, **ILZE)
    registration.cancel(session, make_registration(session, event), now=NOW)
    came = come(session, event, FIRST)
    came.status = RegistrationStatus.CANCELLED  # as an organiser may: the evidence stays
    session.flush()

    found = results.read(session, event.project)

    assert (found.registered, found.persons) == (2, 1)


def test_parents_are_computed_and_targets_stand_beside(session):
    event = make_event(session)
    project = event.project
    for key in ("municipality", "municipality", "ministry", "ngo"):
        come(session, event, FIRST, category=key)
    projects.set_targets(session, project, {None: 100, "state_administration": 80, "roma": 9}, by=None, now=NOW)

    found = results.read(session, project)

    assert found.target == 100
    assert [(e.category.key, e.depth, e.persons, e.participations, e.target) for e in found.lines] == [
        ("state_administration", 0, 3, 3, 80),
        ("municipality", 1, 2, 2, None),
        ("ministry", 1, 1, 1, None),
        ("roma", 0, 0, 0, 9),
        ("ngo", 0, 1, 1, None),
        ("international", 0, 0, 0, None),
    ]
    by_event = results.event_by_category(found, found.events[0])
    assert [(line.category.key, number) for line, number in by_event] == [
        (line.category.key, line.participations) for line in found.lines
    ]


def test_the_tree_is_listed_as_branches(session):
    tree = categories.list_all(session, make_project(session).id)

    branches = [(root.key, [child.key for child in children]) for root, children in results.list_branches(tree)]

    assert branches == [
        ("state_administration", ["municipality", "ministry"]),
        ("roma", []),
        ("ngo", []),
        ("international", []),
    ]


def test_more_events_are_not_more_statements(session):
    numbers = []
    for size in (1, 4):
        project_id = make_project(session).id
        for _ in range(size):
            event = make_event(session, session.get(Project, project_id))
            for _ in range(size):
                come(session, event, FIRST)
        with statements(session) as sent:
            assert results.read(session, session.get(Project, project_id)).participations == size * size
        numbers.append(len(sent))

    assert numbers[0] == numbers[1]
