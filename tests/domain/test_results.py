"""The results of a project equal a recount in plain Python, whatever happened (DESIGN.md 3)."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.domain import categories, checkin, notices, results, tickets
from eventreg.domain.events import Day
from eventreg.models import CategoryAnswer, Part, Person, Registration, RegistrationStatus
from tests.domain import naive_sql
from tests.domain.naive import recount
from tests.factories import NOW, at_hour, make_event, make_pass, make_project, scan_of, undo_of

LEAVES = ("municipality", "ministry", "roma", "ngo", "international")
DAYS = tuple(date(2019, 1, day) for day in (23, 24, 25))
AFTER = at_hour(12, date(2019, 1, 25))
mark = itertools.count(1)


def mostly(usual, *others):
    """Draw the usual thing four times out of five."""
    return st.sampled_from([usual] * 4 * len(others) + list(others))


# Few persons, few days and many registrations, so that one person often has several answers on one day.
places = st.fixed_dictionaries(
    {
        "person": st.integers(0, 2),
        "event": st.integers(0, 2),
        "answer": st.sampled_from([*LEAVES, None, "no row"]),
        "part": mostly(Part.PARTICIPANT, Part.SPEAKER, Part.INTERPRETER, Part.STAFF),
        "status": mostly("confirmed", "pending", "cancelled", "cancelled afterwards"),
        "into": mostly(None, 0, 1, 2),  # the number of the sign-up that it is merged into, if they are at one event
        "scans": st.lists(st.tuples(st.integers(0, 2), mostly(False, True)), min_size=1, max_size=3),  # day, undone
    }
)
plans = st.fixed_dictionaries(
    {
        "days_required": st.integers(1, 2),
        "numbers": st.permutations([1, 2, 3]),
        "events": st.lists(st.sets(st.integers(0, 2), min_size=2), min_size=3, max_size=3),
        "places": st.lists(places, min_size=6, max_size=12),
    }
)


@pytest.fixture
def neighbour(session):
    """Another project where the same happens all the time."""
    place = {"person": 0, "event": 0, "answer": "ngo", "part": Part.PARTICIPANT, "status": "confirmed", "into": None}
    places = [place | {"person": n, "event": n, "scans": [(0, False), (1, False)]} for n in range(3)]
    return build(session, {"days_required": 1, "numbers": [1, 2, 3], "events": [{0, 1}] * 3, "places": places})


@given(plan=plans)
def test_results_equal_a_recount_by_the_rules(session, neighbour, plan):
    with session.begin_nested() as example:
        project = build(session, plan)
        equal(session, project)
        example.rollback()


def equal(session, project):
    """Hold the results of a project against a recount in plain Python, and against the naive SQL."""
    expected = recount(session, project)
    hold(results.read(session, project), expected)
    assert naive_sql.recount(session, project) == expected


def hold(found, expected):
    """Hold results against a recount."""
    persons, participations = expected["persons"], expected["participations"]

    assert (found.persons, found.persons_not_stated) == (persons.total(), persons[None])
    assert found.participations == participations.total()
    assert found.participations_not_stated == participations[None]
    assert found.persons_by_key == with_parent(persons)
    assert {line.category.key: line.participations for line in found.lines} == with_parent(participations)
    assert found.registered == sum(line["registered"] for line in expected["events"])
    assert by_event(found) == expected["events"]
    assert sums_up(found)


def by_event(found: results.Results) -> list[dict[str, object]]:
    """Return the lines of the events in the words of the recount."""
    keys = {line.category.id: line.category.key for line in found.lines} | {None: None}
    assert [line.participations for line in found.events] == [sum(line.by_category.values()) for line in found.events]
    return [
        {
            "number": line.event.number,
            "registered": line.registered,
            "participations": {keys[key]: number for key, number in line.by_category.items()},
            "days": [(day.date, day.present) for day in line.days],
        }
        for line in found.events
    ]


def sums_up(found: results.Results) -> bool:
    """Say whether categories and *not stated* are the total, for persons and for participations."""
    leaves = [line for line in found.lines if line.category.key in LEAVES]
    persons = sum(line.persons for line in leaves) + found.persons_not_stated
    participations = sum(line.participations for line in leaves) + found.participations_not_stated
    return (persons, participations) == (found.persons, found.participations)


def with_parent(counts: dict[str | None, int]) -> dict[str, int]:
    """Return the counts of all lines of the report: the parent's computed, nought where there is nobody."""
    shown = {key: counts.get(key, 0) for key in LEAVES}
    return {"state_administration": shown["municipality"] + shown["ministry"]} | shown


def build(session, plan):
    """Make a project of what a plan says, by the door itself where attendance is concerned."""
    project = make_project(session)
    project.days_required = plan["days_required"]
    events = [
        make_event(session, project, number=number, days=tuple(Day(DAYS[n]) for n in days))
        for number, days in zip(plan["numbers"], plan["events"], strict=True)
    ]
    people = [Person(project_id=project.id, created_at=NOW) for _ in range(3)]
    session.add_all(people)
    session.flush()
    notice = notices.current(session, project.id)
    held = [make_place(events[place["event"]], people[place["person"]], notice, place) for place in plan["places"]]
    session.add_all(held)
    session.flush()
    declare(session, project, plan["places"], held)
    merge(plan["places"], held)
    session.flush()
    for event in events:
        scans = []
        for place, found in zip(plan["places"], held, strict=True):
            for day, undone in place["scans"] if found.event_id == event.id else ():
                scans.append(scan_of(found, at=at_hour(8, DAYS[day]).isoformat(), offline=True))
                scans += [undo_of(scans[-1])] if undone else []
        checkin.record(session, make_pass(session, event), scans, now=AFTER)
    for place, found in zip(plan["places"], held, strict=True):
        if place["status"] == "cancelled afterwards":
            found.status = RegistrationStatus.CANCELLED
    session.flush()
    return project


def merge(places, held):
    """Let some sign-ups stand for others of their event, also for somebody else's after a correction."""
    for place, found in zip(places, held, strict=True):
        stays = held[place["into"]] if place["into"] is not None else found
        if stays is not found and stays.event_id == found.event_id and places[held.index(stays)]["into"] is None:
            found.status, found.merged_into_id = RegistrationStatus.CANCELLED, stays.id


def make_place(event, person, notice, place):
    number = next(mark)
    ticket = f"{number:026}".translate(str.maketrans("0123456789", "ABCDEFGHIJ"))
    return Registration(
        project_id=event.project_id,
        event_id=event.id,
        person_id=person.id,
        notice_id=notice.id,
        submission=f"form {number}",
        ticket=ticket,
        ticket_hash=tickets.ticket_hash(ticket),
        manage=f"manage {number}",
        code=f"{number:08}",
        status="confirmed" if place["status"] == "cancelled afterwards" else place["status"],
        part=place["part"],
        name="Ilze",
        surname="Paņko",
        organisation="",
        country="LV",
        language="lv",
        signed_up_at=NOW,
        changed_at=NOW,
    )


def declare(session, project, places, held):
    """Write the answers, a sensitive one with its consent; some registrations have no answer at all."""
    chosen = {category.key: category for category in categories.list_choices(session, project.id)}
    answers = [
        (found, chosen.get(place["answer"]))
        for place, found in zip(places, held, strict=True)
        if place["answer"] != "no row"
    ]
    for found, category in answers:
        if category and category.sensitive:
            categories.declare(session, found, category, now=NOW)
        else:
            session.add(
                CategoryAnswer(
                    registration_id=found.id,
                    project_id=project.id,
                    category_id=category.id if category else None,
                    sensitive=False,
                    declared_at=NOW,
                )
            )
    session.flush()
