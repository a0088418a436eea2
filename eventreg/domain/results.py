"""The quantitative results of a project, from check-ins alone (DESIGN.md 3).

A person is present on a day by an attendance; a *participation* is a person at an event, present
on as many of its days as the project's rule asks; *unique persons* have at least one. A category
is the first stated answer: within an event by (day, registration), within the project by (day,
event number, registration). Categories and *not stated* sum to the total by construction.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import CTE, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from eventreg.domain import categories, events, projects
from eventreg.models import (
    Attendance,
    Category,
    CategoryAnswer,
    Event,
    EventDay,
    Kind,
    Part,
    Project,
    Registration,
    RegistrationStatus,
)


@dataclass(frozen=True)
class CategoryLine:
    """The numbers of one category; a parent's are the sums of its children's."""

    category: Category
    depth: int
    persons: int
    participations: int
    target: int | None


@dataclass(frozen=True)
class DayLine:
    """How many persons were present on one day."""

    date: date
    present: int


@dataclass(frozen=True)
class EventLine:
    """The numbers of one event; `by_category` is keyed by category id, None is *not stated*."""

    event: Event
    registered: int
    participations: int
    by_category: dict[int | None, int]
    days: tuple[DayLine, ...]


@dataclass(frozen=True)
class Results:
    """Everything that a project reports, exact: for coordinators, not for publication."""

    project: Project
    lines: tuple[CategoryLine, ...]
    persons: int
    participations: int
    persons_not_stated: int
    participations_not_stated: int
    registered: int
    target: int | None
    events: tuple[EventLine, ...] = field(default=())

    @property
    def persons_by_key(self) -> dict[str, int]:
        """Unique persons by category key, parents included: what the sentence is made from."""
        return {line.category.key: line.persons for line in self.lines}


def read(session: Session, project: Project) -> Results:
    """Count a project; the number of statements does not depend on the number of events or people."""
    tree = categories.list_all(session, project.id)
    targets = projects.list_targets(session, project)
    persons = _count_persons(session, project)
    by_event = _count_participations(session, project)
    participations: dict[int | None, int] = {}
    for counts in by_event.values():
        for category_id, number in counts.items():
            participations[category_id] = participations.get(category_id, 0) + number
    lines = _read_events(session, project, by_event)
    return Results(
        project=project,
        lines=tuple(_lines(tree, _with_parents(tree, persons), _with_parents(tree, participations), targets)),
        persons=sum(persons.values()),
        participations=sum(participations.values()),
        persons_not_stated=persons.get(None, 0),
        participations_not_stated=participations.get(None, 0),
        registered=sum(line.registered for line in lines),
        target=targets.get(None),
        events=lines,
    )


def list_branches(tree: list[Category]) -> list[tuple[Category, list[Category]]]:
    """Return the categories without parent, each with its children, in the tree's order."""
    return [(root, [child for child in tree if child.parent_id == root.id]) for root in tree if root.parent_id is None]


def event_by_category(results: Results, line: EventLine) -> list[tuple[CategoryLine, int]]:
    """Return an event's participations for each line of the tree, parents computed."""
    tree = [row.category for row in results.lines]
    counts = _with_parents(tree, line.by_category)
    return [(row, counts.get(row.category.id, 0)) for row in results.lines]


def _counted(project: Project) -> list[Part]:
    """Return the parts that count in a project: participants, and whoever else it says."""
    return [Part(part) for part in project.counted_parts]


def _present(project: Project) -> CTE:
    """Each counted registration on each day that it was present."""
    return (
        select(
            Registration.id.label("registration_id"),
            Registration.person_id,
            Registration.event_id,
            Event.number,
            EventDay.date,
        )
        .select_from(Attendance)
        .join(Registration, Registration.id == Attendance.registration_id)
        .join(EventDay, EventDay.id == Attendance.day_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.project_id == project.id, Registration.part.in_(_counted(project)))
        .cte("present")
    )


def _participations(project: Project, present: CTE) -> CTE:
    """Each person at each event that they attended, by the project's rule of days."""
    return (
        select(present.c.person_id, present.c.event_id)
        .group_by(present.c.person_id, present.c.event_id)
        .having(func.count(distinct(present.c.date)) >= project.days_required)
        .cte("participation")
    )


def _stated(present: CTE, attended: CTE) -> CTE:
    """Each stated answer of a participation, on the first day that its registration was there.

    Sign-ups that were merged into it speak for it too; `after` is 0 for its own answer (docs/decisions/0010).
    """
    said = aliased(Registration)
    known = [present.c.registration_id, present.c.person_id, present.c.event_id, present.c.number]
    answer = [CategoryAnswer.category_id, case((said.merged_into_id.is_(None), 0), else_=said.id).label("after")]
    return (
        select(*known, *answer, func.min(present.c.date).label("first_day"))
        .join(attended, (attended.c.person_id == present.c.person_id) & (attended.c.event_id == present.c.event_id))
        .join(
            said,
            (said.person_id == present.c.person_id)
            & (func.coalesce(said.merged_into_id, said.id) == present.c.registration_id),
        )
        .join(CategoryAnswer, CategoryAnswer.registration_id == said.id)
        .where(CategoryAnswer.category_id.is_not(None))
        .group_by(*known, CategoryAnswer.category_id, said.merged_into_id, said.id)
        .cte("stated")
    )


def _count_persons(session: Session, project: Project) -> dict[int | None, int]:
    """Unique persons by category id; None is *not stated*."""
    present = _present(project)
    attended = _participations(project, present)
    stated = _stated(present, attended)
    order = (stated.c.first_day, stated.c.number, stated.c.registration_id, stated.c.after)
    place = func.row_number().over(partition_by=stated.c.person_id, order_by=order)
    ranked = select(stated.c.person_id, stated.c.category_id, place.label("place")).cte("ranked")
    everybody = select(attended.c.person_id).distinct().cte("everybody")
    rows = session.execute(
        select(ranked.c.category_id, func.count())
        .select_from(everybody)
        .outerjoin(ranked, (ranked.c.person_id == everybody.c.person_id) & (ranked.c.place == 1))
        .group_by(ranked.c.category_id)
    )
    return {category_id: number for category_id, number in rows}


def _count_participations(session: Session, project: Project) -> dict[int, dict[int | None, int]]:
    """Participations by event id, then by category id; None is *not stated*."""
    present = _present(project)
    attended = _participations(project, present)
    stated = _stated(present, attended)
    order = (stated.c.first_day, stated.c.registration_id, stated.c.after)
    place = func.row_number().over(partition_by=(stated.c.person_id, stated.c.event_id), order_by=order)
    ranked = select(stated.c.person_id, stated.c.event_id, stated.c.category_id, place.label("place")).cte("ranked")
    rows = session.execute(
        select(attended.c.event_id, ranked.c.category_id, func.count())
        .select_from(attended)
        .outerjoin(
            ranked,
            (ranked.c.person_id == attended.c.person_id)
            & (ranked.c.event_id == attended.c.event_id)
            & (ranked.c.place == 1),
        )
        .group_by(attended.c.event_id, ranked.c.category_id)
    )
    counts: dict[int, dict[int | None, int]] = {}
    for event_id, category_id, number in rows:
        counts.setdefault(event_id, {})[category_id] = number
    return counts


def _read_events(
    session: Session, project: Project, participations: dict[int, dict[int | None, int]]
) -> tuple[EventLine, ...]:
    registered = _count_registered(session, project)
    present = _present(project)
    rows = session.execute(
        select(present.c.event_id, present.c.date, func.count(distinct(present.c.person_id))).group_by(
            present.c.event_id, present.c.date
        )
    )
    by_day = {(event_id, day): number for event_id, day, number in rows}
    return tuple(
        EventLine(
            event=event,
            registered=registered.get(event.id, 0),
            participations=sum(participations.get(event.id, {}).values()),
            by_category=participations.get(event.id, {}),
            days=tuple(DayLine(day.date, by_day.get((event.id, day.date), 0)) for day in event.days),
        )
        for event in events.list_of(session, project)
        if event.kind is Kind.EVENT
    )


def _count_registered(session: Session, project: Project) -> dict[int, int]:
    """Persons by event who hold a confirmed place, or came all the same."""
    came = select(Attendance.registration_id).where(Attendance.registration_id == Registration.id).exists()
    rows = session.execute(
        select(Registration.event_id, func.count(distinct(Registration.person_id)))
        .where(
            Registration.project_id == project.id,
            Registration.part.in_(_counted(project)),
            or_(Registration.status == RegistrationStatus.CONFIRMED, came),
        )
        .group_by(Registration.event_id)
    )
    return {event_id: number for event_id, number in rows}


def _with_parents(tree: list[Category], counts: dict[int | None, int]) -> dict[int | None, int]:
    """Return the counts with each parent's sum; children stand behind their parent in the tree."""
    summed = dict(counts)
    for category in reversed(tree):
        if category.parent_id is not None:
            summed[category.parent_id] = summed.get(category.parent_id, 0) + summed.get(category.id, 0)
    return summed


def _lines(
    tree: list[Category],
    persons: dict[int | None, int],
    participations: dict[int | None, int],
    targets: dict[int | None, int],
) -> list[CategoryLine]:
    depth: dict[int, int] = {}
    for category in tree:
        depth[category.id] = depth[category.parent_id] + 1 if category.parent_id is not None else 0
    return [
        CategoryLine(
            category=category,
            depth=depth[category.id],
            persons=persons.get(category.id, 0),
            participations=participations.get(category.id, 0),
            target=targets.get(category.id),
        )
        for category in tree
    ]
