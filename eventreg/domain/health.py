"""Whether the service can work: the database answers and is up to date, the mail worker lives, mails go out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from eventreg.domain import outbox
from eventreg.models import Beat, OutgoingMail, Project

BETWEEN_BEATS = timedelta(seconds=15)
LONGEST_SILENCE = timedelta(minutes=5)  # a mail server may let the worker wait, and the worker rests then
WORKER = "worker"
INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Post:
    """How the outbox stands: mails that wait, those among them that failed before, those given up, the oldest."""

    waiting: int
    failing: int
    given_up: int
    oldest_at: datetime | None


def database_answers(session: Session) -> bool:
    """Say whether the database can be read and has our tables."""
    try:
        session.execute(select(Project.id).limit(1)).all()
    except SQLAlchemyError:
        session.rollback()
        return False
    return True


def revision(session: Session) -> str | None:
    """Return which migration the database has reached; None where it does not say."""
    try:
        return session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        session.rollback()
        return None


def beat(session: Session, *, now: datetime) -> None:
    """Note that the mail worker lives; of several, the last one counts."""
    lives = INSERT[session.get_bind().dialect.name](Beat).values(name=WORKER, at=now)
    session.execute(lives.on_conflict_do_update(index_elements=[Beat.name], set_={"at": lives.excluded.at}))


def last_beat(session: Session) -> datetime | None:
    """Return when the mail worker last said that it lives; None if the database does not answer, or it never did."""
    try:
        return session.scalar(select(Beat.at).where(Beat.name == WORKER))
    except SQLAlchemyError:
        session.rollback()
        return None


def lives(at: datetime | None, *, now: datetime) -> bool:
    """Say whether the mail worker lives that last said so at a moment."""
    return at is not None and now - at <= LONGEST_SILENCE


def read_post(session: Session) -> Post:
    """Return how the outbox stands; reads what waits and what was given up, not what was sent."""
    failed = func.count().filter(OutgoingMail.error != "")
    waiting, failing, oldest_at = session.execute(
        select(func.count(), failed, func.min(OutgoingMail.created_at)).where(*outbox.WAITS)
    ).one()
    given_up = session.scalar(select(func.count()).where(OutgoingMail.given_up_at.is_not(None)))
    return Post(waiting, failing, given_up or 0, oldest_at)
