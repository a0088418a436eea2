"""What becomes of an organiser's event: seen as the public will, closed, cancelled, copied."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventreg import clock
from eventreg.domain import documents, event_copy, event_life, events, guests
from eventreg.domain.errors import Refused
from eventreg.extensions import db
from eventreg.models import Event, EventStatus
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.fields import in_languages
from eventreg.web.forms.organiser_event_life import CancelEventForm, CopyForm
from eventreg.web.offers import Offer
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_event_life", __name__, url_prefix="/organiser")


@bp.get("/events/<int:event_id>/preview")
@requires(Access.ORGANISER)
def preview(event_id):
    """Show an event as the public will see it, marked as a preview and without sign-up."""
    event = own_event(event_id)
    offer = Offer.of(event, now=clock.now(), draft_too=True)
    shown = {"preview": True, "documents": documents.list_of(db.session, event)}
    return render_template("public/event.html", event=event, project=event.project, offer=offer, **shown)


@bp.post("/events/<int:event_id>/close")
@requires(Access.ORGANISER)
def close(event_id):
    """Close a public event."""
    event = own_event(event_id)
    try:
        event_life.close(db.session, event, by=user(), now=clock.now())
        db.session.commit()
        flash(gettext("The event is closed: nobody can sign up any more."), "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for("organiser_events.show", event_id=event_id), 303)


@bp.route("/events/<int:event_id>/cancel", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def cancel(event_id):
    """Ask why an event is cancelled, and tell those who signed up."""
    event, form = own_event(event_id), CancelEventForm()
    if form.validate_on_submit():
        try:
            reason = in_languages(form.reason_lv.data, form.reason_en.data)
            told = event_life.cancel(db.session, event, reason, by=user(), now=clock.now())
            db.session.commit()
            flash(_cancelled(told), "success")
            return redirect(url_for("organiser_events.show", event_id=event_id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event = own_event(event_id)
    facts = {"by_status": guests.count_by_status(db.session, event)}
    return render_template("organiser/cancel_event.html", form=form, event=event, project=event.project, **facts)


@bp.route("/events/<int:event_id>/copy", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def copy(event_id):
    """Make a draft like this event."""
    event = own_event(event_id)
    form = CopyForm(number=events.next_number(db.session, event.project))
    if form.validate_on_submit():
        wanted = {name: form[name].data for name in ("number", "first_day", "period_reason", "people")}
        try:
            made = event_copy.copy(db.session, event, **wanted, by=user(), now=clock.now())
            db.session.commit()
            flash(_copied(made), "success")
            return redirect(url_for("organiser_events.show", event_id=made.id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event = own_event(event_id)
    return render_template("organiser/copy_event.html", form=form, event=event, project=event.project)


def _cancelled(told: int) -> str:
    """Return that an event was cancelled, and how many are told of it."""
    return ngettext(
        "The event is cancelled, and %(num)s person is told of it by e-mail.",
        "The event is cancelled, and %(num)s people are told of it by e-mail.",
        told,
    )


def _copied(made: Event) -> str:
    """Return what the copy is: a draft, or public with its people."""
    if made.status is EventStatus.DRAFT:
        return gettext("This is the copy, a draft. Look through its days and texts.")
    return ngettext(
        "This is the copy. It is public, and %(num)s person has a place.",
        "This is the copy. It is public, and %(num)s people have a place.",
        made.places_taken,
    )
