"""What a door could not decide, for the organiser: what happened, where and when, and a decision about each."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext

from eventreg import clock, language
from eventreg.domain import guests, review, reviewing
from eventreg.domain.errors import Refused
from eventreg.domain.review import Judge
from eventreg.domain.reviewing import Case
from eventreg.extensions import db
from eventreg.models import Decision, Event, ReviewKind, Verdict
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.guest_filter import STATE_OF_ONE
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_review import DECIDED, KINDS, DecisionForm
from eventreg.web.forms.text import clean_line
from eventreg.web.organiser_events import own_event
from eventreg.web.verdicts import WORDS

bp = Blueprint("organiser_review", __name__, url_prefix="/organiser/events/<int:event_id>/review")

MOST_FOUND = 20
WORDS_OF_PAGES = {"kinds": KINDS, "decided": DECIDED, "verdicts": {**WORDS, Verdict.ADMITTED: lazy_gettext("Let in")}}


@bp.get("")
@requires(Access.ORGANISER)
def show(event_id):
    """List what waits for a decision, tickets that two doors admitted without network, and the latest decisions."""
    event = own_event(event_id)
    waiting = reviewing.list_waiting(db.session, event)
    plain = [case.item.kind for case in waiting if case.is_plain]
    facts = {
        "waiting": waiting,
        "number": reviewing.count_waiting(db.session, event),
        "at_once": {kind: plain.count(kind) for kind in KINDS if plain.count(kind) > 1},
        "doubles": reviewing.list_doubles(db.session, event),
        "past": reviewing.list_decided(db.session, event),
        "walk_ins": {case.item.id: _walk_in(case) for case in waiting},
        "button": ButtonForm(),
        "words": WORDS_OF_PAGES,
    }
    return render_template("organiser/review.html", event=event, project=event.project, **facts)


@bp.route("/<int:item_id>", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def item(event_id, item_id):
    """Show what happened in one case, and decide about it."""
    event, case = _own(event_id, item_id)
    form = _form(event, case)
    if form.validate_on_submit():
        try:
            said = _decide(event, case, form)
            db.session.commit()
            flash(said, "success")
            return redirect(url_for(".show", event_id=event_id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event, case = _own(event_id, item_id)
    facts = {"form": form, "case": case, "asked": _asked(), "walk_in": _walk_in(case), "words": WORDS_OF_PAGES}
    return render_template("organiser/review_item.html", event=event, project=event.project, **facts)


@bp.post("/<int:item_id>/accept")
@requires(Access.ORGANISER)
def accept(event_id, item_id):
    """Let a scan count as it was made."""
    event, case = _own(event_id, item_id)
    try:
        review.accept(db.session, event, case, _judge(), day=case.day)
        db.session.commit()
        flash(gettext("It counts now."), "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for(".show", event_id=event_id), 303)


@bp.post("/all/<case_kind>")
@requires(Access.ORGANISER)
def accept_all(event_id, case_kind):
    """Let all scans of a kind count that lead to somebody, each on its day."""
    event = own_event(event_id)
    wanted = or_404(ReviewKind(case_kind) if case_kind in set(ReviewKind) else None)
    try:
        number = review.accept_all(db.session, event, wanted, _judge())
        db.session.commit()
        flash(ngettext("%(num)s scan counts now.", "%(num)s scans count now.", number), "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for(".show", event_id=event_id), 303)


def _own(event_id: int, item_id: int) -> tuple[Event, Case]:
    event = own_event(event_id)
    return event, or_404(reviewing.find(db.session, event, item_id))


def _decide(event: Event, case: Case, form: DecisionForm) -> str:
    """Take the decision of the form; return what is said of it."""
    judge = _judge(form.reason.data or "")
    if form.decision.data == Decision.ACCEPT:
        review.accept(db.session, event, case, judge, day=form.date)
        return gettext("It counts now.")
    if form.decision.data == Decision.ATTACH:
        whom = form.registration.data or 0
        review.attach(db.session, event, case, judge, registration_id=whom, day=form.date)
        return gettext("It counts for this person now.")
    review.dismiss(db.session, event, case, judge)
    return gettext("It is set aside, and counts for nothing.")


def _form(event: Event, case: Case) -> DecisionForm:
    form, leads = DecisionForm(), case.registration or case.sealed or case.item.undoes
    decisions = [Decision.ACCEPT] if leads else []
    decisions += [] if case.item.undoes else [Decision.ATTACH]
    days = {day.date.isoformat(): language.day(day.date) for day in event.days}
    form.offer([*decisions, Decision.DISMISS], days, _people(event), proposed=case.day)
    return form


def _people(event: Event) -> dict[int, str]:
    """Return who was found, by their numbers."""
    if not _asked():
        return {}
    found = [row.registration for row in guests.list_page(db.session, event, guests.Wanted(text=_asked()))]
    return {
        each.id: f"{each.full_name}, {each.organisation} ({STATE_OF_ONE[each.status]})" for each in found[:MOST_FOUND]
    }


def _asked() -> str:
    return clean_line(request.args.get("q")) or ""


def _walk_in(case: Case) -> object:
    return reviewing.open_walk_in(case, person_key=_person_key())


def _judge(reason: str = "") -> Judge:
    return Judge(user(), clock.now(), reason, _person_key())


def _person_key() -> bytes:
    return current_app.config["SETTINGS"].person_key.encode()
