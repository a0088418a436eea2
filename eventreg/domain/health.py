"""Whether the database answers."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from eventreg.models import Project


def database_answers(session: Session) -> bool:
    """Say whether the database can be read and has our tables."""
    try:
        session.execute(select(Project.id).limit(1)).all()
    except SQLAlchemyError:
        session.rollback()
        return False
    return True
