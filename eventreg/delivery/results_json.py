"""The exact results of a project for programs: what the API answers and the coordinator's file holds (DESIGN.md 6)."""

from eventreg.domain import headings, results, sentence
from eventreg.domain.results import CategoryLine, EventLine, Results
from eventreg.models import Project


def as_json(read: Results, language: str) -> dict[str, object]:
    """Return the results as what JSON can hold, its texts in "lv" or "en"; dates are ISO dates.

    `categories` is a tree in which a parent's numbers are the sums of its children's; the tops and
    `not_stated` sum to `total`. An event's `by_category` counts participations by category key, parents
    included. Exact figures, for the funder and not for publication.
    """
    return {
        "project": _project(read.project, language),
        "language": language,
        "publication": "exact figures, not for publication",
        "sentence": sentence.write(read, language),
        "unique_persons": {"total": read.persons, "not_stated": read.persons_not_stated, "target": read.target},
        "participations": {"total": read.participations, "not_stated": read.participations_not_stated},
        "registered": read.registered,
        "categories": _branches(read, None, language),
        "events": [_event(read, line, language) for line in read.events],
    }


def _project(project: Project, language: str) -> dict[str, object]:
    return {
        "slug": project.slug,
        "name": _text(project.name, language),
        "contract_number": project.contract_number,
        "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(),
        "days_required": project.days_required,
    }


def _branches(read: Results, parent_id: int | None, language: str) -> list[dict[str, object]]:
    return [_category(read, line, language) for line in read.lines if line.category.parent_id == parent_id]


def _category(read: Results, line: CategoryLine, language: str) -> dict[str, object]:
    return {
        "key": line.category.key,
        "label": headings.of(line.category, language),
        "unique_persons": line.persons,
        "target": line.target,
        "participations": line.participations,
        "children": _branches(read, line.category.id, language),
    }


def _event(read: Results, line: EventLine, language: str) -> dict[str, object]:
    event = line.event
    return {
        "id": event.id,
        "number": event.number,
        "slug": event.slug,
        "name": _text(event.name, language),
        "status": event.status.value,
        "registered": line.registered,
        "participations": line.participations,
        "days": [{"date": day.date.isoformat(), "present": day.present} for day in line.days],
        "by_category": {row.category.key: number for row, number in results.event_by_category(read, line)},
        "not_stated": line.by_category.get(None, 0),
    }


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts["lv"]
