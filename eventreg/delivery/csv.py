"""Tables for spreadsheets: CSV in UTF-8 with a byte order mark, whose cells no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from flask_babel import force_locale, gettext

from eventreg.domain import headings, sentence
from eventreg.domain.results import Results

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | None
Rows = list[list[Cell]]


def write(rows: Rows) -> str:
    """Return rows as CSV (RFC 4180): commas, CR LF, numbers as they are, None as an empty cell, texts made harmless."""
    file = io.StringIO(BYTE_ORDER_MARK, newline="")
    file.seek(0, io.SEEK_END)
    csv.writer(file).writerows([[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return file.getvalue()


def stream(rows: Iterable[list[object]], *, of_people: Sequence[int]) -> Iterator[str]:
    """Go through rows as `write` makes them, a hundred lines at a time.

    `of_people` are the columns that somebody else wrote, which are made harmless: to look at every cell of
    millions would take as long as all the rest.
    """
    head = BYTE_ORDER_MARK
    for batch in batched(rows, 100):
        for row in batch:
            for column in of_people:
                cell = row[column]
                if cell and cell.startswith(FORMULA):  # type: ignore[attr-defined]
                    row[column] = harmless(cell)  # type: ignore[arg-type]
        file = io.StringIO(newline="")
        csv.writer(file).writerows(batch)
        yield head + file.getvalue()
        head = ""


def minute(moment: datetime) -> str:
    """Return a moment as a spreadsheet reads it: 2026-03-23 14:30."""
    return moment.isoformat(" ", "minutes")


def batched(rows: Iterable[list[object]], size: int) -> Iterator[list[list[object]]]:
    """Go through rows in lists of at most `size`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute: one that looks like a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def write_results(results: Results, language: str) -> str:
    """Return the exact results of a project as CSV in "lv" or "en"; not for publication.

    Three tables below each other, an empty row between: the project, its categories, its events by
    category. Dates are ISO dates.
    """
    with force_locale(language):
        return write(
            [*_project(results, language), [], *_by_category(results, language), [], *_by_event(results, language)]
        )


def _project(results: Results, language: str) -> Rows:
    project = results.project
    return [
        [gettext("Project"), _text(project.name, language)],
        [gettext("Contract number"), project.contract_number],
        [gettext("First day"), project.starts_on.isoformat()],
        [gettext("Last day"), project.ends_on.isoformat()],
        [gettext("Unique persons"), results.persons],
        [gettext("Target"), results.target],
        [gettext("Participations"), results.participations],
        [gettext("Registered"), results.registered],
        [gettext("Sentence"), sentence.write(results, language)],
        [gettext("Note"), gettext("Exact figures, not for publication")],
    ]


def _by_category(results: Results, language: str) -> Rows:
    heading = {line.category.id: headings.of(line.category, language) for line in results.lines}
    rows: Rows = [
        [
            gettext("Category"),
            gettext("Part of"),
            gettext("Unique persons"),
            gettext("Target"),
            gettext("Participations"),
        ]
    ]
    for line in results.lines:
        parent = heading.get(line.category.parent_id) if line.category.parent_id else None
        rows.append([heading[line.category.id], parent, line.persons, line.target, line.participations])
    rows.append([gettext("Not stated"), None, results.persons_not_stated, None, results.participations_not_stated])
    rows.append([gettext("Total"), None, results.persons, results.target, results.participations])
    return rows


def _by_event(results: Results, language: str) -> Rows:
    """Each event with its participations by category; those that people choose and *not stated* sum to who came."""
    leaves = headings.list_leaves(line.category for line in results.lines)
    named = [gettext("Number"), gettext("Event"), gettext("First day"), gettext("Last day")]
    counted = [gettext("Registered"), gettext("Came"), *(headings.of(leaf, language) for leaf in leaves)]
    rows: Rows = [[*named, *counted, gettext("Not stated")]]
    for line in results.events:
        event = line.event
        first, last = (day.isoformat() if day else None for day in (event.first_day, event.last_day))
        by_category = [line.by_category.get(leaf.id, 0) for leaf in leaves]
        names: list[Cell] = [event.number, _text(event.name, language), first, last]
        rows.append([*names, line.registered, line.participations, *by_category, line.by_category.get(None, 0)])
    return rows


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts["lv"]
