"""The door passes of an organiser's event: made in seconds, shown to a phone as a QR code, watched, ended."""

from flask import Blueprint, current_app, flash, get_template_attribute, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import qr
from eventreg.domain import doorpass, pass_state
from eventreg.extensions import db
from eventreg.models import DoorPass, Event
from eventreg.web import transfer
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_passes import PASS_KINDS, PassForm
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_passes", __name__, url_prefix="/organiser/events/<int:event_id>/door-passes")


@bp.get("")
@requires(Access.ORGANISER)
def show(event_id):
    """List the passes of an event: who holds them, how far they have come, when they were last seen."""
    event = own_event(event_id)
    facts = {"event": event, "project": event.project, "passes": _list(event), "words": PASS_KINDS}
    return render_template("organiser/passes.html", button=ButtonForm(), **facts)


@bp.get("/state.json")
@requires(Access.ORGANISER)
def state(event_id):
    """Tell an open page how far each pass has come: in a word, and as what stands in the list."""
    passes = _list(own_event(event_id))
    written = {name: get_template_attribute("organiser/_passes.html", name) for name in ("state", "seen")}
    parts = {
        f"{name}-{door_pass.id}": str(write(door_pass, stage, seen_at))
        for door_pass, stage, seen_at in passes
        for name, write in written.items()
    }
    transfer.tag()
    return {"states": {str(door_pass.id): stage for door_pass, stage, _ in passes}, "parts": parts}


@bp.route("/new", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def new(event_id):
    """Make a door pass, and show its link this once: the secret is not kept."""
    event = own_event(event_id)
    passes = doorpass.list_of(db.session, event)
    form = PassForm(data=_proposed([door_pass for door_pass, _ in passes]))
    if not form.validate_on_submit():
        return render_template("organiser/new_pass.html", form=form, event=event, project=event.project)
    door_pass, secret = doorpass.create(db.session, event, **form.terms(), by=user(), now=clock.now())
    db.session.commit()
    event = own_event(event_id)
    link = doorpass.link(current_app.config["SETTINGS"].public_url, secret)
    picture = qr.svg(link, label=gettext("QR code that opens the door “%(door)s”", door=door_pass.name))
    facts = {"door_pass": door_pass, "link": link, "qr": picture, "words": PASS_KINDS}
    return render_template("organiser/pass_link.html", event=event, project=event.project, **facts)


@bp.post("/<int:pass_id>/revoke")
@requires(Access.ORGANISER)
def revoke(event_id, pass_id):
    """End a door pass at once; one that has ended stays so."""
    event = own_event(event_id)
    if doorpass.revoke(db.session, event, pass_id, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The door pass has ended."), "success")
    return redirect(url_for(".show", event_id=event_id), 303)


def _list(event: Event) -> list[tuple[DoorPass, pass_state.PassState, object]]:
    now = clock.now()
    return [(found, pass_state.of(found, now=now), seen_at) for found, seen_at in doorpass.list_of(db.session, event)]


def _proposed(passes: list[DoorPass]) -> dict[str, str]:
    """Return what the form begins with: the organiser at the main entrance, then helpers at the door that was last."""
    if not passes:
        return {"name": gettext("Main entrance"), "operator": user().name}
    return {"name": passes[0].name, "operator": gettext("Helper %(number)s", number=len(passes))}
