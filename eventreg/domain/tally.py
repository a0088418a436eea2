"""The kept numbers of the results: what has changed is counted again, and only that (docs/decisions/0013).

Triggers mark what has changed (models/tally_triggers.py). Whoever takes the marks counts those persons at
those events anew from attendance and answers, then the persons in the project, then the numbers of the events.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    values,
)
from sqlalchemy.orm import Session

from eventreg.domain import participation
from eventreg.domain.participation import Rule, SignUp
from eventreg.models import (
    Attendance,
    CategoryAnswer,
    Event,
    EventDay,
    EventTally,
    Measure,
    PersonAtEvent,
    PersonTally,
    Project,
    Registration,
    Stale,
)

MARKS = 250  # that are taken in one transaction, so that a door beside it hardly waits
EVENTS = 1  # whole ones, that are counted anew in one transaction
LOCK = 0x7A11  # of PostgreSQL's advisory locks, the first half: the second is the project

KEY = (Stale.event_id, Stale.person_id, Stale.registration_id)
MARK_EVENTS = text(
    "INSERT INTO stale (project_id, event_id, person_id, registration_id, turn)"
    " SELECT project_id, id, 0, 0, 1 FROM event WHERE project_id = :project_id ORDER BY id ON CONFLICT DO NOTHING"
)
Pair = tuple[int, int]
"""An event's id and a person's."""


def is_behind(session: Session, project_id: int) -> bool:
    """Say whether anything has changed since the numbers of a project were counted."""
    return bool(session.scalar(select(exists().where(Stale.project_id == project_id))))


def find_behind(session: Session) -> int | None:
    """Return a project of which something has changed since its numbers were counted."""
    return session.scalar(select(Stale.project_id).order_by(Stale.project_id).limit(1))


def hold(session: Session, project_ids: Iterable[int]) -> None:
    """Let nobody else count these projects until the transaction ends; SQLite has one writer anyway."""
    if session.connection().dialect.name == "postgresql":
        for project_id in sorted(project_ids):
            session.execute(select(func.pg_advisory_xact_lock(LOCK, literal(project_id, Integer))))


def bring_up_to_date(session: Session, project_id: int) -> None:
    """Count anew whatever has changed, in this transaction."""
    while refresh(session, project_id):
        pass


def refresh(session: Session, project_id: int) -> bool:
    """Count anew some of what has changed; say whether more waits. To commit after each lets doors in between."""
    session.flush()
    if not is_behind(session, project_id):
        return False
    hold(session, [project_id])
    taken, more = _take(session, project_id)
    whole = {event_id for event_id, person_id, _ in taken if not person_id}
    if 0 in whole:
        session.execute(MARK_EVENTS, {"project_id": project_id})
        return True
    pairs = {(event_id, person_id) for event_id, person_id, _ in taken if event_id not in whole}
    rule = _rule(session, project_id)
    people = _count_whole(session, rule, whole) | _count_pairs(session, rule, pairs)
    _count_people(session, rule, people)
    _count_events(session, rule, whole | {event_id for event_id, _ in pairs})
    return more


def mark_all(session: Session, project_id: int) -> None:
    """Have everything counted anew, whatever the kept numbers say now."""
    hold(session, [project_id])
    its = select(Event.id).where(Event.project_id == project_id)
    nobody = ~exists().where(PersonAtEvent.person_id == PersonTally.person_id)
    for table, lost in (
        (PersonAtEvent, PersonAtEvent.event_id.not_in(its)),
        (EventTally, EventTally.event_id.not_in(its)),
        (PersonTally, nobody),
    ):
        _delete_of(session, table, and_(table.project_id == project_id, lost))
    _delete_of(session, Stale, Stale.project_id == project_id)  # each is of an event that is counted whole now
    session.execute(MARK_EVENTS, {"project_id": project_id})


def _take(session: Session, project_id: int) -> tuple[list[tuple[int, int, int]], bool]:
    """Take some marks away; say whether there are more.

    A mark whose writer has not committed yet is left: its change cannot be seen before, and who waited for
    a writer while that one waits here would wait for ever. Who marks again what is taken here waits, and
    then makes a new mark.
    """
    its = select(*KEY).where(Stale.project_id == project_id).order_by(*KEY).limit(MARKS + 1)
    rows = [tuple(row) for row in session.execute(its.with_for_update(skip_locked=True))]
    whole = [place for place, (_, person_id, _) in enumerate(rows) if not person_id]
    taken = rows[: min(MARKS, *whole[EVENTS : EVENTS + 1])] if len(whole) > EVENTS else rows[:MARKS]
    _delete_each(session, Stale, [(project_id, *row) for row in taken], ("project_id", *(each.key for each in KEY)))
    return taken, len(rows) > len(taken)


def _rule(session: Session, project_id: int) -> Rule:
    terms = select(Project.counted_parts, Project.days_required).where(Project.id == project_id)
    row = session.execute(terms).one()
    return Rule(project_id, frozenset(row.counted_parts), row.days_required)


def _count_whole(session: Session, rule: Rule, events: set[int]) -> set[int]:
    """Count everybody at some events anew; return the persons who are there now or were."""
    if not events:
        return set()
    before = set(session.scalars(select(PersonAtEvent.person_id).where(PersonAtEvent.event_id.in_(events))))
    _delete_of(session, PersonAtEvent, PersonAtEvent.event_id.in_(events))
    found = _outcomes(session, rule, _sign_ups().where(Registration.event_id.in_(events)))
    _insert(session, PersonAtEvent, found)
    return before | {row["person_id"] for row in found}


def _count_pairs(session: Session, rule: Rule, pairs: set[Pair]) -> set[int]:
    """Count some persons at some events anew; return the persons."""
    if not pairs:
        return set()
    ordered = sorted(pairs)
    _delete_each(session, PersonAtEvent, ordered, ("event_id", "person_id"))
    wanted = values(column("event_id", BigInteger), column("person_id", BigInteger), name="wanted").data(ordered).cte()
    here = and_(Registration.event_id == wanted.c.event_id, Registration.person_id == wanted.c.person_id)
    _insert(session, PersonAtEvent, _outcomes(session, rule, _sign_ups().join(wanted, here)))
    return {person_id for _, person_id in pairs}


def _sign_ups() -> Select[tuple[object, ...]]:
    """Return the statement that reads each registration with its answer, once for each day that it was there."""
    sign_up = (Registration.id, Registration.part, Registration.status, Registration.merged_into_id)
    return (
        select(Registration.event_id, Registration.person_id, *sign_up, CategoryAnswer.category_id, EventDay.date)
        .outerjoin(CategoryAnswer, CategoryAnswer.registration_id == Registration.id)
        .outerjoin(Attendance, Attendance.registration_id == Registration.id)
        .outerjoin(EventDay, EventDay.id == Attendance.day_id)
        .order_by(Registration.event_id, Registration.person_id, Registration.id)
    )


def _outcomes(session: Session, rule: Rule, sign_ups: Select[tuple[object, ...]]) -> list[dict[str, object]]:
    """Return what is to be kept of each person at each event."""
    kept = []
    for (event_id, person_id), rows in groupby(session.execute(sign_ups), key=lambda row: (row[0], row[1])):
        each = [
            SignUp(*known, days=tuple(row.date for row in days if row.date))
            for known, days in groupby(rows, key=lambda row: tuple(row[2:7]))
        ]
        outcome = participation.of(each, rule)
        if outcome:
            about = {"event_id": event_id, "person_id": person_id, "project_id": rule.project_id}
            kept.append(about | vars(outcome))
    return kept


def _count_people(session: Session, rule: Rule, people: set[int]) -> None:
    """Decide anew in which category some persons count: the first stated one by day and number of the event."""
    ordered = sorted(people)
    for start in range(0, len(ordered), MARKS):
        some = ordered[start : start + MARKS]
        _delete_of(session, PersonTally, PersonTally.person_id.in_(some))
        rows = session.execute(
            select(PersonAtEvent.person_id, PersonAtEvent.said_on, Event.number, PersonAtEvent.category_id)
            .join(Event, Event.id == PersonAtEvent.event_id)
            .where(PersonAtEvent.person_id.in_(some), PersonAtEvent.attended)
        )
        decided: dict[int, tuple[date, int, int] | None] = {}
        for person_id, *stated in rows:
            known = decided.setdefault(person_id, None)
            if stated[0] and (known is None or tuple(stated) < known):
                decided[person_id] = tuple(stated)  # type: ignore[assignment]
        kept = [
            {"person_id": person_id, "project_id": rule.project_id, "category_id": stated[2] if stated else None}
            for person_id, stated in decided.items()
        ]
        _insert(session, PersonTally, kept)


def _count_events(session: Session, rule: Rule, events: set[int]) -> None:
    """Sum up some events anew: who is registered, participations by category, who was present on each day."""
    _delete_of(session, EventTally, EventTally.event_id.in_(events))
    here, there = PersonAtEvent, Registration
    about = (here.project_id, here.event_id)
    registered = select(*about, literal(Measure.REGISTERED.value), literal(0), func.count()).where(here.registered)
    stated = func.coalesce(here.category_id, 0)
    category = select(*about, literal(Measure.CATEGORY.value), stated, func.count()).where(here.attended)
    present = (
        select(there.project_id, there.event_id, literal(Measure.DAY.value), Attendance.day_id)
        .add_columns(func.count(there.person_id.distinct()))
        .join(Attendance, Attendance.registration_id == there.id)
        # the second says the same, and keeps PostgreSQL from reading all registrations
        .where(Attendance.event_id.in_(events), there.event_id.in_(events), there.part.in_(sorted(rule.parts)))
        .group_by(there.project_id, there.event_id, Attendance.day_id)
    )
    columns = ["project_id", "event_id", "measure", "ref", "number"]
    for rows in (
        registered.where(here.event_id.in_(events)).group_by(*about),
        category.where(here.event_id.in_(events)).group_by(*about, stated),
        present,
    ):
        session.execute(insert(EventTally).from_select(columns, rows))


def _insert(session: Session, table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        session.connection().execute(insert(table.__table__), rows)


def _delete_of(session: Session, table: type, lost: ColumnElement[bool]) -> None:
    session.execute(delete(table).where(lost), execution_options={"synchronize_session": False})


def _delete_each(session: Session, table: type, keys: list[tuple[int, ...]], names: Sequence[str]) -> None:
    """Delete rows by their keys, which are the columns of these names."""
    own = table.__table__
    those = delete(own).where(*(own.c[name] == bindparam(f"its_{name}") for name in names))
    named = [{f"its_{name}": value for name, value in zip(names, key, strict=True)} for key in keys]
    if named:
        session.connection().execute(those, named)
