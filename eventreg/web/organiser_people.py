"""The people of an organiser's event: those who signed up, and those who stand at its door."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import qr
from eventreg.domain import doorpass, guests
from eventreg.extensions import db
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.guest_filter import PARTS, GuestFilter
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_people import PassForm
from eventreg.web.organiser_events import own_event, public_address

bp = Blueprint("organiser_people", __name__, url_prefix="/organiser")


@bp.get("/events/<int:event_id>/registrations")
@requires(Access.ORGANISER)
def registrations(event_id):
    """List who has signed up, as the address asks, page by page; never as whom (DESIGN.md 3.9)."""
    event = own_event(event_id)
    form, wanted, asked = wanted_guests()
    found = guests.count(db.session, event, wanted)
    pages = max(-(-found // guests.PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    by_status = guests.count_by_status(db.session, event)
    facts = {
        "by_status": by_status,
        "came": guests.count_those_who_came(db.session, event),
        "everybody": sum(by_status.values()),
        "rows": guests.list_page(db.session, event, wanted, page=page),
        "found": found,
        "asked": asked,
        "button": ButtonForm(),
        "parts": PARTS,
        "page": page,
        "pages": pages,
        "address": public_address(event),
    }
    return render_template("organiser/registrations.html", event=event, project=event.project, form=form, **facts)


@bp.route("/events/<int:event_id>/door-passes/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new_pass(event_id):
    """Make a door pass, and show its link this once: the secret is not kept."""
    event, form = own_event(event_id), PassForm()
    if not form.validate_on_submit():
        return render_template("organiser/new_pass.html", form=form, event=event, project=event.project)
    terms = {name: form[name].data for name in ("name", "operator", "kind")}
    door_pass, secret = doorpass.create(db.session, event, **terms, by=user(), now=clock.now())
    db.session.commit()
    event = own_event(event_id)
    link = doorpass.link(current_app.config["SETTINGS"].public_url, secret)
    picture = qr.svg(link, label=gettext("QR code that opens the door “%(door)s”", door=door_pass.name))
    facts = {"event": event, "project": event.project, "door_pass": door_pass, "link": link, "qr": picture}
    return render_template("organiser/pass_link.html", **facts), {"Cache-Control": "no-store"}


@bp.post("/events/<int:event_id>/door-passes/<int:pass_id>/revoke")
@requires(Access.ORGANISER)
def revoke_pass(event_id, pass_id):
    """End a door pass at once; one that has ended stays so."""
    event = own_event(event_id)
    if doorpass.revoke(db.session, event, pass_id, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The door pass has ended."), "success")
    return redirect(f"{url_for('organiser_events.show', event_id=event_id)}#door", 303)


def wanted_guests() -> tuple[GuestFilter, guests.Wanted, dict[str, str]]:
    """Return the filter of the address: as a form, as the domain asks, and as it stands in addresses."""
    form = GuestFilter(formdata=request.args)
    asked = form.read()
    return form, guests.Wanted(sort=guests.Sort(form.sort.data), **form.terms()), asked
