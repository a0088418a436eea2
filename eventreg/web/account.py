"""The account of somebody with access: where they land, and what they change about themselves."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.domain import accounts, sessions
from eventreg.domain.tickets import digest
from eventreg.extensions import db
from eventreg.models import Role
from eventreg.web import access, logged_in
from eventreg.web.access import Access, csrf_in_form, requires
from eventreg.web.forms.account import AccountForm

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/start")
@requires(Access.USER)
def start():
    """Lead a user to the pages of their work: an organiser's, a coordinator's, or the public ones."""
    held = access.roles()
    if Role.ORGANISER in held or access.user().administrator:
        return redirect(url_for("organiser.home"))
    return redirect(url_for("results.home" if Role.COORDINATOR in held else "public.index"))


@bp.route("/", methods=["GET", "POST"])
@requires(Access.USER)
@csrf_in_form
def home():
    """Show an account: name and language, which can be changed here, and the ways to all else."""
    person = access.user()
    form = AccountForm(obj=person)
    if form.validate_on_submit():
        accounts.rename(person, name=form.name.data, language=form.language.data)
        db.session.commit()
        session["lang"] = person.language
        flash(gettext("Saved."), "success")
        return redirect(url_for(".home"), 303)
    facts = {
        "codes_left": len(person.mf_recovery_codes or ()),
        "sessions": sessions.list_of(db.session, person),
        "here": digest(logged_in.token()),
    }
    return render_template("account/home.html", form=form, **facts)


@bp.post("/sessions/<int:session_id>/end")
@requires(Access.USER)
def end_session(session_id):
    """Log somebody out of one of their browsers."""
    if sessions.end(db.session, access.user(), session_id, now=clock.now()):
        db.session.commit()
        flash(gettext("Logged out there."), "success")
    return redirect(url_for(".home"), 303)


@bp.post("/sessions/end-others")
@requires(Access.USER)
def end_others():
    """Log somebody out everywhere but here."""
    sessions.end_all(db.session, access.user(), but=logged_in.token(), now=clock.now())
    db.session.commit()
    flash(gettext("You are logged in only here now."), "success")
    return redirect(url_for(".home"), 303)
