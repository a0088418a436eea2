"""Locks on what can be guessed: each try is counted, in a transaction of its own, before it is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_babel import gettext

from eventreg import clock
from eventreg.domain import tries
from eventreg.extensions import db


def name_of(kind: str, whose: str) -> str:
    """Return under which name the tries at somebody's secret of a kind are counted."""
    return tries.digest(current_app.config["SETTINGS"].person_key.encode(), kind, whose)


def take(of: str) -> bool:
    """Count a try; say whether it may be made. Those that come while it is locked write nothing."""
    if tries.are_too_many(db.session, of, now=clock.now()):
        return False
    with apart():
        return tries.take(db.session, of, now=clock.now())


def forget(of: str) -> None:
    """Forget the tries, since the right one came."""
    with apart():
        tries.forget(db.session, of)


@contextmanager
def apart() -> Iterator[None]:
    """Write in a transaction of its own, whatever this request was announced to do."""
    announced = db.session().info.get("writes", True)
    db.session.rollback()
    db.session().info["writes"] = True
    try:
        yield
        db.session.commit()
    finally:
        db.session().info["writes"] = announced


def too_many() -> str:
    """Say that a lock is shut, and for how long."""
    return gettext("Too many wrong tries. Wait a quarter of an hour, then try again.")
