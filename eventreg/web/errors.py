"""What is said when something goes wrong: a page to a person, problem details (RFC 9457) to a program."""

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, json, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from eventreg import faults
from eventreg.extensions import DatabaseFailure, UnfitData, db, let_go, put_away
from eventreg.web import demo_mark

log = logging.getLogger(__name__)

RETRY_AFTER = 60  # seconds; the page says "in a minute"


def register(app: Flask) -> None:
    """Answer every error of the application in its reader's way."""
    app.register_error_handler(CSRFError, _session_lost)
    app.after_request(_stay_here)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(DatabaseFailure, _database)
    app.register_error_handler(UnfitData, _unfit)
    app.register_error_handler(Exception, _unforeseen)
    app.teardown_appcontext(_put_away)


def problem(status: int, title: str, detail: str = "", **more: object) -> Response:
    """Return problem details for a program: `status`, a `title` of the kind, a `detail` of this case, the request."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {}), **more}
    body["request"] = g.request_id
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _put_away(_error: BaseException | None) -> None:
    """Let go of the database before the extension does, which would make an answer that is ready a failure."""
    put_away(db.session())


def _stay_here(response: Response) -> Response:
    """Lead to the address with its slash within the site: the request may lie about the name of it."""
    error = request.routing_exception
    if not isinstance(error, RequestRedirect):
        return response
    path, query = urlsplit(error.new_url)[2:4]
    return redirect(f"/{path.lstrip('/')}{'?' if query else ''}{query}", error.code)


def _known(error: HTTPException) -> object:
    if error.response is not None or (error.code or 500) < 400:
        return error
    return _answer(error.code or 500, error)


def _session_lost(_error: CSRFError) -> object:
    return _answer(400)


def _database(error: DatabaseFailure) -> object:
    let_go(db.session())
    log.error("request %s: database: %s", g.request_id, type(error.orig).__name__)
    g.database_failed = True
    g._login_user = current_app.login_manager.anonymous_user()  # who it is, only the database knows
    return _answer(503)


def _unfit(_error: UnfitData) -> object:
    """Answer what no column can hold, such as a NUL in a text."""
    db.session.rollback()
    return _answer(400)


def _unforeseen(error: Exception) -> object:
    let_go(db.session())
    log.error("request %s failed at %s: %s", g.request_id, request.endpoint, faults.describe(error))
    return _answer(500)


def _answer(code: int, error: HTTPException | None = None) -> object:
    title, message = _words(code)
    g.pop("cache_control", None)  # whatever the view would have let others keep
    headers = dict(error.get_headers()) if error is not None and code in (405, 429) else {}
    headers.pop("Content-Type", None)
    if code == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    if _is_program():
        response = problem(code, title, message)
    else:
        facts = {"title": title, "message": message, "request_id": g.request_id, "demo": demo_mark.stands()}
        page = render_template("errors/error.html", code=code, **facts)
        response = Response(page, code)
    response.headers.update(headers)
    return response


def _is_program() -> bool:
    """Say whether a program asks: of the interface, or for JSON rather than for a page."""
    wanted = request.accept_mimetypes
    return request.path.startswith("/api/") or wanted["application/json"] > wanted["text/html"]


def _words(code: int) -> tuple[str, str]:
    """Return a title and a sentence of what to do, in the reader's language."""
    if code == 401:
        return gettext("Log in first"), gettext("This is for people with access only.")
    if code == 403:
        return gettext("This page is not for you"), gettext("Ask an administrator if you need it for your work.")
    if code == 404:
        return gettext("There is no such page"), gettext("The address may be mistyped, or the page has gone.")
    if code == 405:
        return gettext("This cannot be done this way"), gettext("Go back and use the button on the page.")
    if code == 413:
        return gettext("This is too much at once"), gettext("Send less, or in smaller parts.")
    if code == 429:
        return gettext("Too many tries"), gettext(
            "Too many links that lead nowhere were opened from your network. Wait a quarter of an hour, then try again."
            " A link that is right still opens: check that no letter of it is missing."
        )
    if code == 503:
        return gettext("We cannot answer right now"), gettext("Nothing was lost. Try again in a minute.")
    if code >= 500:
        return gettext("Something went wrong here"), gettext("It is our fault, and we have noted it. Try again soon.")
    return gettext("We did not understand this"), gettext("Go back, load the page anew and try again.")
