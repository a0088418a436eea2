"""Several sign-ups of one person at an event, beside each other: keep them, or merge them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from eventreg import clock, language
from eventreg.domain import guests, repeats
from eventreg.domain.errors import Refused
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import Event, Registration
from eventreg.web import refusals
from eventreg.web.access import Access, or_404, requires, user
from eventreg.web.forms.guest_filter import PARTS
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_registration import OWN_NAMES
from eventreg.web.organiser_events import own_event

bp = Blueprint(
    "organiser_repeats", __name__, url_prefix="/organiser/events/<int:event_id>/registrations/<int:registration_id>"
)


@bp.get("/repeats")
@requires(Access.ORGANISER)
def show(event_id, registration_id):
    """Show all standing sign-ups of one person beside each other, and where they differ."""
    event, found = _own(event_id, registration_id)
    rows = repeats.list_of(db.session, event, found)
    facts = {
        "rows": rows,
        "lines": _compare(rows),
        "merged": repeats.list_merged(db.session, rows),
        "flagged": any(row.repeats for row in rows),
        "registration": found,
    }
    return render_template("organiser/repeats.html", event=event, project=event.project, button=ButtonForm(), **facts)


@bp.post("/repeats/keep")
@requires(Access.ORGANISER)
def keep(event_id, registration_id):
    """Say that all of them stay."""
    event, found = _own(event_id, registration_id)
    repeats.keep(db.session, event, found, by=user(), now=clock.now())
    db.session.commit()
    flash(gettext("Both sign-ups stay."), "success")
    return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)


@bp.post("/repeats/merge")
@requires(Access.ORGANISER)
def merge(event_id, registration_id):
    """Let this one stay for all of them."""
    event, found = _own(event_id, registration_id)
    try:
        number = repeats.merge(db.session, event, found, by=user(), now=clock.now())
        db.session.commit()
        flash(ngettext("%(num)s sign-up was merged.", "%(num)s sign-ups were merged.", number), "success")
    except Refused as refused:
        db.session.rollback()
        flash(refusals.sentence(refused), "error")
    return redirect(url_for(".show", event_id=event_id, registration_id=registration_id), 303)


def _own(event_id: int, registration_id: int) -> tuple[Event, Registration]:
    event = own_event(event_id)
    return event, or_404(guests.find(db.session, event, registration_id)).registration


def _compare(rows: list[guests.Row]) -> list[tuple[str, list[str], bool]]:
    """Return what each sign-up says, line by line, and whether they differ there."""
    each = [row.registration for row in rows]
    said = {
        gettext("Name and surname"): [found.full_name for found in each],
        gettext("Organisation or municipality"): [found.organisation for found in each],
        gettext("Country"): [language.country(found.country) for found in each],
        gettext("E-mail"): [found.email or "–" for found in each],
        gettext("Phone"): [found.phone or "–" for found in each],
        gettext("Part"): [str(PARTS[found.part]) for found in each],
        gettext("Language of the mails"): [OWN_NAMES[found.language] for found in each],
        gettext("Days present"): [str(row.present_days or "–") for row in rows],
    }
    lines = [(label, values, len(set(values)) > 1) for label, values in said.items()]
    signed_up = [language.moment(found.signed_up_at) for found in each]
    codes = [show_code(found.code) for found in each]
    return [*lines, (gettext("Signed up"), signed_up, False), (gettext("Code"), codes, False)]
