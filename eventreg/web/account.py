"""Where a user lands who has logged in."""

from flask import Blueprint, redirect, url_for

from eventreg.models import Role
from eventreg.web import access
from eventreg.web.access import Access, requires

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/start")
@requires(Access.USER)
def start():
    """Lead a user to the pages of their work: an organiser's, a coordinator's, or the public ones."""
    held = access.roles()
    if Role.ORGANISER in held or access.user().administrator:
        return redirect(url_for("organiser.home"))
    return redirect(url_for("results.home" if Role.COORDINATOR in held else "public.index"))
