"""The second factor of a user: each code of the app is taken once, and each recovery code."""

from collections.abc import Callable

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from eventreg.models import User


def take_step(session: Session, user_id: int, step: int) -> bool:
    """Take the code of a time step (RFC 6238, 5.2); return False if it, or a later one, has been taken before."""
    later = update(User).where(User.id == user_id, or_(User.tf_last_step.is_(None), User.tf_last_step < step))
    return session.execute(later.values(tf_last_step=step)).rowcount > 0


def take_recovery_code(session: Session, user_id: int, fits: Callable[[str], bool]) -> bool:
    """Take the kept recovery code that `fits` off the list; return whether there was one.

    The lock on the row lets the second of two requests read the list only when the first has written it.
    """
    locked = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    user = session.scalars(locked).one()
    kept = list(user.mf_recovery_codes or ())
    found = next((code for code in kept if fits(code)), None)
    if found is None:
        return False
    user.mf_recovery_codes = [code for code in kept if code != found]
    session.flush()
    return True
