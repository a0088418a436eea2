"""What a sign-up form is about, read in two statements: event, project and days, privacy notice, categories.

The rows are read for each request. What is made of them is kept for as long as they say the same, word for
word: nothing that is kept can be out of date, whoever changed the rows, and however (docs/decisions/0017).
"""

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import JSON, Column, ColumnElement, Select, Text, bindparam, cast, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from eventreg.domain import categories
from eventreg.models import Category, Event, EventDay, EventStatus, Kind, Notice, Project

MOST_KEPT = 200
Kinds = type[Event] | type[Project] | type[Notice] | type[EventDay] | type[Category]
Values = tuple[Hashable, ...]


@dataclass(frozen=True)
class Offered:
    """An event that one may sign up for; `told` is all that its pages say of it, but for the number of places taken.

    The objects belong to no session: they can be read and not changed, and what was not read of them is missing.
    """

    event: Event
    notice: Notice
    choices: tuple[Category, ...]
    told: Hashable


def _columns(kind: Kinds, *left_out: str) -> list[Column[object]]:
    return [column for column in kind.__table__.columns if column.name not in left_out]


EVENT, PROJECT, DAY = _columns(Event), _columns(Project), _columns(EventDay)
NOTICE, CATEGORY = _columns(Notice, "full"), _columns(Category, "forms")
ONCE = len(EVENT) + len(PROJECT) + len(NOTICE)
TAKEN = EVENT.index(Event.__table__.c.places_taken)
kept: dict[Hashable, Offered] = {}


def _plain(columns: Iterable[Column[object]]) -> list[ColumnElement[object]]:
    """Return columns so that their values can be compared at once: texts in several languages as they are stored."""
    return [cast(column, Text) if isinstance(column.type, JSON) else column for column in columns]


def _event_of_address() -> Select[tuple[object, ...]]:
    event, project, day, notice = (kind.__table__ for kind in (Event, Project, EventDay, Notice))
    last = select(notice.c.id).where(notice.c.project_id == event.c.project_id).order_by(notice.c.version.desc())
    notice_of = notice.c.id == last.limit(1).correlate(event).scalar_subquery()
    return (
        select(*_plain([*EVENT, *PROJECT, *NOTICE, *DAY]))
        .select_from(event.join(project).join(notice, notice_of).outerjoin(day, day.c.event_id == event.c.id))
        .where(event.c.slug == bindparam("slug"))
        .where(event.c.status != EventStatus.DRAFT, event.c.kind == Kind.EVENT)
        .order_by(day.c.date)
    )


BY_ADDRESS = _event_of_address()
OF_PROJECT = (
    select(*_plain(CATEGORY))
    .where(Category.__table__.c.project_id == bindparam("project_id"))
    .order_by(Category.__table__.c.position)
)


def find(session: Session, slug: str) -> Offered | None:
    """Return a public event by its slug: not a draft, nor an activity without attendance."""
    connection = session.connection()  # a session would look for objects in what it reads
    rows: Sequence[Sequence[Hashable]] = connection.execute(BY_ADDRESS, {"slug": slug}).all()
    if not rows:
        return None
    once, days = tuple(rows[0][:ONCE]), tuple(tuple(row[ONCE:]) for row in rows)
    tree = connection.execute(OF_PROJECT, {"project_id": once[1]}).all()
    told = (once[:TAKEN], once[TAKEN + 1 :], days, tuple(map(tuple, tree)))
    found = kept.get(told)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[told] = _make(once, days, told)
    if found.event.places_taken != once[TAKEN]:
        found = kept[told] = replace(found, event=_event(once, found.event.project, found.event.days))
    return found


def _make(once: Values, days: tuple[Values, ...], told: tuple[object, ...]) -> Offered:
    project: Project = _object(Project, PROJECT, once[len(EVENT) :])  # type: ignore[assignment]
    dates: list[EventDay] = [_object(EventDay, DAY, day) for day in days if day[0] is not None]  # type: ignore[misc]
    notice: Notice = _object(Notice, NOTICE, once[len(EVENT) + len(PROJECT) :])  # type: ignore[assignment]
    tree: list[Category] = [_object(Category, CATEGORY, each) for each in told[-1]]  # type: ignore[misc,attr-defined]
    return Offered(_event(once, project, dates), notice, tuple(categories.leaves(tree)), told)


def _event(once: Values, project: Project, days: list[EventDay]) -> Event:
    """Return an event with what is kept of its project and days, and with as many places taken as there are now."""
    event: Event = _object(Event, EVENT, once)  # type: ignore[assignment]
    set_committed_value(event, "project", project)
    set_committed_value(event, "days", days)
    return event


def _object(kind: Kinds, columns: list[Column[object]], values: Sequence[object]) -> object:
    pairs = zip(columns, values, strict=False)
    return kind(**{column.name: _read(column, value) for column, value in pairs})


def _read(column: Column[object], value: object) -> object:
    return json.loads(value) if isinstance(column.type, JSON) and isinstance(value, str) else value
