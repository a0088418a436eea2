"""An organiser's activities without attendance: services, publications, media."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import events, indicators, organisers, projects
from eventreg.domain.errors import Refused
from eventreg.domain.events import EventDraft
from eventreg.extensions import db
from eventreg.models import Event, Kind, Project, Role
from eventreg.web import differences, event_answers, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.fields import in_languages
from eventreg.web.forms.organiser_activities import KINDS, ActivityForm

SAME = (
    "number", "kind", "work_package", "partners", "place", "website", "first_day", "last_day", "period_reason",
)  # fmt: skip

bp = Blueprint("organiser_activities", __name__, url_prefix="/organiser")


@bp.route("/projects/<slug>/activities/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new(slug):
    """Describe an activity without attendance."""
    project = or_404(projects.find_for(db.session, user(), Role.ORGANISER, slug))
    form = _form(ActivityForm(data={"number": events.next_number(db.session, project)}), project)
    if form.validate_on_submit():
        try:
            made = events.create(db.session, project, _draft(form, project), by=user(), now=clock.now())
            db.session.commit()
            return redirect(url_for(".show", activity_id=made.id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
    return render_template("organiser/new_activity.html", form=form, project=project)


@bp.get("/activities/<int:activity_id>")
@requires(Access.ORGANISER)
def show(activity_id):
    """Show an activity and its indicators."""
    activity = own_activity(activity_id)
    facts = {
        "indicators": indicators.list_of_event(db.session, activity),
        "organisation": organisers.name_of(db.session, activity),
        "kind": KINDS[activity.kind],
    }
    return render_template("organiser/activity.html", activity=activity, project=activity.project, **facts)


@bp.route("/activities/<int:activity_id>/edit", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(activity_id):
    """Change an activity, unless somebody else has changed it since the page was opened."""
    activity, changed = own_activity(activity_id), []
    form = _form(ActivityForm(data=_answers(activity)), activity.project)
    if form.validate_on_submit():
        try:
            seen, draft = form.version.data or 0, _draft(form, activity.project)
            events.change(db.session, activity, draft, seen=seen, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The changes are saved."), "success")
            return redirect(url_for(".show", activity_id=activity_id), 303)
        except Refused as refused:
            db.session.rollback()
            activity = own_activity(activity_id)
            saved = _form(ActivityForm(formdata=None, data=_answers(activity)), activity.project)
            changed = differences.compare(form, saved, refused, version=activity.version)
    facts = {"activity": activity, "project": activity.project, "changed": changed}
    return render_template("organiser/edit_activity.html", form=form, **facts)


def own_activity(activity_id: int) -> Event:
    """Return an activity of the organiser, or answer 404; events with attendance have pages of their own."""
    activity = or_404(events.find_for(db.session, user(), Role.ORGANISER, activity_id))
    if activity.kind is Kind.EVENT:
        abort(404)
    return activity


def _form(form: ActivityForm, project: Project) -> ActivityForm:
    event_answers.offer_organisations(form, project)
    return form


def _draft(form: ActivityForm, project: Project) -> EventDraft:
    return EventDraft(
        **{name: form[name].data for name in SAME},
        name=in_languages(form.name_lv.data, form.name_en.data),
        description=in_languages(form.description_lv.data, form.description_en.data),
        organisation_id=event_answers.organisation_of(form, project),
    )


def _answers(activity: Event) -> dict[str, object]:
    texts = {
        f"{name}_{code}": getattr(activity, name).get(code, "")
        for name in ("name", "description")
        for code in language.LANGUAGES
    }
    same = {name: getattr(activity, name) for name in (*SAME, "version")}
    return {**texts, **same, "organisation": activity.organisation_id}
