"""Wrong tries at a secret: counted for a quarter of an hour, then forgotten; too many, and no more are taken.

Of whom or what the secret is, is kept as a keyed hash, so that a name which nobody has behaves like any other.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eventreg.models import FailedTry

WINDOW = timedelta(minutes=15)
MOST = 10


def digest(key: bytes, kind: str, whose: str) -> str:
    """Return under which name the tries at a secret are counted: of which kind it is, and whose."""
    return hmac.digest(key, f"try\0{kind}\0{whose.strip().lower()}".encode(), hashlib.sha256).hex()


def note(session: Session, of: str, *, now: datetime) -> None:
    """Note a wrong try; those that are too old to count, of anybody, go."""
    session.execute(delete(FailedTry).where(FailedTry.at <= now - WINDOW))
    session.add(FailedTry(digest=of, at=now))
    session.flush()


def are_too_many(session: Session, of: str, *, now: datetime) -> bool:
    """Say whether no more tries are taken now."""
    recent = select(func.count()).where(FailedTry.digest == of, FailedTry.at > now - WINDOW)
    return (session.scalar(recent) or 0) >= MOST


def forget(session: Session, of: str) -> None:
    """Forget the wrong tries at a secret, since the right one came."""
    session.execute(delete(FailedTry).where(FailedTry.digest == of))
