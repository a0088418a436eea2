"""Counting a project once more by plain loops, where one day is enough: what results have to equal (DESIGN.md 3)."""

from collections import Counter, defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.models import (
    Action,
    Category,
    CategoryAnswer,
    Event,
    EventDay,
    Project,
    Registration,
    Scan,
    Verdict,
)


def standing_scans(session: Session, project: Project) -> list[tuple[int, Registration, Event, EventDay, Scan]]:
    """Every admitting scan that nobody has undone, with whom and what it is about."""
    events_ = {e.id: e for e in session.scalars(select(Event)) if e.project_id == project.id}
    days = {day.id: day for day in session.scalars(select(EventDay))}
    places = {place.id: place for place in session.scalars(select(Registration))}
    scans = [scan for scan in session.scalars(select(Scan).order_by(Scan.id)) if scan.event_id in events_]
    undone = {(scan.event_id, scan.undoes) for scan in scans if scan.action is Action.UNDO}
    return [
        (places[s.registration_id].person_id, places[s.registration_id], events_[s.event_id], days[s.day_id], s)
        for s in scans
        if s.action is Action.ADMIT
        and s.verdict in (Verdict.ADMITTED, Verdict.ALREADY_IN)
        and s.day_id is not None
        and (s.event_id, s.uuid) not in undone
    ]


def stated_answers(session: Session) -> dict[int, str]:
    """The key of what each registration stated."""
    keys = {category.id: category.key for category in session.scalars(select(Category))}
    rows = session.scalars(select(CategoryAnswer))
    return {row.registration_id: keys[row.category_id] for row in rows if row.category_id is not None}


def persons_by_key(session: Session, project: Project) -> dict[str | None, int]:
    """Rule 4 of DESIGN.md 3: the first stated answer by day, event number, registration."""
    stated = stated_answers(session)
    first_day: dict[int, object] = {}
    for _, place, _, day, _ in standing_scans(session, project):
        first_day[place.id] = min(day.date, first_day.get(place.id, day.date))
    answers = defaultdict(list)
    for person, place, event_, _, _ in standing_scans(session, project):
        answers[person] += [(first_day[place.id], event_.number, place.id)] if place.id in stated else []
    counts = Counter(stated[min(given)[2]] if given else None for given in answers.values())
    return dict(counts)


def participations_by_event(session: Session, project: Project) -> dict[int, dict[str | None, int]]:
    """Rules 1 to 3 of DESIGN.md 3: one for each person at each event, the first stated answer of that event."""
    stated = stated_answers(session)
    answers = defaultdict(list)
    for person, place, event_, day, _ in standing_scans(session, project):
        answers[event_.number, person] += [(day.date, place.id)] if place.id in stated else []
    counts: dict[int, Counter] = defaultdict(Counter)
    for (number, _), given in answers.items():
        counts[number][stated[min(given)[1]] if given else None] += 1
    return {number: dict(counter) for number, counter in counts.items()}
