"""Doors admit, organisers correct, and two count at the same time: at the end the kept numbers are right."""

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import results
from eventreg.domain.corrections import Correction
from eventreg.models import Part, Project
from tests.domain import naive_sql
from tests.domain.racers import count_often, deliver, do, organise_all
from tests.domain.test_results import hold
from tests.domain.together import in_processes
from tests.factories import make_event, make_pass, make_project, make_registration, make_user, scan_of, undo_of


@pytest.fixture
def session(shared):
    """A session on a database that processes can share."""
    with Session(shared) as session:
        yield session


def corrected(number):
    """What makes a registration one of somebody else."""
    who = {"name": "Ada", "surname": "Bērziņa", "email": f"ada{number % 2}@example.lv"}
    return Correction(**who, organisation="x", country="LV", language="lv", part=Part.PARTICIPANT)


def test_while_doors_admit_and_two_count_no_change_is_lost(session, file_url):
    project = make_project(session)
    events = [make_event(session, project) for _ in range(2)]
    by = make_user(session, administrator=True).id
    jobs = [(count_often, project.id)] * 2
    for event in events:
        found = [make_registration(session, event) for _ in range(12)]
        scans = [scan_of(each) for each in found]
        for own in (scans, [undo_of(scan) for scan in scans[::3]], scans[::-2]):
            jobs.append((deliver, (make_pass(session, event).id, [own[n : n + 2] for n in range(0, len(own), 2)])))
        jobs.append((organise_all, [("correct", each.id, by, corrected(n)) for n, each in enumerate(found[::2])]))
    project_id = project.id
    session.commit()

    answers = in_processes(file_url, do, jobs)

    project = session.get_one(Project, project_id)
    hold(results.read(session, project), naive_sql.recount(session, project))
    assert sum(answers[:2]) > 2  # they did count meanwhile
