"""Results beside the bare SQL, and long exports beside a bare cursor: each in a process of its own.

`python -m bench.numbers TRIAL` prints one line of JSON; the database is the one of DATABASE_URL.
"""

import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable

import psutil
from flask import Flask
from sqlalchemy import select, text

from eventreg.application import create_app
from eventreg.delivery import csv as service_csv
from eventreg.delivery import guest_table
from eventreg.domain import guests, projects, results, tally
from eventreg.extensions import db
from eventreg.models import Event
from eventreg.web.forms.guest_filter import PARTS, STATES

# Distinct persons by the first stated answer of the project, which is what the results' first table says.
NAIVE = """
WITH present AS (
    SELECT r.id, r.person_id, r.event_id, e.number, d.date, c.category_id
    FROM attendance a
    JOIN registration r ON r.id = a.registration_id
    JOIN event_day d ON d.id = a.day_id
    JOIN event e ON e.id = r.event_id
    LEFT JOIN category_answer c ON c.registration_id = r.id
    WHERE r.project_id = :project AND r.part = 'participant'
),
ranked AS (
    SELECT person_id, category_id, row_number() OVER (
        PARTITION BY person_id ORDER BY category_id IS NULL, date, number, id
    ) AS place FROM present
)
SELECT category_id, count(*) FROM ranked WHERE place = 1 GROUP BY category_id
"""


def count_results(app: Flask, slug: str) -> dict[str, object]:
    """Time the results of a project and the bare SQL for its unique persons; they must agree.

    What the bulk fill left to be counted is counted first, and timed apart.
    """
    with app.app_context():
        counted = _count(projects.find(db.session, slug).id)
        project = projects.find(db.session, slug)
        naive = {key: number for key, number in db.session.execute(text(NAIVE), {"project": project.id})}
        bare = _best(lambda: db.session.execute(text(NAIVE), {"project": project.id}).all(), 2)
        read = results.read(db.session, project)
        ours = _best(lambda: results.read(db.session, project), 3)
    by_id = {line.category.id: line.persons for line in read.lines}
    wrong = [key for key, number in naive.items() if number != (by_id[key] if key else read.persons_not_stated)]
    if wrong or read.persons != sum(naive.values()):
        raise SystemExit(f"the results of {slug} are not those of the bare SQL: {wrong}")
    return {"counted": counted, "bare": bare, "ours": ours, "persons": read.persons}


def _count(project_id: int) -> float:
    """Count everything of a project anew, as `flask results --rebuild` does; return the seconds that it took."""
    started = time.perf_counter()
    tally.mark_all(db.session, project_id)
    db.session.commit()
    while tally.refresh(db.session, project_id):
        db.session.commit()
    db.session.commit()
    return time.perf_counter() - started


def export(app: Flask, slug: str) -> dict[str, object]:
    """Time the list of an event as CSV, with the memory that it takes beyond what was there before."""
    with app.test_request_context():
        event = db.session.scalar(select(Event).where(Event.slug == slug))
        lines = guests.stream_lines(db.session, event, guests.EVERYBODY)
        table = guest_table.cells(event, lines, PARTS | STATES, moment=service_csv.minute)
        return _drain(len(piece) for piece in service_csv.stream(table, of_people=guest_table.OF_PEOPLE))


def export_bare(app: Flask, slug: str) -> dict[str, object]:
    """Time a cursor over the same rows into a csv.writer, a hundred rows at a time."""
    columns = (
        "surname, name, organisation, country, email, phone, part, status, language, code, signed_up_at, cancelled_at"
    )
    statement = (
        f"SELECT {columns} FROM registration WHERE event_id = (SELECT id FROM event WHERE slug = :slug) ORDER BY id"
    )

    def pieces():
        with db.engine.connect() as connection:
            found = connection.execution_options(yield_per=500).execute(text(statement), {"slug": slug})
            for batch in found.partitions(100):
                file = io.StringIO(newline="")
                csv.writer(file).writerows(batch)
                yield len(file.getvalue())

    with app.app_context():
        return _drain(pieces())


def _drain(pieces: object) -> dict[str, object]:
    process = psutil.Process()
    before = peak = process.memory_info().rss
    started, size = time.perf_counter(), 0
    for number, length in enumerate(pieces):
        size += length
        if number % 200 == 0:
            peak = max(peak, process.memory_info().rss)
    return {"seconds": time.perf_counter() - started, "bytes": size, "grown": (peak - before) / 2**20}


def _best(work: Callable[[], object], times: int) -> float:
    """Return the shortest of some runs, in seconds: what disturbs only adds."""
    taken = []
    for _ in range(times):
        db.session.rollback()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


TRIALS = {"results": count_results, "export": export, "export_bare": export_bare}

if __name__ == "__main__":
    os.environ.setdefault("PUBLIC_URL", "http://127.0.0.1")
    print(json.dumps(TRIALS[sys.argv[1]](create_app(), sys.argv[2])))
