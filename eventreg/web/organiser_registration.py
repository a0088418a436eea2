"""One registration in the hands of an organiser: add, see, correct, send again, cancel, restore, move."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.delivery import mail
from eventreg.domain import corrections, guests, moving
from eventreg.domain.errors import Refused
from eventreg.domain.registration import SignUp
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import Event
from eventreg.web import differences, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.guest_filter import PARTS
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_registration import (
    MAILS,
    OWN_NAMES,
    AddForm,
    EditForm,
    MoveForm,
    RestoreForm,
)
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_registration", __name__, url_prefix="/organiser/events/<int:event_id>/registrations")


@bp.get("/<int:registration_id>")
@requires(Access.ORGANISER)
def show(event_id, registration_id):
    """Show all that is known of one registration, but never as whom (DESIGN.md 3.9)."""
    event, row = _own(event_id, registration_id)
    found = row.registration
    facts = {
        "days": guests.list_days(db.session, event, found),
        "mails": guests.list_mails(db.session, found),
        "adder": guests.find_adder(db.session, found),
        "code": show_code(found.code),
        "ticket_url": mail.ticket_url(current_app.config["SETTINGS"], found),
        "words": {**PARTS, **OWN_NAMES, **MAILS},
        "button": ButtonForm(),
        "form": RestoreForm(),
    }
    return render_template("organiser/registration.html", row=row, **_about(event, found), **facts)


@bp.route("/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def add(event_id):
    """Sign somebody up by hand."""
    event, form = own_event(event_id), AddForm()
    form.country.choices = language.list_countries()
    if form.validate_on_submit():
        try:
            added = _add(event, form)
            db.session.commit()
            flash(gettext("%(name)s is signed up.", name=added.full_name), "success")
            return redirect(url_for(".show", event_id=event_id, registration_id=added.id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event = own_event(event_id)
    return render_template("organiser/add_registration.html", form=form, **_about(event))


@bp.route("/<int:registration_id>/edit", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(event_id, registration_id):
    """Correct what a registration says."""
    (event, row), changed = _own(event_id, registration_id), []
    form = _edit_form(EditForm(obj=row.registration))
    if form.validate_on_submit():
        try:
            _correct(row, form)
            db.session.commit()
            flash(gettext("The changes are saved."), "success")
            return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)
        except Refused as refused:
            db.session.rollback()
            event, row = _own(event_id, registration_id)
            changed = _compare(form, row, refused)
    about = _about(event, row.registration)
    return render_template("organiser/edit_registration.html", form=form, changed=changed, **about)


@bp.route("/<int:registration_id>/move", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def move(event_id, registration_id):
    """Move a registration to another event of the project."""
    event, row = _own(event_id, registration_id)
    form = _move_form(event)
    if form.validate_on_submit():
        try:
            terms = {"all_the_same": form.all_the_same.data, "by": user(), "now": clock.now()}
            moving.move(db.session, row.registration, form.target.data, **terms)
            db.session.commit()
            flash(gettext("The registration has moved to this event."), "success")
            return redirect(url_for(".show", event_id=form.target.data, registration_id=registration_id), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event, row = _own(event_id, registration_id)
    return render_template("organiser/move_registration.html", form=form, **_about(event, row.registration))


@bp.post("/<int:registration_id>/resend")
@requires(Access.ORGANISER)
def resend(event_id, registration_id):
    """Send the ticket again."""
    return _press(event_id, registration_id, corrections.resend, gettext("The ticket will be sent again."))


@bp.post("/<int:registration_id>/cancel")
@requires(Access.ORGANISER)
def cancel(event_id, registration_id):
    """Cancel a registration."""
    return _press(event_id, registration_id, corrections.cancel, gettext("The registration is cancelled."))


@bp.post("/<int:registration_id>/restore")
@requires(Access.ORGANISER)
def restore(event_id, registration_id):
    """Give a cancelled registration its place back."""
    terms = {"all_the_same": RestoreForm().all_the_same.data}
    return _press(event_id, registration_id, corrections.restore, gettext("The registration is restored."), **terms)


def _press(event_id: int, registration_id: int, work: object, done: str, **terms: object) -> object:
    """Do what a button says to one registration, and go back to its page with what came of it."""
    _, row = _own(event_id, registration_id)
    try:
        work(db.session, row.registration, by=user(), now=clock.now(), **terms)
        db.session.commit()
        flash(done, "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)


def _own(event_id: int, registration_id: int) -> tuple[Event, guests.Row]:
    event = own_event(event_id)
    return event, or_404(guests.find(db.session, event, registration_id))


def _about(event: Event, registration: object = None) -> dict[str, object]:
    full = event.capacity is not None and event.places_taken >= event.capacity
    return {"event": event, "project": event.project, "registration": registration, "full": full}


def _add(event: Event, form: AddForm) -> object:
    sign_up = SignUp(submission=form.submission.data, **form.answers())
    terms = {"part": form.part.data, "all_the_same": form.all_the_same.data, "identity_key": _identity_key()}
    return corrections.add(db.session, event, sign_up, by=user(), now=clock.now(), **terms)


def _correct(row: guests.Row, form: EditForm) -> None:
    correction = corrections.Correction(part=form.part.data, **form.answers())
    terms = {"seen": form.version.data or 0, "identity_key": _identity_key(), "by": user(), "now": clock.now()}
    corrections.correct(db.session, row.registration, correction, **terms)


def _edit_form(form: EditForm) -> EditForm:
    form.country.choices = language.list_countries()
    return form


def _compare(form: EditForm, row: guests.Row, refused: Refused) -> list[differences.Difference]:
    """Put a refusal on the form; if somebody else was faster, return where it differs from what is saved."""
    saved = _edit_form(EditForm(formdata=None, obj=row.registration))
    return differences.compare(form, saved, refused, version=row.registration.version)


def _move_form(event: Event) -> MoveForm:
    form = MoveForm()
    targets = moving.list_targets(db.session, event, by=user())
    form.offer({each.id: f"{each.number}. {language.plain(each.name)}" for each in targets})
    form.hints = {each.id: language.dates_and_start(each.days) if each.days else "" for each in targets}
    return form


def _identity_key() -> bytes:
    return current_app.config["SETTINGS"].person_key.encode()
