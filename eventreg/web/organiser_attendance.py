"""Attendance in the hands of an organiser: entered from the list on paper, and taken back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from eventreg import clock
from eventreg.domain import attendance, guests, namesakes, paper
from eventreg.domain.errors import Refused
from eventreg.domain.namesakes import Match
from eventreg.domain.paper import Entry, Hand
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import Event, EventDay
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.guest_filter import STATE_OF_ONE
from eventreg.web.forms.organiser_attendance import AttendanceForm, RowForm, TakeBackForm
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_attendance", __name__, url_prefix="/organiser/events/<int:event_id>")


@bp.route("/attendance", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def enter(event_id):
    """Enter who signed on paper for a day; rows that could mean several people, or nobody, come back."""
    event, form = own_event(event_id), AttendanceForm()
    day = _day(event)
    if day and form.validate_on_submit():
        try:
            open_rows = _enter(event, day, form)
            if not open_rows:
                return redirect(url_for(".enter", event_id=event_id, day=day.date.isoformat()), 303)
            form = form.again(open_rows)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
        event = own_event(event_id)
    facts = {"event": event, "project": event.project, "day": day, "days": _days(event), "button": ButtonForm()}
    entered = paper.list_entered(db.session, event, day) if day else []
    return render_template("organiser/attendance.html", form=form, entered=entered, **facts)


@bp.get("/attendance/find.json")
@requires(Access.ORGANISER)
def find(event_id):
    """Tell the page whom a text may mean, as one types."""
    event, text = own_event(event_id), request.args.get("q", "")[:200]
    day = _day(event)
    (matches,) = namesakes.find(db.session, event, day, [text]) if day else ([],)
    return {
        "people": [
            {"who": _written(each), "organisation": each.organisation, "present": each.present}
            for each in matches[: namesakes.MOST_FOUND]
            if each.has_place
        ]
    }


@bp.post("/registrations/<int:registration_id>/days/<int:day_id>/take-back")
@requires(Access.ORGANISER)
def take_back(event_id, registration_id, day_id):
    """Take back that somebody was present on a day, by an undo of each scan that says so."""
    event = own_event(event_id)
    row = or_404(guests.find(db.session, event, registration_id))
    day = or_404(next((day for day in event.days if day.id == day_id), None))
    try:
        if paper.take_back(db.session, event, row.registration.id, day, _hand(TakeBackForm())):
            db.session.commit()
            flash(gettext("The person is no longer counted as present. The list keeps a note of it."), "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for("organiser_registration.show", event_id=event_id, registration_id=registration_id), 303)


def _days(event: Event) -> list[EventDay]:
    """Return the days that have come: nobody was present on one that has not."""
    return [day for day in event.days if day.date <= attendance.today(event, clock.now())]


def _day(event: Event) -> EventDay | None:
    """Return the day that the address names, else the last one that has come."""
    days, asked = _days(event), request.args.get("day")
    if asked is not None:
        return or_404(next((day for day in days if day.date.isoformat() == asked), None))
    return days[-1] if days else None


def _enter(event: Event, day: EventDay, form: AttendanceForm) -> list[RowForm]:
    """Enter the rows that mean one person, and say how many they are; return the others."""
    rows = form.filled()
    entries, open_rows = [], []
    for row, matches in zip(rows, namesakes.find(db.session, event, day, [row.who.data for row in rows]), strict=True):
        chosen = _chosen(row, matches)
        if chosen is None:
            open_rows.append(row)
        else:
            entries.append(Entry(row.nonce.data, chosen.registration_id))
    marked = paper.mark(db.session, event, day, entries, _hand(form))
    db.session.commit()
    if marked:
        said = ngettext("%(num)s person is marked as present.", "%(num)s people are marked as present.", len(marked))
        flash(said, "success")
    return open_rows


def _hand(form: AttendanceForm | TakeBackForm) -> Hand:
    return Hand(user(), clock.now(), form.reason.data or "")


def _chosen(row: RowForm, matches: list[Match]) -> Match | None:
    """Return whom a row means; if that is not sure, say so in the row."""
    with_place = [each for each in matches if each.has_place]
    for each in with_place:
        if len(with_place) == 1 or each.registration_id == row.choice.data:
            return each
    if not namesakes.is_enough(row.who.data):
        row.ask(gettext("Enter at least three letters of the name, or the code"), {})
    elif not matches:
        row.ask(gettext("Nobody at this event is called so. Sign the person up first."), {})
    elif not with_place:
        states = {"name": _written(matches[0]), "state": STATE_OF_ONE[matches[0].status]}
        row.ask(gettext("%(name)s has no confirmed place: %(state)s", **states), {})
    elif len(matches) > namesakes.MOST_FOUND:
        row.ask(gettext("Many people are called so. Enter more of the name, or the code"), {})
    else:
        row.ask(
            gettext("Several people are called so. Choose one"),
            {each.registration_id: f"{_written(each)}, {each.organisation}" for each in with_place},
        )
    return None


def _written(match: Match) -> str:
    """Return somebody as the form offers and understands them."""
    return f"{match.surname} {match.name} · {show_code(match.code)}"
