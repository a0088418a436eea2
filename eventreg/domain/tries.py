"""Tries at a secret: counted for a quarter of an hour, then forgotten; after too many, none is taken for a while.

Of whom or what the secret is, is kept as a keyed hash, so that a name which nobody has behaves like any other.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import and_, case, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eventreg.models import FailedTry

WINDOW = timedelta(minutes=15)
MOST = 10
INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def digest(key: bytes, kind: str, whose: str) -> str:
    """Return under which name the tries at a secret are counted: of which kind it is, and whose."""
    return hmac.digest(key, f"try\0{kind}\0{whose.strip().lower()}".encode(), hashlib.sha256).hex()


def take(session: Session, of: str, *, now: datetime) -> bool:
    """Count a try before it is made, and say whether it may be made: however many come at once, ten are.

    One statement counts and looks. A try that may not be made counts no further, so that the lock ends
    a quarter of an hour after the tenth. Whatever ended, of anybody, goes.
    """
    sweep(session, now=now)
    counts, full = FailedTry.until > now, FailedTry.tries >= MOST
    one_more = (
        INSERT[session.get_bind().dialect.name](FailedTry)
        .values(digest=of, tries=1, until=now + WINDOW)
        .on_conflict_do_update(
            index_elements=[FailedTry.digest],
            set_={
                "tries": case((~counts, 1), (full, MOST + 1), else_=FailedTry.tries + 1),
                "until": case((and_(counts, full), FailedTry.until), else_=now + WINDOW),
            },
        )
        .returning(FailedTry.tries)
    )
    return session.execute(one_more).scalar_one() <= MOST


def are_too_many(session: Session, of: str, *, now: datetime) -> bool:
    """Say, without counting, that no more tries are taken now; that one may be, only `take` says."""
    full = exists().where(FailedTry.digest == of, FailedTry.tries >= MOST, FailedTry.until > now)
    return bool(session.scalar(select(full)))


def forget(session: Session, of: str) -> None:
    """Forget the tries at a secret, since the right one came."""
    session.execute(delete(FailedTry).where(FailedTry.digest == of))


def sweep(session: Session, *, now: datetime) -> None:
    """Forget the tries, at whatever, that count no more; two who sweep at once do not wait for each other."""
    over = select(FailedTry.digest).where(FailedTry.until <= now).with_for_update(skip_locked=True)
    session.execute(
        delete(FailedTry).where(FailedTry.digest.in_(over)), execution_options={"synchronize_session": False}
    )
