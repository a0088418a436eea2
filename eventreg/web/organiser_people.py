"""The people of an organiser's event: those who signed up, and those who stand at its door."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import qr
from eventreg.domain import doorpass, guests
from eventreg.domain.folding import fold
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import Registration
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.organiser_people import PassForm
from eventreg.web.organiser_events import own_event, public_address

bp = Blueprint("organiser_people", __name__, url_prefix="/organiser")


@bp.get("/events/<int:event_id>/registrations")
@requires(Access.ORGANISER)
def registrations(event_id):
    """List who has signed up, all of them or those whom `q` finds; never as whom (DESIGN.md 3.9)."""
    event = own_event(event_id)
    rows = guests.list_of(db.session, event)
    wanted = request.args.get("q", "").strip()
    facts = {
        "by_status": guests.count_by_status(db.session, event),
        "came": sum(1 for row in rows if row.present_days),
        "everybody": len(rows),
        "rows": [row for row in rows if _is_like(row.registration, wanted)],
        "q": wanted,
        "address": public_address(event),
    }
    return render_template("organiser/registrations.html", event=event, project=event.project, **facts)


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


def _is_like(registration: Registration, wanted: str) -> bool:
    """Say whether a name, an organisation or a code holds what was typed, whatever its case and accents."""
    about = (registration.full_name, registration.organisation, registration.code, show_code(registration.code))
    return fold(wanted) in fold(" ".join(about))
