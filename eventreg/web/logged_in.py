"""Where somebody is logged in: a row for each browser, begun and ended as Flask-Security says."""

from flask import Flask, after_this_request, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import change_email_confirmed, password_changed, password_reset

from eventreg import clock
from eventreg.domain import sessions
from eventreg.extensions import db
from eventreg.models import User
from eventreg.web import account_mail, locks

TOKEN = "sitting"
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def follow(app: Flask) -> None:
    """Listen to what happens to the accounts of an application."""
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    for signal in (password_changed, password_reset, change_email_confirmed):
        signal.connect(_end_others, app)
    change_email_confirmed.connect(account_mail.tell_old_address, app)


def token() -> str:
    """Return the token of this browser's cookie, "" for none."""
    return session.get(TOKEN, "")


def stands(user: User) -> bool:
    """Say whether this browser's session has not been ended; now and then, note that somebody is here."""
    found, now = sessions.find(db.session, user.id, token()), clock.now()
    if found is None:
        return False
    if found.seen_at < now - sessions.SEEN_AGAIN:
        _mark_seen(found.id)
    return True


def device() -> str:
    """Return browser and system, as far as the browser says."""
    said = request.user_agent.string
    names = [next((name for mark, name in known if mark in said), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or "–"


def _mark_seen(session_id: int) -> None:
    with locks.apart():
        sessions.mark_seen(db.session, session_id, now=clock.now())


def _begin(_app: Flask, user: User, **_more: object) -> None:
    user_id = user.id
    if not db.session().info.get("writes", True):  # the password was checked without the write lock
        db.session.rollback()
        db.session().info["writes"] = True
    session.setdefault("lang", user.language)
    session[TOKEN] = sessions.begin(db.session, user_id, device=device(), now=clock.now())


def _end(_app: Flask, user: User, **_more: object) -> None:
    known = sessions.find(db.session, user.id, session.pop(TOKEN, ""))
    if known is not None and db.session().info.get("writes", True):
        sessions.end(db.session, user, known.id, now=clock.now())
        after_this_request(_commit)


def _end_others(_app: Flask, user: User, **_more: object) -> None:
    sessions.end_all(db.session, user, but=token(), now=clock.now())


def _commit(response):
    db.session.commit()
    return response
