"""Whether the service can work, for whoever watches it."""

from flask import Blueprint

from eventreg.domain import health
from eventreg.extensions import db
from eventreg.web.access import Access, requires

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@requires(Access.PUBLIC)
def healthz():
    """Answer 200 if the database answers, else 503."""
    answers = health.database_answers(db.session)
    return {"status": "ok" if answers else "failing"}, 200 if answers else 503
