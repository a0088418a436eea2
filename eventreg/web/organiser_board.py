"""The live board: the door as its organiser watches it, on a page that follows within three seconds."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, get_template_attribute, render_template, request

from eventreg import clock, language
from eventreg.domain import attendance, board, reviewing
from eventreg.domain.board import Arrival, Named, Presence
from eventreg.extensions import db
from eventreg.models import Event, EventDay
from eventreg.web import arrivals_chart
from eventreg.web.access import Access, or_404, requires
from eventreg.web.arrivals_chart import Chart
from eventreg.web.organiser_events import own_event

PARTS = ("figures", "arrivals", "doors", "last")

bp = Blueprint("organiser_board", __name__, url_prefix="/organiser/events/<int:event_id>")


@dataclass(frozen=True)
class Board:
    """What the board shows of one day."""

    event: Event
    present: int
    confirmed: int
    chart: Chart | None
    from_paper: int
    doors: list[tuple[str, int]]
    last: list[Named]
    waiting: int

    @property
    def expected(self) -> int:
        """Return how many are still to come."""
        return max(self.confirmed - self.present, 0)

    @property
    def share(self) -> int:
        """Return how much of those with a place are there, in percent."""
        return min(100 * self.present // self.confirmed, 100) if self.confirmed else 0


@bp.get("/board")
@requires(Access.ORGANISER)
def show(event_id):
    """Show who is present on a day: today, if the address names none."""
    event = own_event(event_id)
    day = _day(event)
    now = _now(event)
    shown = _read(event, day, *now) if day else None
    facts = {"event": event, "project": event.project, "day": day, "board": shown, "now": clock.now()}
    return render_template("organiser/board.html", **facts)


@bp.get("/board.json")
@requires(Access.ORGANISER)
def state(event_id):
    """Tell an open page the parts of the board; one that holds them already is told so in a few bytes."""
    event = own_event(event_id)
    day = or_404(_day(event))
    now = _now(event)
    tag = _tag(event, day, *now)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(_as_json(_read(event, day, *now)), mimetype="application/json")
    response.set_etag(tag, weak=True)
    return response


def _day(event: Event) -> EventDay | None:
    """Return the day that the address names, else today, the last one that was, or the first one to come."""
    asked, today = request.args.get("day"), attendance.today(event, clock.now())
    if asked is not None:
        return or_404(next((day for day in event.days if day.date.isoformat() == asked), None))
    been = [day for day in event.days if day.date <= today]
    return been[-1] if been else next(iter(event.days), None)


def _now(event: Event) -> tuple[Presence, int]:
    """Return what costs little to ask: how many are present, and how many scans wait for a decision."""
    return board.read_presence(db.session, event), reviewing.count_waiting(db.session, event)


def _read(event: Event, day: EventDay, presence: Presence, waiting: int) -> Board:
    arrivals = board.list_arrivals(db.session, event, day)
    timed = [each.at for each in arrivals if not each.from_paper]
    return Board(
        event=event,
        present=presence.by_day.get(day.id, 0),
        confirmed=event.places_taken,
        chart=arrivals_chart.of(timed, language.RIGA),
        from_paper=len(arrivals) - len(timed),
        doors=_by_door(arrivals),
        last=board.name_last(db.session, event, arrivals),
        waiting=waiting,
    )


def _by_door(arrivals: list[Arrival]) -> list[tuple[str, int]]:
    """Return by how many people came through each door, the busiest one first; those from paper came through none."""
    numbers = Counter(each.door for each in arrivals if not each.from_paper)
    return sorted(numbers.items(), key=lambda one: (-one[1], one[0]))


def _tag(event: Event, day: EventDay, presence: Presence, waiting: int) -> str:
    """Return what is another word as soon as the board shows something else."""
    told = (language.current(), day.id, event.version, event.places_taken, presence.by_day, presence.change, waiting)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _as_json(shown: Board) -> str:
    parts = {name: str(get_template_attribute("organiser/_board.html", name)(shown)) for name in PARTS}
    return json.dumps({"parts": parts})
