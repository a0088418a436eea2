"""The results of a project by one statement a question over all its attendance: what kept numbers have to equal."""

from collections import Counter
from datetime import date

from sqlalchemy import CTE, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from eventreg.models import (
    Attendance,
    Category,
    CategoryAnswer,
    Event,
    EventDay,
    Part,
    Project,
    Registration,
    RegistrationStatus,
)


def recount(session: Session, project: Project) -> dict[str, object]:
    """Return the results of a project in the words of tests.domain.naive; None is *not stated*."""
    keys = {each.id: each.key for each in session.scalars(select(Category))} | {None: None}
    by_event = _count_participations(session, project)
    registered, present = _count_registered(session, project), _count_present(session, project)
    held = select(Event).where(Event.project_id == project.id, Event.kind == "event").order_by(Event.number)
    lines = [
        {
            "number": event.number,
            "registered": registered.get(event.id, 0),
            "participations": _named(keys, by_event.get(event.id, {})),
            "days": [(day.date, present.get((event.id, day.date), 0)) for day in event.days],
        }
        for event in session.scalars(held)
    ]
    everywhere: Counter[int | None] = Counter()
    for counts in by_event.values():
        everywhere.update(counts)
    persons = _count_persons(session, project)
    return {"persons": _named(keys, persons), "participations": _named(keys, everywhere), "events": lines}


def _named(keys: dict[int | None, str | None], counts: dict[int | None, int]) -> Counter[str | None]:
    return Counter({keys[category_id]: number for category_id, number in counts.items()})


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


def _count_present(session: Session, project: Project) -> dict[tuple[int, date], int]:
    """Persons present by event id and date."""
    present = _present(project)
    about = (present.c.event_id, present.c.date)
    rows = session.execute(select(*about, func.count(distinct(present.c.person_id))).group_by(*about))
    return {(event_id, day): number for event_id, day, number in rows}


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
