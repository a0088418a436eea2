"""The JSON interface for doors and for programs (DESIGN.md 6); errors are problem details."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext

from eventreg import clock, language
from eventreg.delivery import results_json
from eventreg.domain import checkin, doorpass, event_keys, projects, roster
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Answer, Recorded, Sent
from eventreg.domain.errors import PassUnknown, Refused
from eventreg.domain.tickets import digest
from eventreg.extensions import DatabaseFailure, csrf, db, let_go
from eventreg.gathering import Gathering
from eventreg.models import DoorPass, Event, Role
from eventreg.web import access, device, kept_results, limits, locks, meter, transfer, walk_in_terms, wrong_links
from eventreg.web.access import Access, or_404, requires
from eventreg.web.errors import problem
from eventreg.web.verdicts import word

bp = Blueprint("api", __name__, url_prefix="/api/v1")

DESCRIPTION = Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
MOST_SCANS = 500
DOORS: Gathering[Sent, Recorded | None] = Gathering(MOST_SCANS)
NO_OBJECT = "the body must be a JSON object"
Found = TypeVar("Found")


@bp.post("/door/redeem")
@requires(Access.PUBLIC)
def redeem():
    """Exchange a pass link's secret for a bearer token, once; also keep the pass in the session.

    {"secret"} → {"token", "door", "operator", "kind", "supervisor", "walk_in", "expires_at",
    "event": {"id", "name", "zone", "days"}}.
    Sent by our own page, so it checks the CSRF token. 403 with the reason if the link is spent.
    """
    csrf.protect()
    secret = _body().get("secret")
    if not isinstance(secret, str):
        return _not_understood("secret is missing")
    try:
        door_pass, token = doorpass.redeem(db.session, secret[:200], now=clock.now())
    except Refused as refused:
        db.session.rollback()
        if isinstance(refused, PassUnknown):
            wrong_links.count()
        return problem(403, gettext("This link does not open the door"), gettext(refused.message))
    db.session.commit()
    device.keep(door_pass)
    return {
        "token": token,
        "door": door_pass.name,
        "operator": door_pass.operator,
        "kind": door_pass.kind.value,
        "supervisor": door_pass.supervisor,
        "walk_in": walk_in_terms.terms(door_pass),
        "expires_at": door_pass.expires_at.isoformat(),
        "event": _event(door_pass.event),
    }


@bp.post("/events/<int:event_id>/scans")
@requires(Access.DOOR)
def scans(event_id):
    """Keep up to 500 scans and answer each, in order; see DESIGN.md 6 for the fields.

    Also of a pass that has ended: what it delivers goes to review, and it learns verdicts and nothing else.
    """
    token_hash = digest(_token())
    limits.take_at_door(token_hash)
    sent = Sent(token_hash, checkin.read(_scans(event_id), now=clock.now()))
    let_go(db.session())  # a log-in that came along may have begun to write, and would wait for itself
    answers, counts = _in_force(DOORS.serve(_door(event_id), sent, len(sent.scans), partial(_record, event_id)))
    meter.count_scans(answers)
    return {"results": [_answer(answer) for answer in answers], "counts": _counts(counts)}


def _door(event_id: int) -> tuple[int, int, bool]:
    """Return what requests have in common that are answered together: the application, the event, a known pass."""
    return id(current_app._get_current_object()), event_id, limits.is_known_at_door(digest(_token()))


def _record(event_id: int, gather: Callable[[], list[Sent]]) -> list[Recorded | None]:
    """Keep what has gathered at a door, in one transaction."""
    try:
        db.session.connection()  # on SQLite this waits for its turn, and meanwhile more may come
        terms = {"event_id": event_id, "now": clock.now(), "person_key": _person_key()}
        recorded = checkin.record_all(db.session, gather(), **terms)
        db.session.commit()
        return recorded
    finally:
        let_go(db.session())


@bp.get("/events/<int:event_id>/roster")
@requires(Access.DOOR)
def read_roster(event_id):
    """Return the next registrations that changed after `since`; repeat with `cursor` until `entries` is empty."""
    limits.take_at_door(digest(_token()))
    door_pass = _bearer(event_id)
    try:
        page = roster.read(db.session, door_pass, since=request.args.get("since"))
    except roster.BadCursor:
        return _not_understood("since is not a cursor of this roster")
    event = _event(door_pass.event)
    key = event_keys.public(event_id, person_key=_person_key())
    if doorpass.must_be_noted(door_pass, now=clock.now()):
        _note_seen(door_pass.id)
    return {"cursor": page.cursor, "event": event, "days": event["days"], "key": key, "entries": list(page.entries)}


def _note_seen(pass_id: int) -> None:
    """Note that a device was here; that this cannot be written now is no reason to keep a list from it."""
    try:
        with locks.apart():
            doorpass.note_seen(db.session, pass_id, now=clock.now())
    except DatabaseFailure:
        let_go(db.session())


@bp.get("/projects/<slug>/results")
@requires(Access.COORDINATOR)
def read_results(slug):
    """Return the exact results of a coordinator's own project."""
    project = or_404(projects.find_for(db.session, access.user(), Role.COORDINATOR, slug))
    return results_json.as_json(kept_results.read(project), language.current())


@bp.get("/openapi.json")
@requires(Access.PUBLIC)
def openapi():
    """Describe this interface for programs (OpenAPI 3.1)."""
    transfer.let_keep(transfer.A_WHILE)
    return Response(DESCRIPTION, mimetype="application/json")


def _bearer(event_id: int) -> DoorPass:
    """Return the pass that the request carries for this event, or answer 401."""
    return _in_force(doorpass.find_by_token(db.session, _token(), event_id=event_id, now=clock.now()))


def _person_key() -> bytes:
    return current_app.config["SETTINGS"].person_key.encode()


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _in_force(found: Found | None) -> Found:
    if found is None:
        words = gettext("The door pass has ended"), gettext("Ask the organiser for a new link.")
        response = problem(401, *words)
        response.headers["WWW-Authenticate"] = "Bearer"
        abort(response)
    limits.know_at_door(digest(_token()))
    return found


def _scans(event_id: int) -> list[object]:
    """Return the scans of the body; where it is wrong, the pass is looked at first, for 401 goes before all else."""
    body = _json()
    elements = body.get("scans") if isinstance(body, dict) else None
    if isinstance(elements, list) and len(elements) <= MOST_SCANS:
        return elements
    _in_force(doorpass.is_known(db.session, _token(), event_id=event_id) or None)
    if isinstance(elements, list):
        abort(413)
    abort(_not_understood("scans must be a list" if isinstance(body, dict) else NO_OBJECT))


def _body() -> dict[str, object]:
    body = _json()
    if not isinstance(body, dict):
        abort(_not_understood(NO_OBJECT))
    return body


def _json() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # nested without end
        return None


def _not_understood(detail: str) -> Response:
    return problem(400, gettext("We did not understand this"), detail)


def _counts(counts: Counts) -> dict[str, int]:
    return {"present": counts.present, "confirmed": counts.confirmed}


def _event(event: Event) -> dict[str, object]:
    days = [
        {
            "date": day.date.isoformat(),
            "starts": day.starts_at.isoformat("minutes") if day.starts_at else None,
            "ends": day.ends_at.isoformat("minutes") if day.ends_at else None,
        }
        for day in event.days
    ]
    return {"id": event.id, "name": language.plain(event.name), "zone": event.project.time_zone, "days": days}


def _answer(answer: Answer) -> dict[str, object]:
    """Return an answer as JSON: dates and times in ISO 8601, everything there is and null for what is not."""
    first = answer.first
    return {
        "id": answer.id,
        "verdict": answer.verdict.value if answer.verdict else None,
        "name": answer.name,
        "organisation": answer.organisation,
        "marks": list(answer.marks),
        "day": answer.day.isoformat() if answer.day else None,
        "day_number": answer.day_number,
        "days": [day.isoformat() for day in answer.days],
        "first_at": first.at.isoformat() if first else None,
        "first_door": first.door if first else None,
        "first_by": first.operator if first else None,
        "cancelled_at": answer.cancelled_at.isoformat() if answer.cancelled_at else None,
        "event": language.plain(answer.event_name) if answer.event_name else None,
        "standing": list(answer.standing),
        "review": answer.review,
        "message": word(answer.verdict) if answer.verdict else None,
        "error": gettext(answer.error) if answer.error else None,
    }
