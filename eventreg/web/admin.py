"""An administrator's pages: the accounts, the projects, the log of who did what."""

from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import administration, audit_reading, invitations, projects
from eventreg.domain.audit_reading import PAGE, Sieve
from eventreg.domain.invitations import Offer
from eventreg.extensions import db
from eventreg.web import audit_words, members
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.admin import LogForm
from eventreg.web.forms.members import InviteForm

bp = Blueprint("admin", __name__, url_prefix="/admin")
DOES = {
    "activate": administration.activate,
    "deactivate": administration.deactivate,
    "make-administrator": administration.make_administrator,
    "take-administrator": administration.take_administrator,
    "reset-second-factor": administration.reset_second_factor,
}


@bp.get("/")
@requires(Access.ADMINISTRATOR)
def home():
    """List the accounts, all or those that are like `q`."""
    wanted = request.args.get("q", "").strip()
    return render_template("admin/users.html", users=administration.list_users(db.session, wanted), q=wanted)


@bp.post(f"/users/<int:user_id>/<any({', '.join(map(repr, DOES))}):what>")
@requires(Access.ADMINISTRATOR)
def change_user(user_id, what):
    """Change an account as the button says."""
    found = or_404(administration.find(db.session, user_id))
    if DOES[what](db.session, found, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("Done, and noted in the log."), "success")
    return redirect(url_for(".home"), 303)


@bp.route("/invite", methods=["GET", "POST"])
@requires(Access.ADMINISTRATOR)
@csrf_in_form
def invite():
    """Invite another administrator, and show who is invited."""
    form = InviteForm()
    if form.validate_on_submit():
        offer = Offer(form.email.data, form.name.data, form.language.data)
        if members.sent_unless_too_often(form, offer):
            return redirect(url_for(".invite"), 303)
    waiting = invitations.list_waiting(db.session, None, now=clock.now())
    return render_template("admin/invite.html", form=form, waiting=waiting)


@bp.post("/invitations/<int:invitation_id>/withdraw")
@requires(Access.ADMINISTRATOR)
def withdraw(invitation_id):
    """Take back an invitation to administer."""
    if invitations.withdraw(db.session, invitation_id, None, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The invitation is withdrawn."), "success")
    return redirect(url_for(".invite"), 303)


@bp.get("/projects")
@requires(Access.ADMINISTRATOR)
def list_projects():
    """List all projects, with the way to their people."""
    return render_template("admin/projects.html", projects=projects.list_all(db.session))


@bp.get("/log")
@requires(Access.ADMINISTRATOR)
def log():
    """Show the log of who did what, newest first, a hundred lines at a time."""
    people = [(each.id, each.name) for each in administration.list_users(db.session)]
    named = [(each.id, language.plain(each.name)) for each in projects.list_all(db.session)]
    actions = [(":".join(pair), audit_words.sentence(*pair)) for pair in audit_reading.list_actions(db.session)]
    form = LogForm(request.args).offer(actions, people, named)
    form.validate()
    lines = audit_reading.read(db.session, _sieve(form), before=request.args.get("before", type=int))
    older = lines[PAGE - 1].entry.id if len(lines) > PAGE else None
    asked = {name: value for name, value in request.args.items() if name in form and value}
    return render_template("admin/log.html", form=form, lines=lines[:PAGE], older=older, asked=asked, words=audit_words)


def _sieve(form):
    """Return what the form asks for; what cannot be read asks for nothing."""
    action, _, subject = (form.action.data or "").partition(":")
    return Sieve(
        action or None,
        subject or None,
        _number(form.user.data),
        _number(form.project.data),
        _morning(form.since.data),
        _morning(form.until.data and form.until.data + timedelta(days=1)),
    )


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def _morning(day):
    return datetime.combine(day, time(), language.RIGA) if day else None
