"""Events as calendar files: one of them, and all that are public as a calendar to subscribe to."""

import hashlib
import re

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import calendar
from eventreg.domain import events, projects, public_events, registration
from eventreg.extensions import db
from eventreg.models import Event
from eventreg.web import wrong_links
from eventreg.web.access import Access, or_404, requires

STAMP = re.compile(rb"^DTSTAMP.*\r\n", re.MULTILINE)
KEPT = "private, max-age=300"  # by the reader's own browser or calendar: the language may come from a cookie

bp = Blueprint("public_calendar", __name__)


@bp.get("/events/<slug>.ics")
@requires(Access.PUBLIC)
def event(slug):
    """Give one event to the reader's calendar."""
    found = or_404(events.find_public(db.session, slug))
    return _answer(calendar.event_ics(found, url=_address(found), now=clock.now()), name=_name(found))


@bp.get("/events.ics")
@requires(Access.PUBLIC)
def feed():
    """Give all public events, or those of one project, as a calendar to subscribe to."""
    project = None
    if asked := request.args.get("project"):
        project = or_404(projects.find_public(db.session, asked))
    found = public_events.list_for_feed(db.session, project)
    name = gettext("Project events")
    content = calendar.feed_ics([(each, _address(each)) for each in found], name=name, now=clock.now())
    return _answer(content, name="events.ics")


@bp.get("/m/<manage>/event.ics")
@requires(Access.PUBLIC)
def mine(manage):
    """Give a participant the event for the calendar, with the way back to the registration."""
    found = wrong_links.or_404(registration.find_by_manage(db.session, manage))
    settings = current_app.config["SETTINGS"]
    url = f"{settings.public_url}{url_for('public.mine', manage=manage)}"
    response = _answer(calendar.event_ics(found.event, url=url, now=clock.now()), name=_name(found.event))
    g.cache_control = "no-store"
    return response


def _address(found: Event) -> str:
    """Return where one reads of an event; the address of a sensitive one tells what it is about."""
    path = url_for("public.index") if found.sensitive else url_for("public.event", slug=found.slug)
    return current_app.config["SETTINGS"].public_url + path


def _name(found: Event) -> str:
    return "event.ics" if found.sensitive else f"{found.slug}.ics"


def _answer(content: bytes, *, name: str) -> Response:
    """Return a calendar file; its ETag stays the same until something of the event changes."""
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(hashlib.sha256(STAMP.sub(b"", content)).hexdigest())
    g.cache_control = KEPT
    return response.make_conditional(request)
