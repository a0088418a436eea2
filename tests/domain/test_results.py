"""The results of a project equal a recount in plain Python, whatever happened (DESIGN.md 3)."""

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from eventreg.domain import categories, checkin, notices, results, tickets
from eventreg.domain.events import Day
from eventreg.models import CategoryAnswer, Part, Person, Registration, RegistrationStatus
from tests.domain.naive import recount
from tests.factories import NOW, at_hour, make_event, make_pass, make_project, scan_of, undo_of

LEAVES = ("municipality", "ministry", "roma", "ngo", "international")
DAYS = tuple(date(2019, 1, day) for day in (23, 24, 25))
AFTER = at_hour(12, date(2019, 1, 25))
mark = itertools.count(1)

places = st.fixed_dictionaries(
    {
        "person": st.integers(0, 3),
        "event": st.integers(0, 2),
        "answer": st.sampled_from([*LEAVES, None, "no row"]),
        "part": st.sampled_from([Part.PARTICIPANT] * 4 + [Part.SPEAKER, Part.INTERPRETER, Part.STAFF]),
        "status": st.sampled_from(["confirmed"] * 4 + ["pending", "cancelled", "cancelled afterwards"]),
        "scans": st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=4),  # which day, and whether undone
    }
)
plans = st.fixed_dictionaries(
    {
        "days_required": st.integers(1, 2),
        "numbers": st.permutations([1, 2, 3]),
        "events": st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=3, max_size=3),
        "places": st.lists(places, max_size=9),
    }
)


@given(plan=plans, other=plans)
def test_results_equal_a_recount_by_the_rules(session, plan, other):
    for project in [build(session, each) for each in (other, plan)]:
        found, expected = results.read(session, project), recount(session, project)

        keys = {line.category.id: line.category.key for line in found.lines} | {None: None}
        persons, participations = expected["persons"], expected["participations"]
        assert found.persons_by_key == with_parent(persons)
        assert {line.category.key: line.participations for line in found.lines} == with_parent(participations)
        assert (found.persons, found.persons_not_stated) == (persons.total(), persons[None])
        assert (found.participations, found.participations_not_stated) == (
            participations.total(), participations[None],
        )  # fmt: skip
        assert found.registered == sum(line["registered"] for line in expected["events"])
        assert [
            {
                "number": line.event.number,
                "registered": line.registered,
                "participations": {keys[key]: number for key, number in line.by_category.items()},
                "days": [(day.date, day.present) for day in line.days],
            }
            for line in found.events
        ] == expected["events"]
        assert [line.participations for line in found.events] == [
            line["participations"].total() for line in expected["events"]
        ]
        assert sums_up(found)
    session.rollback()


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
    people = [Person(project_id=project.id, created_at=NOW) for _ in range(4)]
    session.add_all(people)
    session.flush()
    notice = notices.current(session, project.id)
    held = [make_place(events[place["event"]], people[place["person"]], notice, place) for place in plan["places"]]
    session.add_all(held)
    session.flush()
    declare(session, project, plan["places"], held)
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
