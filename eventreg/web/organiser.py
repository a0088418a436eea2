"""An organiser's projects: all of them at a glance, one of them in full, a new one."""

from flask import Blueprint, redirect, render_template, url_for

from eventreg import clock
from eventreg.domain import events, indicators, organisers, projects
from eventreg.domain.errors import Refused
from eventreg.domain.projects import ProjectTerms
from eventreg.extensions import db
from eventreg.models import Part, Role
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.organiser import PROGRAMMES, ProjectForm
from eventreg.web.forms.organiser_project import PARTS

bp = Blueprint("organiser", __name__, url_prefix="/organiser")


@bp.get("/")
@requires(Access.ORGANISER)
def home():
    """Show an organiser's projects, each with its events."""
    mine = projects.list_for(db.session, user(), Role.ORGANISER)
    by_project = events.list_organised(db.session, user(), mine)
    may_create = projects.may_create(db.session, user())
    return render_template("organiser/home.html", projects=mine, by_project=by_project, may_create=may_create)


@bp.route("/projects/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new_project():
    """Create a project from the terms of its grant."""
    or_404(projects.may_create(db.session, user()) or None)
    form = ProjectForm()
    if form.validate_on_submit():
        try:
            made = projects.create(db.session, ProjectTerms(**form.terms()), by=user(), now=clock.now())
            db.session.commit()
            return redirect(url_for(".project", slug=made.slug), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
    return render_template("organiser/new_project.html", form=form)


@bp.get("/projects/<slug>")
@requires(Access.ORGANISER)
def project(slug):
    """Show one project: its events, and the terms of its grant."""
    found = or_404(projects.find_for(db.session, user(), Role.ORGANISER, slug))
    facts = {
        "events": events.list_organised(db.session, user(), [found])[found.id],
        "indicators": indicators.list_for(db.session, user(), found),
        "whole": organisers.limit_of(db.session, user(), found) is None,
        "programme": PROGRAMMES[found.programme],
        "counted": [PARTS[Part(part)] for part in found.counted_parts],
    }
    return render_template("organiser/project.html", project=found, **facts)
