"""The mark of the demonstration on pages that know of no project."""

from flask import g

from eventreg.domain import projects
from eventreg.extensions import DatabaseFailure, db


def stands() -> bool:
    """Say whether there is a demo; a database that has failed in this request is not asked again."""
    if g.get("database_failed"):
        return False
    try:
        return projects.is_demo(db.session)
    except DatabaseFailure:
        db.session.rollback()
        return False
