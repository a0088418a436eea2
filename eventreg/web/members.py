"""The members of a project: who has which role, who is invited, and the organisations that they may be limited to."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.domain import invitations, members, organisers
from eventreg.domain.errors import N_, Refused
from eventreg.domain.invitations import Offer
from eventreg.extensions import db
from eventreg.models import Role
from eventreg.web import account_mail, limits, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.members import ROLES, MemberForm, OrganisationForm

bp = Blueprint("members", __name__, url_prefix="/organiser/projects")


@bp.route("/<slug>/people", methods=["GET", "POST"])
@requires(Access.STAFF)
@csrf_in_form
def people(slug):
    """List the members of a project and the invitations that wait; invite somebody."""
    project = own_project(slug)
    may_give = members.roles_to_give(db.session, user(), project)
    organisations = members.list_organisations(db.session, project)
    form = MemberForm().offer(may_give, organisations)
    if form.validate_on_submit():
        role, wanted = Role(form.role.data), form.organisation.data if "organisation" in form else ""
        chosen = next((each for each in organisations if str(each.id) == wanted), None)
        offer = Offer(form.email.data, form.name.data, form.language.data, project, role, _limited(role, chosen))
        if sent_unless_too_often(form, offer):
            return redirect(url_for(".people", slug=slug), 303)
    return render_template("organiser/people.html", **_facts(project, may_give, organisations), form=form)


@bp.route("/<slug>/organisations/new", methods=["GET", "POST"])
@requires(Access.STAFF)
@csrf_in_form
def new_organisation(slug):
    """Add an organisation to a project."""
    project, form = own_project(slug), OrganisationForm()
    if form.validate_on_submit():
        try:
            members.add_organisation(db.session, project, form.organisation_name.data, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The organisation is added."), "success")
            return redirect(url_for(".people", slug=slug), 303)
        except Refused as refused:
            db.session.rollback()
            project = own_project(slug)
            refusals.put(form, refused)
    return render_template("organiser/new_organisation.html", form=form, project=project)


@bp.route("/<slug>/organisations/<int:organisation_id>", methods=["GET", "POST"])
@requires(Access.STAFF)
@csrf_in_form
def edit_organisation(slug, organisation_id):
    """Rename an organisation."""
    project, found = _organisation(slug, organisation_id)
    form = OrganisationForm(organisation_name=found.name)
    if form.validate_on_submit():
        try:
            members.rename_organisation(db.session, found, form.organisation_name.data, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The organisation is renamed."), "success")
            return redirect(url_for(".people", slug=slug), 303)
        except Refused as refused:
            db.session.rollback()
            project, found = _organisation(slug, organisation_id)
            refusals.put(form, refused)
    return render_template("organiser/edit_organisation.html", form=form, project=project, organisation=found)


@bp.post("/<slug>/organisations/<int:organisation_id>/remove")
@requires(Access.STAFF)
def remove_organisation(slug, organisation_id):
    """Remove an organisation to which nothing belongs."""
    _, found = _organisation(slug, organisation_id)
    try:
        members.remove_organisation(db.session, found, by=user(), now=clock.now())
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
        return redirect(url_for(".edit_organisation", slug=slug, organisation_id=organisation_id), 303)
    flash(gettext("The organisation is removed."), "success")
    return redirect(url_for(".people", slug=slug), 303)


@bp.post("/<slug>/invitations/<int:invitation_id>/withdraw")
@requires(Access.STAFF)
def withdraw(slug, invitation_id):
    """Take an invitation back."""
    if invitations.withdraw(db.session, invitation_id, own_project(slug), by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The invitation is withdrawn."), "success")
    return redirect(url_for(".people", slug=slug), 303)


@bp.post("/<slug>/people/<int:membership_id>/remove")
@requires(Access.STAFF)
def remove(slug, membership_id):
    """End somebody's role in a project."""
    project = own_project(slug)
    may_give = members.roles_to_give(db.session, user(), project)
    if members.remove(db.session, project, membership_id, of=may_give, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The role has ended."), "success")
    return redirect(url_for(".people", slug=slug), 303)


def own_project(slug):
    """Return a project whose members the visitor may change, else 404."""
    return or_404(members.find_project(db.session, user(), slug))


def sent_unless_too_often(form, offer):
    """Invite somebody and write to them, unless this happens too often, which the form then says."""
    try:
        limits.take(limits.INVITATION, str(user().id))
    except Refused as refused:
        refusals.put(form, refused)
        return False
    send(offer)
    return True


def _organisation(slug, organisation_id):
    project = own_project(slug)
    return project, or_404(members.find_organisation(db.session, project, organisation_id))


def send(offer):
    """Invite somebody and write to them, in one transaction."""
    made, secret = invitations.invite(db.session, offer, by=user(), now=clock.now())
    link = current_app.config["SETTINGS"].public_url + url_for("invitations.accept", secret=secret, lang=made.language)
    subject = N_("You are invited to work with us")
    facts = {"link": link, "invitation": made, "project": offer.project, "role": ROLES.get(offer.role), "by": user()}
    facts["organisation"] = offer.organisation
    account_mail.write("account/email/invitation", subject, made.email, made.language, **facts)
    db.session.commit()
    flash(gettext("The invitation is on its way to %(email)s.", email=offer.email), "success")


def _limited(role, organisation):
    """Return the organisation that a role is limited to; only an organiser's is."""
    return organisation if role is Role.ORGANISER else None


def _facts(project, may_give, organisations):
    return {
        "project": project,
        "members": members.list_of(db.session, project),
        "waiting": invitations.list_waiting(db.session, project, now=clock.now()),
        "organisations": organisations,
        "may_give": may_give,
        "roles": ROLES,
        "organises": organisers.find_whole(db.session, user(), project.slug) is not None,
    }
