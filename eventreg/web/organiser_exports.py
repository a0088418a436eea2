"""The organiser's list of registrations as files: what the filter of the address leaves, noted in the log."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from flask import Blueprint, Response, flash, redirect, stream_with_context, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import csv, guest_table, xlsx
from eventreg.delivery import slips as slip
from eventreg.domain import events, guests
from eventreg.extensions import db, reading
from eventreg.models import Event
from eventreg.web.access import Access, requires, user
from eventreg.web.forms.guest_filter import PARTS, STATE_OF_ONE
from eventreg.web.organiser_events import own_event
from eventreg.web.organiser_people import wanted_guests

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("organiser_exports", __name__, url_prefix="/organiser/events/<int:event_id>/registrations")


@bp.post("/export.csv")
@requires(Access.ORGANISER)
def as_csv(event_id):
    """Hand out the list as CSV, row by row as it is read."""
    wanted = wanted_guests()[1]
    event = _begin(event_id, "csv", wanted)
    pieces = stream_with_context(_pieces(event.id, wanted))
    return Response(pieces, mimetype="text/csv", headers=_named(event, "csv"))


@bp.post("/export.xlsx")
@requires(Access.ORGANISER)
def as_xlsx(event_id):
    """Hand out the list as a workbook."""
    wanted = wanted_guests()[1]
    event = _begin(event_id, "xlsx", wanted)
    cells = guest_table.cells(event, guests.stream_lines(db.session, event, wanted), PARTS | STATE_OF_ONE)
    book = xlsx.write(gettext("Registrations"), guest_table.headings(), guest_table.WIDTHS, cells)
    return Response(book, mimetype=SHEET, headers=_named(event, "xlsx"))


@bp.post("/slips.pdf")
@requires(Access.ORGANISER)
def slips(event_id):
    """Hand out slips to print for those whom the filter leaves and who have not cancelled."""
    _, wanted, asked = wanted_guests()
    wanted = replace(wanted, standing=True)
    number = guests.count(db.session, own_event(event_id), wanted)
    if not 0 < number <= slip.MOST:
        flash(_why_none(number), "error")
        return redirect(url_for("organiser_people.registrations", event_id=event_id, **asked), 303)
    event = _begin(event_id, "slips", wanted)
    rows = guests.stream(db.session, event, wanted)
    file = slip.write(event, [row.registration for row in rows], now=clock.now())
    return Response(file, mimetype="application/pdf", headers=_named(event, "pdf"))


def _why_none(number: int) -> str:
    if number:
        return gettext("At most %(number)s slips are printed at once. Filter the list first.", number=slip.MOST)
    return gettext("There is nobody to print a slip for.")


def _begin(event_id: int, kind: str, wanted: guests.Wanted) -> Event:
    """Note the export, then begin to read without keeping anybody from writing."""
    event = own_event(event_id)
    number = guests.count(db.session, event, wanted)
    guests.log_export(db.session, event, kind, number, by=user(), now=clock.now())
    db.session.commit()
    db.session().info["writes"] = False
    return own_event(event_id)


def _pieces(event_id: int, wanted: guests.Wanted) -> Iterator[str]:
    """Write the file piece by piece; the session of the request has ended by then."""
    with reading() as session:
        event = events.get(session, event_id)
        lines = guests.stream_lines(session, event, wanted)
        cells = guest_table.cells(event, lines, PARTS | STATE_OF_ONE, moment=csv.minute)
        yield from csv.stream(chain([guest_table.headings()], cells), of_people=guest_table.OF_PEOPLE)


def _named(event: Event, kind: str) -> dict[str, str]:
    name = f"{event.number}-{clock.now():%Y-%m-%d}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
