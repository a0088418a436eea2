"""The account of somebody with access: where they land, and what they change about themselves."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext

from eventreg.domain import accounts
from eventreg.extensions import db
from eventreg.models import Role
from eventreg.web import access
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
    return render_template("account/home.html", form=form, codes_left=len(person.mf_recovery_codes or ()))
