"""What everybody sees: events, sign-up, one's own registration, the ticket, and what we promise."""

from datetime import date

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.delivery import mail, qr
from eventreg.domain import (
    categories,
    documents,
    events,
    next_events,
    notices,
    offered_events,
    projects,
    public_events,
    registration,
    repeats,
)
from eventreg.domain.errors import Refused
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import Purpose, Registration
from eventreg.web import device, limits, offers, refusals, sharing, sign_up_page, transfer, wrong_links
from eventreg.web.access import Access, csrf_in_form, or_404, requires
from eventreg.web.forms.public import CancelForm, SignUpForm, number_of
from eventreg.web.forms.text import clean_line

STATEMENT_OF = date(2026, 11, 23)  # when the accessibility statement was last gone through

bp = Blueprint("public", __name__)


@bp.get("/")
@requires(Access.PUBLIC)
def index():
    """List the events to come, and below them those that are over; the address says which ones and which page."""
    today, sieve = offers.today(), _sieve()
    coming = public_events.list_coming(db.session, today=today, sieve=sieve, page=_page("page"))
    past = public_events.list_past(db.session, today=today, sieve=sieve, page=_page("past"))
    facts = {
        "coming": coming,
        "offers": [offers.Offer.of(found, now=clock.now()) for found in coming.events],
        "past": past,
        "demo": any(found.project.demo for found in [*past.events, *coming.events]),
        "sieve": sieve,
        "asked": {name: value for name in ("project", "month", "q") if (value := request.args.get(name))},
        "projects": projects.list_public(db.session),
        "months": public_events.list_months(db.session),
    }
    transfer.let_keep()
    return render_template("public/index.html", **facts)


@bp.get("/events/<slug>")
@requires(Access.PUBLIC)
def event(slug):
    """Show one event, and how to take part in it."""
    found = or_404(events.find_public(db.session, slug))
    transfer.let_keep()
    more = {"documents": documents.list_of(db.session, found), "share": sharing.of(found)}
    return render_template("public/event.html", **more, **offers.event_facts(found))


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def register(slug):
    """Take a place at an event."""
    offered = or_404(offered_events.find(db.session, slug))
    if request.method != "POST":
        return sign_up_page.empty(offered)
    form = sign_up_page.form_of(offered)
    if "switch" not in request.form and form.validate_on_submit():
        try:
            limits.take(limits.SIGN_UP)
            manage = _register(offered, form).manage
            db.session.commit()
            return redirect(url_for(".mine", manage=manage), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            offered = or_404(offered_events.find(db.session, slug))
    return sign_up_page.show(offered, form)


@bp.get("/m/<manage>")
@requires(Access.PUBLIC)
def mine(manage):
    """Show somebody their own registration: the ticket, what we know, and the way out."""
    found = wrong_links.or_404(registration.find_by_manage(db.session, manage))
    stays = repeats.standing_for(db.session, found)
    return render_template("public/mine.html", stays=stays, **_own_facts(found), **_ticket_facts(found))


@bp.route("/m/<manage>/cancel", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def cancel(manage):
    """Ask whether a place is given back, and take it back."""
    found = wrong_links.or_404(registration.find_by_manage(db.session, manage))
    form = CancelForm()
    if form.validate_on_submit():
        try:
            registration.cancel(db.session, found, now=clock.now())
            db.session.commit()
            return redirect(url_for(".mine", manage=manage), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            found = wrong_links.or_404(registration.find_by_manage(db.session, manage))
    return render_template("public/cancel.html", form=form, registration=found, **offers.event_facts(found.event))


@bp.get("/t/<ticket>")
@bp.get("/T/<ticket>")
@requires(Access.PUBLIC)
def ticket(ticket):
    """Show a ticket; with a door pass on the device, offer to let its holder in."""
    found = wrong_links.or_404(registration.find_by_ticket(db.session, ticket))
    facts = {"door_pass": device.held_pass(), "stays": repeats.standing_for(db.session, found)}
    return render_template("public/ticket.html", **facts, **_ticket_facts(found))


@bp.get("/privacy")
@requires(Access.PUBLIC)
def privacy():
    """Say what we do with data, and where each project's notice is."""
    return render_template("public/privacy.html", projects=projects.list_public(db.session))


@bp.get("/privacy/<slug>")
@requires(Access.PUBLIC)
def notice(slug):
    """Show the privacy notice of one project, short and full."""
    project = or_404(projects.find_public(db.session, slug))
    return render_template("public/notice.html", project=project, notice=notices.current(db.session, project.id))


@bp.get("/accessibility")
@requires(Access.PUBLIC)
def accessibility():
    """Show the accessibility statement (DOMAIN.md 5)."""
    contact = current_app.config["SETTINGS"].contact_email
    return render_template("public/accessibility.html", contact=contact, as_of=STATEMENT_OF)


def _sieve() -> public_events.Sieve:
    """Return what the address asks for; a project or month that is none finds nothing less than all."""
    asked = request.args
    project = projects.find_public(db.session, asked["project"]) if asked.get("project") else None
    try:
        month = date.fromisoformat(f"{asked.get('month', '')}-01")
    except ValueError:
        month = None
    return public_events.Sieve(project, month, (clean_line(asked.get("q")) or "")[:100])


def _page(name: str) -> int:
    return number_of(request.args.get(name)) or 1


def _own_facts(found: Registration) -> dict[str, object]:
    """Return what only the participant sees: the consent to photos, the address of the page, and where to go next."""
    now = clock.now()
    following = next_events.list_next(db.session, found, today=offers.today())
    return {
        "photo": categories.has_consent(db.session, found, Purpose.PHOTO),
        "address": mail.manage_url(current_app.config["SETTINGS"], found),
        "following": [(offers.Offer.of(each.event, now=now), each.taken) for each in following],
    }


def _ticket_facts(found: Registration) -> dict[str, object]:
    address = mail.ticket_url(current_app.config["SETTINGS"], found)
    code = show_code(found.code)
    picture = qr.svg(address, label=gettext("QR code of your ticket, with the code %(code)s", code=code))
    return {"registration": found, "code": code, "qr": picture, **offers.event_facts(found.event)}


def _register(offered: offered_events.Offered, form: SignUpForm) -> Registration:
    written = registration.SignUp(language=language.current(), **form.answers())
    return registration.register(
        db.session,
        offered.event,
        written,
        choices=offered.choices,
        identity_key=current_app.config["SETTINGS"].person_key.encode(),
        now=clock.now(),
    )
