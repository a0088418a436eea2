"""An organiser's event: describing it, looking at it, showing it to the public."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventreg import clock
from eventreg.domain import attendance, doorpass, event_life, events, guests, organisers, projects, reviewing
from eventreg.domain.errors import OutsidePeriod, Refused
from eventreg.extensions import db
from eventreg.models import Event, Kind, Role
from eventreg.web import event_answers, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.organiser_event_life import PublishForm
from eventreg.web.forms.organiser_events import MODES, TYPES, ButtonForm, EventForm

bp = Blueprint("organiser_events", __name__, url_prefix="/organiser")


@bp.route("/projects/<slug>/events/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new(slug):
    """Create an event as a draft."""
    project = or_404(projects.find_for(db.session, user(), Role.ORGANISER, slug))
    form = event_answers.form_for(project, number=events.next_number(db.session, project))
    if _is_complete(form):
        try:
            draft = event_answers.draft(form, project)
            event = events.create(db.session, project, draft, by=user(), now=clock.now())
            db.session.commit()
            return redirect(url_for(".show", event_id=event.id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
    return render_template("organiser/new_event.html", form=form, project=project)


@bp.get("/events/<int:event_id>")
@requires(Access.ORGANISER)
def show(event_id):
    """Show one event: its numbers, its facts, how many devices stand at its door."""
    event, now = own_event(event_id), clock.now()
    facts = {
        "by_status": guests.count_by_status(db.session, event),
        "by_day": guests.count_by_day(db.session, event),
        "today": attendance.today(event, now),
        "passes": doorpass.count_in_use(db.session, event, now=now),
        "coordinates": projects.find_for(db.session, user(), Role.COORDINATOR, event.project.slug) is not None,
        "address": public_address(event),
        "to_review": reviewing.count_waiting(db.session, event),
        "publishing": PublishForm(period_reason=event.period_reason),
        "outside": events.is_outside(event.project, event),
        "organisation": organisers.name_of(db.session, event),
        "words": {"type": TYPES[event.type], "mode": MODES[event.mode]},
    }
    return render_template("organiser/event.html", event=event, project=event.project, button=ButtonForm(), **facts)


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(event_id):
    """Change an event, unless somebody else has changed it since the page was opened."""
    event, changed = own_event(event_id), []
    form = event_answers.form_for(event.project, **event_answers.of(event))
    if _is_complete(form):
        try:
            seen, draft = form.version.data or 0, event_answers.draft(form, event.project)
            events.change(db.session, event, draft, seen=seen, by=user(), now=clock.now())
            told = event_life.tell_of_change(db.session, event, by=user(), now=clock.now()) if form.tell.data else 0
            db.session.commit()
            flash(saved(told), "success")
            return redirect(url_for(".show", event_id=event_id), 303)
        except Refused as refused:
            db.session.rollback()
            event = own_event(event_id)
            changed = event_answers.show_changes(form, event, refused)
    return render_template("organiser/edit_event.html", form=form, event=event, project=event.project, changed=changed)


@bp.route("/events/<int:event_id>/publish", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def publish(event_id):
    """Show a draft to the public; where a date lies outside the project's period, ask why."""
    event, form = own_event(event_id), PublishForm()
    if form.validate_on_submit():
        try:
            reason = form.period_reason.data
            events.publish(db.session, event, period_reason=reason, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The event is public now."), "success")
            return redirect(url_for(".show", event_id=event_id), 303)
        except Refused as refused:
            db.session.rollback()
            if not isinstance(refused, OutsidePeriod):
                flash(refusals.sentence(refused), "error")
                return redirect(url_for(".show", event_id=event_id), 303)
            refusals.put(form, refused)
            event = own_event(event_id)
    outside = events.is_outside(event.project, event)
    shown = {"event": event, "project": event.project, "outside": outside}
    return render_template("organiser/publish_event.html", form=form, **shown)


def saved(told: int) -> str:
    """Return that an event was saved, and how many are told of it."""
    if not told:
        return gettext("The changes are saved.")
    return ngettext(
        "The changes are saved, and %(num)s person is told of them by e-mail.",
        "The changes are saved, and %(num)s people are told of them by e-mail.",
        told,
    )


def own_event(event_id: int) -> Event:
    """Return an event of the organiser, or answer 404; activities without attendance have no page yet."""
    event = or_404(events.find_for(db.session, user(), Role.ORGANISER, event_id))
    if event.kind is not Kind.EVENT:
        abort(404)
    return event


def public_address(event: Event) -> str:
    """Return the address of an event's public page, to be sent to people."""
    return f"{current_app.config['SETTINGS'].public_url}/events/{event.slug}"


def _is_complete(form: EventForm) -> bool:
    """Say whether the form was sent and is right; buttons that add days give it more rows and judge nothing else."""
    if "add_day" in request.form:
        form.add_day()
    elif "add_several" in request.form:
        form.add_several()
    else:
        return form.validate_on_submit() and form.add_several()
    return False
