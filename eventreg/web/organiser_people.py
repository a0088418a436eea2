"""The people of an organiser's event: those who signed up."""

from flask import Blueprint, render_template, request

from eventreg.domain import guests
from eventreg.extensions import db
from eventreg.web.access import Access, requires
from eventreg.web.forms.guest_filter import PARTS, GuestFilter
from eventreg.web.forms.organiser_events import ButtonForm
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


def wanted_guests() -> tuple[GuestFilter, guests.Wanted, dict[str, str]]:
    """Return the filter of the address: as a form, as the domain asks, and as it stands in addresses."""
    form = GuestFilter(formdata=request.args)
    asked = form.read()
    return form, guests.Wanted(sort=guests.Sort(form.sort.data), **form.terms()), asked
