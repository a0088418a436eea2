"""Other numbers that an organiser reports: of the project, or of one of its activities."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import indicators
from eventreg.domain.errors import Refused
from eventreg.domain.indicators import IndicatorDraft, Line
from eventreg.extensions import db
from eventreg.models import Event, Project
from eventreg.web import differences
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.event_answers import texts_of
from eventreg.web.forms.organiser_activities import IndicatorForm
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.organiser_activities import own_activity
from eventreg.web.organiser_project import own_project

bp = Blueprint("organiser_indicators", __name__, url_prefix="/organiser")


@bp.route("/projects/<slug>/indicators/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new(slug):
    """Add a number to a project."""
    return _new(own_project(slug), None)


@bp.route("/activities/<int:activity_id>/indicators/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new_of_activity(activity_id):
    """Add a number to an activity."""
    activity = own_activity(activity_id)
    return _new(activity.project, activity)


@bp.route("/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(indicator_id):
    """Change a number, unless somebody else has changed it since the page was opened."""
    found, changed = _own(indicator_id), []
    project, form = _project_of(found), IndicatorForm(data=_answers(found))
    if form.validate_on_submit():
        try:
            seen, draft = form.version.data or 0, _draft(form)
            indicators.change(db.session, found.indicator, draft, seen=seen, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The changes are saved."), "success")
            return redirect(_back(project, found.event), 303)
        except Refused as refused:
            db.session.rollback()
            found = _own(indicator_id)
            project, saved = _project_of(found), IndicatorForm(formdata=None, data=_answers(found))
            changed = differences.compare(form, saved, refused, version=found.indicator.version)
    facts = {"project": project, "activity": found.event, "back": _back(project, found.event), "changed": changed}
    return render_template(
        "organiser/indicator.html", form=form, indicator=found.indicator, button=ButtonForm(), **facts
    )


@bp.post("/indicators/<int:indicator_id>/remove")
@requires(Access.ORGANISER)
def remove(indicator_id):
    """Take a number away."""
    found = _own(indicator_id)
    back = _back(_project_of(found), found.event)
    indicators.remove(db.session, found.indicator, by=user(), now=clock.now())
    db.session.commit()
    flash(gettext("The indicator is removed."), "success")
    return redirect(back, 303)


def _new(project: Project, activity: Event | None):
    form, back = IndicatorForm(), _back(project, activity)
    if form.validate_on_submit():
        indicators.add(db.session, project, activity, _draft(form), by=user(), now=clock.now())
        db.session.commit()
        flash(gettext("The indicator is saved."), "success")
        return redirect(back, 303)
    facts = {"project": project, "activity": activity, "indicator": None, "back": back, "changed": []}
    return render_template("organiser/indicator.html", form=form, **facts)


def _own(indicator_id: int) -> Line:
    return or_404(indicators.find_for(db.session, user(), indicator_id))


def _project_of(found: Line) -> Project:
    return db.session.get_one(Project, found.indicator.project_id)


def _back(project: Project, activity: Event | None) -> str:
    if activity is None:
        return f"{url_for('organiser.project', slug=project.slug)}#indicators"
    return url_for("organiser_activities.show", activity_id=activity.id)


def _draft(form: IndicatorForm) -> IndicatorDraft:
    same = {name: form[name].data for name in ("value", "counted_on", "source")}
    return IndicatorDraft(name=texts_of(form, "name"), unit=texts_of(form, "unit"), **same)


def _answers(found: Line) -> dict[str, object]:
    texts = {
        f"{name}_{code}": getattr(found.indicator, name).get(code, "")
        for name in ("name", "unit")
        for code in language.LANGUAGES
    }
    return {**texts, **{name: getattr(found.indicator, name) for name in ("value", "counted_on", "source", "version")}}
