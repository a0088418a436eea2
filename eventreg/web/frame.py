"""What every page has around it: the reader's language, the menu, the headers that protect it."""

from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask_babel import gettext
from flask_security import current_user

from eventreg import language
from eventreg.extensions import db
from eventreg.models import Role, User
from eventreg.web import access, demo_mark

POLICY = (
    "default-src 'none'; script-src 'self'{more}; style-src 'self'{styles}; img-src 'self'; font-src 'self';"
    " connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


OF_NO_PROJECT = ("public.privacy", "public.accessibility", "security.login", "security.forgot_password")
"""Pages that everybody reads and that know of no project: they ask whether there is a demo."""
READER = "/door/reader-worker.js"  # reads codes for the door; a worker has a policy of its own
READING = ("security.login",)  # checking a password takes long, and must not hold the write lock meanwhile
WRITING = ("security.change_email_confirm",)  # a link of a mail, which is opened


def dress(app: Flask) -> None:
    """Bind what every request and every page needs."""
    app.before_request(announce)
    app.context_processor(surround)
    app.after_request(protect)


def announce() -> None:
    """Say whether this request may write, so that the right transaction begins; no address of ours holds a NUL."""
    if "\0" in request.path:
        abort(404)
    changes = (request.method not in access.SAFE and request.endpoint) or request.endpoint in WRITING
    db.session().info["writes"] = bool(changes) and request.endpoint not in READING


def surround() -> dict[str, object]:
    """Return what the frame of a page shows; a mail has no request and needs none of it."""
    if not request:
        return {}
    user: User | None = access.user() if current_user and current_user.is_authenticated else None
    return {
        "lang": language.current(),
        "switch_url": _switch_url(),
        "user": user,
        "menu": _menu(user) if user else [],
        "demo": request.endpoint in OF_NO_PROJECT and demo_mark.stands(),
    }


def protect(response: Response) -> Response:
    """Add the headers that protect a page; no cache keeps it unless its view says so in `g`."""
    if response.mimetype == "text/html":  # a file in another language is no wish to read the pages in it
        language.remember()
    more = " 'wasm-unsafe-eval'" if request.path.endswith(READER) else ""
    styles = f" 'unsafe-hashes'{g.styles}" if "styles" in g else ""  # of the letters that a page shows
    response.headers.setdefault("Content-Security-Policy", POLICY.format(more=more, styles=styles))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    if current_app.config["SETTINGS"].secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers["Cache-Control"] = g.get("cache_control", "no-store")  # whatever a library said
    return response


def _switch_url() -> str:
    """Return this page in the other language."""
    other = next(code for code in language.LANGUAGES if code != language.current())
    arguments = {**request.args.to_dict(), "lang": other}
    return f"{request.path}?{urlencode(arguments)}"


def _menu(user: User) -> list[dict[str, str]]:
    held = access.roles()
    menu = []
    if Role.ORGANISER in held or user.administrator:
        menu.append({"key": "organiser", "label": gettext("Organise"), "url": url_for("organiser.home")})
    if Role.COORDINATOR in held:
        menu.append({"key": "results", "label": gettext("Results"), "url": url_for("results.home")})
    if user.administrator:
        menu.append({"key": "admin", "label": gettext("Administer"), "url": url_for("admin.home")})
    return menu
