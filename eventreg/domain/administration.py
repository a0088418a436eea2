"""What an administrator does with accounts: list them, close and open them, help after a lost phone."""

import secrets
from datetime import datetime

from sqlalchemy import null, select, update
from sqlalchemy.orm import Session

from eventreg.domain import audit, sessions
from eventreg.domain.folding import fold
from eventreg.models import User


def list_users(session: Session, wanted: str = "") -> list[User]:
    """Return the accounts by name; those whose name or address holds what is wanted, whatever case and accents."""
    found = session.scalars(select(User).order_by(User.name, User.id))
    return [user for user in found if fold(wanted) in fold(f"{user.name} {user.email}")]


def find(session: Session, user_id: int) -> User | None:
    """Return an account."""
    return session.get(User, user_id)


def deactivate(session: Session, user: User, *, by: User, now: datetime) -> bool:
    """Close somebody else's account and end its sessions; what they did stays. Return whether it was closed.

    An account is not closed by one that is closed itself: of two administrators who close each other's, one stays.
    """
    if by.id not in _lock_administrators(session):
        return False
    open_one = update(User).where(User.id == user.id, User.id != by.id, User.active)
    if session.execute(open_one.values(active=False, fs_uniquifier=secrets.token_hex(32))).rowcount == 0:
        return False
    sessions.end_all(session, user, now=now)
    audit.log(session, "deactivate", "user", user.id, by=by, now=now)
    return True


def activate(session: Session, user: User, *, by: User, now: datetime) -> bool:
    """Open an account again, with the password that it had; return whether it was closed."""
    closed = update(User).where(User.id == user.id, ~User.active)
    if session.execute(closed.values(active=True)).rowcount == 0:
        return False
    audit.log(session, "activate", "user", user.id, by=by, now=now)
    return True


def make_administrator(session: Session, user: User, *, by: User, now: datetime) -> bool:
    """Give somebody the right of an administrator; return whether they did not have it."""
    others = update(User).where(User.id == user.id, ~User.administrator)
    if session.execute(others.values(administrator=True)).rowcount == 0:
        return False
    audit.log(session, "make_administrator", "user", user.id, by=by, now=now)
    return True


def take_administrator(session: Session, user: User, *, by: User, now: datetime) -> bool:
    """Take the right of an administrator away, never from the last who can log in; return whether it was taken."""
    others = _lock_administrators(session) - {user.id}
    theirs = update(User).where(User.id == user.id, User.administrator)
    if not others or session.execute(theirs.values(administrator=False)).rowcount == 0:
        return False
    audit.log(session, "take_administrator", "user", user.id, by=by, now=now)
    return True


def reset_second_factor(session: Session, user: User, *, by: User | None, now: datetime) -> bool:
    """Take the second factor and its recovery codes off somebody else's account, and end its sessions; return if so.

    A command (`by` is None) helps the only administrator too.
    """
    others = User.id.is_distinct_from(by.id if by else None)
    with_one = update(User).where(User.id == user.id, others, User.tf_primary_method.is_not(None))
    taken = with_one.values(tf_primary_method=None, tf_totp_secret=None, tf_last_step=None, mf_recovery_codes=null())
    if session.execute(taken).rowcount == 0:
        return False
    sessions.end_all(session, user, now=now)
    audit.log(session, "reset_second_factor", "user", user.id, by=by, now=now)
    return True


def _lock_administrators(session: Session) -> set[int]:
    """Return who administers and can log in; until the transaction ends, nobody takes that from anybody else."""
    able = select(User.id).where(User.administrator, User.active).order_by(User.id).with_for_update()
    return set(session.scalars(able))
