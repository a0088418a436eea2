"""In which browsers somebody is logged in; the cookie holds a token, we only its hash."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventreg.domain.tickets import digest
from eventreg.models import User, UserSession

SEEN_AGAIN = timedelta(hours=1)  # how exactly we know when somebody was last here


def begin(session: Session, user_id: int, *, device: str, now: datetime) -> str:
    """Note that somebody logged in; return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(user_id=user_id, token_hash=digest(token), device=device[:200], created_at=now, seen_at=now)
    )
    session.flush()
    return token


def find(session: Session, user_id: int, token: str) -> UserSession | None:
    """Return the session of this user that a token stands for, unless it has ended."""
    return session.scalar(
        select(UserSession).where(
            UserSession.token_hash == digest(token), UserSession.user_id == user_id, UserSession.ended_at.is_(None)
        )
    )


def mark_seen(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that somebody is here."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now))


def list_of(session: Session, user: User) -> list[UserSession]:
    """Return the sessions of a user that have not ended, the last used first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
            .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
        )
    )


def end(session: Session, user: User, session_id: int, *, now: datetime) -> bool:
    """End one of a user's own sessions; return whether there was one to end."""
    own = update(UserSession).where(
        UserSession.id == session_id, UserSession.user_id == user.id, UserSession.ended_at.is_(None)
    )
    return session.execute(own.values(ended_at=now)).rowcount > 0


def end_all(session: Session, user: User, *, but: str = "", now: datetime) -> int:
    """End all sessions of a user, but for the one of a token; return how many."""
    open_ones = update(UserSession).where(
        UserSession.user_id == user.id, UserSession.ended_at.is_(None), UserSession.token_hash != digest(but)
    )
    return session.execute(open_ones.values(ended_at=now)).rowcount
