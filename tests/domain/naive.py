"""The definitions of DESIGN.md in plain Python, as slow and as simple as they can be said."""

from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.models import Category, CategoryAnswer, Event, EventDay, Project, Registration, Scan


def present_by_definition(session: Session) -> set[tuple[int, int]]:
    """Return (registration id, day id) of whoever has an accepted admit scan that no undo names (DESIGN.md 2)."""
    columns = (Scan.event_id, Scan.uuid, Scan.action, Scan.verdict, Scan.undoes, Scan.registration_id, Scan.day_id)
    rows = session.execute(select(*columns)).all()
    undone = {(row.event_id, row.undoes) for row in rows if row.action == "undo"}
    return {
        (row.registration_id, row.day_id)
        for row in rows
        if row.action == "admit"
        and row.verdict in ("admitted", "already_in")
        and row.day_id is not None  # else nobody has said yet on which day
        and (row.event_id, row.uuid) not in undone
    }


def recount(session: Session, project: Project) -> dict[str, object]:
    """Return the results of a project by rules 1 to 4 of DESIGN.md 3; None is *not stated*.

    The first stated answer decides: of a participation by (day, registration), of a person, over all
    participations, by (day, event number, registration). The day is the registration's first one there.
    """
    signed_up = session.scalars(select(Registration).where(Registration.project_id == project.id)).all()
    places = {place.id: place for place in signed_up if place.part in project.counted_parts}
    dates = {day.id: day.date for day in session.scalars(select(EventDay))}
    keys = {each.id: each.key for each in session.scalars(select(Category))}
    answers = {each.registration_id: keys.get(each.category_id) for each in session.scalars(select(CategoryAnswer))}
    for place in sorted(signed_up, key=lambda each: each.id):  # a merged one speaks where the one that stays is silent
        stays = places.get(place.merged_into_id)
        if stays and stays.person_id == place.person_id and answers.get(place.id):
            answers[stays.id] = answers.get(stays.id) or answers[place.id]
    held = session.scalars(select(Event).where(Event.project_id == project.id, Event.kind == "event")).all()

    there: dict[int, set[date]] = {}  # on which days each registration was present
    for registration_id, day_id in present_by_definition(session):
        if registration_id in places:
            there.setdefault(registration_id, set()).add(dates[day_id])

    attended = {}  # of each participation the stated answers, each with what it is ordered by
    lines = []
    for event in sorted(held, key=lambda each: each.number):
        here = [place for place in places.values() if place.event_id == event.id]
        for person in {place.person_id for place in here}:
            own = [place for place in here if place.person_id == person and place.id in there]
            if len(set().union(*(there[place.id] for place in own))) >= project.days_required:
                attended[person, event.number] = [
                    (min(there[place.id]), event.number, place.id, answers[place.id])
                    for place in own
                    if answers.get(place.id)
                ]
        came = {person: first(stated) for (person, number), stated in attended.items() if number == event.number}
        lines.append(
            {
                "number": event.number,
                "registered": len({p.person_id for p in here if p.status == "confirmed" or p.id in there}),
                "participations": Counter(came.values()),
                "days": [
                    (day.date, len({p.person_id for p in here if day.date in there.get(p.id, ())}))
                    for day in sorted(event.days, key=lambda day: day.date)
                ],
            }
        )
    everything: dict[int, list[tuple[object, ...]]] = {}
    for (person, _), stated in attended.items():
        everything.setdefault(person, []).extend(stated)
    return {
        "persons": Counter(first(stated) for stated in everything.values()),
        "participations": Counter(first(stated) for stated in attended.values()),
        "events": lines,
    }


def first(stated: list[tuple[object, ...]]) -> str | None:
    """Return the answer that decides."""
    return min(stated)[-1] if stated else None
