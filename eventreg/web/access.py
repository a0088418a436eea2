"""Who may open what: every view says so, and a view that says nothing opens for nobody."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_security import current_user, logout_user

from eventreg.domain import accounts, projects
from eventreg.extensions import csrf, db
from eventreg.models import Role, User
from eventreg.web import logged_in

View = TypeVar("View", bound=Callable[..., object])
Found = TypeVar("Found")


class Access(StrEnum):
    """What a visitor must be; whose object it is, the WHERE of the lookup says."""

    PUBLIC = "public"
    NOBODY = "nobody"  # pages of libraries that we do without
    HALFWAY = "halfway"  # the password was right, the second factor is still to come; the view itself looks
    DOOR = "door"  # a pass: a bearer token or one in the session, which the view itself looks up
    MONITOR = "monitor"  # a program with the token of METRICS_TOKEN; the view itself looks
    USER = "user"
    ORGANISER = "organiser"
    COORDINATOR = "coordinator"
    STAFF = "staff"  # any of these: organiser, coordinator, administrator
    ADMINISTRATOR = "administrator"


FOREIGN = {  # endpoints of libraries, which carry no mark
    "static": Access.PUBLIC,
    "security.static": Access.PUBLIC,
    "security.login": Access.PUBLIC,
    "security.logout": Access.PUBLIC,
    "security.verify": Access.USER,
    "security.forgot_password": Access.PUBLIC,
    "security.reset_password": Access.PUBLIC,
    "security.change_password": Access.USER,
    "security.change_email": Access.USER,
    "security.change_email_confirm": Access.PUBLIC,
    "security.two_factor_setup": Access.USER,
    "security.two_factor_setup_validate": Access.USER,
    "security.mf_recovery_codes": Access.USER,
    "security.two_factor_token_validation": Access.HALFWAY,
    "security.mf_recovery": Access.HALFWAY,
    "security.two_factor_rescue": Access.NOBODY,
    "security.tf_select": Access.NOBODY,
}
GUARDED = (Access.ORGANISER, Access.COORDINATOR, Access.STAFF, Access.ADMINISTRATOR)


FORMS_OF_LIBRARIES = ("security.login",)  # check their own token
SAFE = ("GET", "HEAD", "OPTIONS")


def requires(access: Access) -> Callable[[View], View]:
    """Mark a view with what its visitor must be."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def csrf_in_form(view: View) -> View:
    """Mark a view whose form checks its CSRF token itself, so that an expired one loses nothing that was typed."""
    view.csrf_in_form = True  # type: ignore[attr-defined]
    return view


def one_click(view: View) -> View:
    """Mark a view that is to be pressed from outside, without a token: what it is sent for is signed in its address."""
    view.one_click = True  # type: ignore[attr-defined]
    return view


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Mark a view whose form sends files, of at most `most_bytes` together with all else; no other takes any."""

    def mark(view: View) -> View:
        view.takes_files = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return what an endpoint demands, or None if nobody said."""
    return FOREIGN.get(endpoint) or getattr(app.view_functions[endpoint], "access", None)


def guard(app: Flask) -> None:
    """Check every request of an application before its view."""
    app.before_request(check)
    app.before_request(check_csrf)


def check() -> object:
    """Before each request: let in who may come in, send others to log in (a program: 401), or answer 403."""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        abort(403)
    if access is Access.NOBODY:
        abort(404)
    if access in (Access.PUBLIC, Access.DOOR, Access.MONITOR):
        return None
    if access is Access.HALFWAY:
        return redirect(url_for("account.start")) if current_user.is_authenticated else None
    if not _is_logged_in():
        if request.blueprint == "api":
            abort(401)
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if not _has(user(), access):
        abort(403)
    if access in GUARDED and lacks_second_factor():
        if request.blueprint == "api":
            abort(403)
        return redirect(url_for("security.two_factor_setup"))
    return None


def _is_logged_in() -> bool:
    """Say whether somebody is logged in here; a session that was ended elsewhere is forgotten by its browser too."""
    if not current_user.is_authenticated:
        return False
    if logged_in.stands(user()):
        return True
    logout_user()
    return False


def lacks_second_factor() -> bool:
    """Say whether the visitor may not work before setting up a second factor (docs/decisions/0008).

    Coordinators and administrators need one; a demo's accounts do not while there is nothing but the demo.
    """
    visitor = user()
    if visitor.second_factor or not (visitor.administrator or Role.COORDINATOR in roles()):
        return False
    return not (visitor.demo and projects.is_only_demo(db.session))


def check_csrf() -> None:
    """Before each request that may change something: refuse it unless one of our own pages sent it.

    The API is left out as a whole: it listens to bearer tokens, which no other site can send.
    """
    if request.method in SAFE or request.endpoint is None or request.blueprint == "api":
        return
    view = current_app.view_functions[request.endpoint]
    most_bytes = getattr(view, "takes_files", None)
    if most_bytes is not None:
        request.max_content_length = most_bytes
    # No other page of ours sends either, and libraries take them for texts of a form.
    if request.is_json or (request.files and most_bytes is None):
        abort(415)
    if getattr(view, "one_click", False):
        return
    if request.endpoint not in FORMS_OF_LIBRARIES and not getattr(view, "csrf_in_form", False):
        csrf.protect()


def user() -> User:
    """Return the user who is logged in, as the row of the table."""
    return current_user._get_current_object()


def roles() -> set[Role]:
    """Return what the visitor is in any project; nothing for one who has not logged in. Read once a request."""
    if "roles" not in g:
        g.roles = accounts.roles_of(db.session, user()) if current_user.is_authenticated else set()
    return g.roles


def or_404(found: Found | None) -> Found:
    """Return what was found; not found, or not the visitor's, is 404."""
    if found is None:
        abort(404)
    return found


def _has(visitor: User, access: Access) -> bool:
    if access is Access.USER:
        return True
    if access is Access.ORGANISER:
        return visitor.administrator or Role.ORGANISER in roles()
    if access is Access.STAFF:
        return visitor.administrator or bool(roles() & {Role.ORGANISER, Role.COORDINATOR})
    if access is Access.ADMINISTRATOR:
        return visitor.administrator
    return Role.COORDINATOR in roles()
