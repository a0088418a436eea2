"""Results for a page that only reads: what has changed is counted before, in transactions of their own."""

from eventreg.domain import results, tally
from eventreg.domain.results import Results
from eventreg.extensions import db
from eventreg.models import Project
from eventreg.web import locks


def read(project: Project) -> Results:
    """Return the results of a project as they are now; only where something has changed, somebody has to write."""
    project_id = project.id
    waits = tally.is_behind(db.session, project_id)
    while waits:
        with locks.apart():
            waits = tally.refresh(db.session, project_id)
    return results.read(db.session, project)
