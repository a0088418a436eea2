"""The quantitative results of a project, from check-ins alone (DESIGN.md 3), read from the numbers that are kept.

A person is present on a day by an attendance; a *participation* is a person at an event, present
on as many of its days as the project's rule asks; *unique persons* have at least one. A category
is the first stated answer: within an event by (day, registration), within the project by (day,
event number, registration). Categories and *not stated* sum to the total by construction.
"""

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.domain import categories, projects, tally
from eventreg.models import Category, Event, EventDay, EventStatus, EventTally, Kind, Measure, PersonTally, Project

Kept = dict[Measure, dict[int, int]]
"""The numbers of an event, by what they count and of which category or day."""


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
class EventHead:
    """What a report says of an event beside its numbers: a project may have thousands."""

    id: int
    number: int
    slug: str
    name: dict[str, str]
    place: str
    status: EventStatus
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class EventLine:
    """The numbers of one event; `by_category` is keyed by category id, None is *not stated*."""

    event: EventHead
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
    """Return the results of a project as they are kept; a session that may write counts anew first what has changed.

    One that only reads is told what was kept last: its caller sees to that before (web/kept_results.py). The
    number of statements does not depend on the number of events or people.
    """
    if session.info.get("writes", True):
        tally.bring_up_to_date(session, project.id)
    tree = categories.list_all(session, project.id)
    targets = projects.list_targets(session, project)
    persons = _count_persons(session, project)
    lines = _read_events(session, project)
    participations: Counter[int | None] = Counter()
    for line in lines:
        participations.update(line.by_category)
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


def _count_persons(session: Session, project: Project) -> dict[int | None, int]:
    """Unique persons by category id; None is *not stated*."""
    its = select(PersonTally.category_id, func.count()).where(PersonTally.project_id == project.id)
    return {category_id: number for category_id, number in session.execute(its.group_by(PersonTally.category_id))}


def _read_events(session: Session, project: Project) -> tuple[EventLine, ...]:
    """Return the kept numbers of each event, by its number."""
    kept: dict[int, Kept] = {}
    its = select(EventTally.event_id, EventTally.measure, EventTally.ref, EventTally.number)
    for event_id, measure, ref, number in session.execute(its.where(EventTally.project_id == project.id)):
        kept.setdefault(event_id, {each: {} for each in Measure})[measure][ref] = number
    days: dict[int, list[tuple[int, date]]] = {}
    dated = select(EventDay.event_id, EventDay.id, EventDay.date).join(Event, Event.id == EventDay.event_id)
    for event_id, day_id, when in session.execute(dated.where(Event.project_id == project.id).order_by(EventDay.date)):
        days.setdefault(event_id, []).append((day_id, when))
    nothing: Kept = {each: {} for each in Measure}
    heads = select(*(getattr(Event, each.name) for each in fields(EventHead)))
    held = heads.where(Event.project_id == project.id, Event.kind == Kind.EVENT).order_by(Event.number)
    return tuple(
        _event_line(EventHead(*row), days.get(row.id, []), kept.get(row.id, nothing)) for row in session.execute(held)
    )


def _event_line(event: EventHead, days: list[tuple[int, date]], kept: Kept) -> EventLine:
    by_category = {category_id or None: number for category_id, number in kept[Measure.CATEGORY].items()}
    return EventLine(
        event=event,
        registered=kept[Measure.REGISTERED].get(0, 0),
        participations=sum(by_category.values()),
        by_category=by_category,
        days=tuple(DayLine(when, kept[Measure.DAY].get(day_id, 0)) for day_id, when in days),
    )


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
