"""Taking up an invitation: a new colleague chooses a password, a known one logs in and says yes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_security import current_user, hash_password

from eventreg import clock
from eventreg.domain import accounts, invitations
from eventreg.domain.errors import InvitationOver, InvitedElsewhere, Refused
from eventreg.extensions import db, security
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.members import ROLES, ConfirmForm, WelcomeForm

bp = Blueprint("invitations", __name__, url_prefix="/account/invitations")


@bp.route("/<secret>", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def accept(secret):
    """Show what is offered; take it up with a new account, or with the one that has its address."""
    found = invitations.find(db.session, secret, now=clock.now())
    if found is None:
        return render_template("account/invitation_over.html", message=refusals.sentence(InvitationOver())), 404
    known = accounts.find_user(db.session, found.email)
    if known is not None and not current_user.is_authenticated:
        return redirect(url_for("security.login", next=request.path))
    form = ConfirmForm() if known else WelcomeForm(name=found.name)
    if form.validate_on_submit() and _fits(form):
        try:
            person = _person(found, form, known)
            invitations.accept(db.session, found, person, now=clock.now())
            db.session.commit()
            flash(gettext("Welcome. Your access is ready."), "success")
            return redirect(_onwards(), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
    role = ROLES[found.role] if found.role else gettext("Administrator")
    return render_template("account/invitation.html", form=form, invitation=found, role=role, secret=secret)


def _onwards():
    """Return where to go: to one's work, or to logging in for whoever chose a password just now."""
    return url_for("account.start" if current_user.is_authenticated else "security.login")


def _fits(form):
    """Say whether a new password is long enough."""
    if "password" not in form:
        return True
    faults, form.password.data = security.password_util.validate(form.password.data, True)
    form.password.errors = [str(fault) for fault in faults or ()]
    return not faults


def _person(found, form, known):
    """Return who takes the invitation up: the account of its address, new or known."""
    if known is not None:
        if user().id != known.id:
            raise InvitedElsewhere
        return known
    return accounts.create_user(
        db.session,
        email=found.email,
        name=form.name.data,
        password_hash=hash_password(form.password.data),
        language=found.language,
        now=clock.now(),
    )
