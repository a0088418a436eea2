"""What an organiser prints for the door: QR cards for people without phones, and the list for the worst day."""

from datetime import date

from flask import Blueprint, Response, render_template, request

from eventreg import clock, language
from eventreg.delivery import cards, sheet
from eventreg.domain import guests, printing
from eventreg.domain.printing import Person
from eventreg.extensions import db
from eventreg.models import Event
from eventreg.web.access import Access, or_404, requires, user
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.organiser_events import own_event

MOST_PARTS = 10_000

bp = Blueprint("organiser_paper", __name__, url_prefix="/organiser/events/<int:event_id>/paper")


@bp.get("")
@requires(Access.ORGANISER)
def show(event_id):
    """Offer what can be printed for an event's door, in files that are not too long."""
    event = own_event(event_id)
    facts = {
        "cards": printing.list_parts(db.session, event, most=cards.MOST),
        "unreachable": printing.list_parts(db.session, event, most=cards.MOST, unreachable=True),
        "lists": printing.list_parts(db.session, event, most=sheet.MOST),
        "spans": [(place, language.dates(days)) for place, days in enumerate(_spans(event), 1)],
        "button": ButtonForm(),
    }
    return render_template("organiser/paper.html", event=event, project=event.project, **facts)


@bp.post("/cards.pdf")
@requires(Access.ORGANISER)
def print_cards(event_id):
    """Hand out QR cards: of everybody with a place, or of those whom no mail reaches."""
    unreachable = request.args.get("for") == "unreachable"
    part = request.args.get("part", 1, type=int)
    event, people = _begin(event_id, "cards", part=part, most=cards.MOST, unreachable=unreachable)
    return _file(event, cards.write(event, people, now=clock.now()), f"cards-{part}")


@bp.post("/list.pdf")
@requires(Access.ORGANISER)
def print_list(event_id):
    """Hand out the list to sign in, with a column for each of some days that follow each other."""
    spans = dict(enumerate(_spans(own_event(event_id)), 1))
    days = or_404(spans.get(request.args.get("days", 1, type=int)))
    part = request.args.get("part", 1, type=int)
    event, people = _begin(event_id, "list", part=part, most=sheet.MOST)
    begins = (part - 1) * sheet.MOST + 1
    return _file(event, sheet.write(event, people, days=days, begins=begins, now=clock.now()), f"list-{part}")


def _spans(event: Event) -> list[list[date]]:
    """Return the days of an event, as many together as there is room for beside each other."""
    dates = [day.date for day in event.days]
    return [dates[start : start + sheet.MOST_DAYS] for start in range(0, len(dates), sheet.MOST_DAYS)]


def _begin(event_id: int, kind: str, *, part: int, **terms: object) -> tuple[Event, list[Person]]:
    """Read who stands on the paper and note that it was made; a part in which nobody is cannot be found."""
    event = own_event(event_id)
    people = or_404(
        printing.list_people(db.session, event, part=part, **terms) or None if 0 < part < MOST_PARTS else None
    )
    guests.log_export(db.session, event, kind, len(people), by=user(), now=clock.now())
    db.session.commit()
    db.session().info["writes"] = False
    return own_event(event_id), people


def _file(event: Event, content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{event.number}-{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
