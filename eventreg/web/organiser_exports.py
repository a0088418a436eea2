"""The organiser's list of registrations as files: what the filter of the address leaves, noted in the log."""

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, stream_with_context, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.delivery import csv, guest_table, xlsx
from eventreg.delivery import slips as slip
from eventreg.domain import guests
from eventreg.extensions import db
from eventreg.models import Event
from eventreg.web.access import Access, requires, user
from eventreg.web.forms.guest_filter import PARTS, STATES
from eventreg.web.organiser_events import own_event
from eventreg.web.organiser_people import wanted_guests

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("organiser_exports", __name__, url_prefix="/organiser/events/<int:event_id>/registrations")


@bp.post("/export.csv")
@requires(Access.ORGANISER)
def as_csv(event_id):
    """Hand out the list as CSV, row by row as it is read."""
    event, rows = _export(event_id, "csv", wanted_guests()[1])
    table = _table(event, rows)
    return Response(stream_with_context(csv.stream(table)), mimetype="text/csv", headers=_named(event, "csv"))


@bp.post("/export.xlsx")
@requires(Access.ORGANISER)
def as_xlsx(event_id):
    """Hand out the list as a workbook."""
    event, rows = _export(event_id, "xlsx", wanted_guests()[1])
    cells = guest_table.cells(event, rows, PARTS | STATES)
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
    event, rows = _export(event_id, "slips", wanted)
    file = slip.write(event, [row.registration for row in rows], now=clock.now())
    return Response(file, mimetype="application/pdf", headers=_named(event, "pdf"))


def _why_none(number: int) -> str:
    if number:
        return gettext("At most %(number)s slips are printed at once. Filter the list first.", number=slip.MOST)
    return gettext("There is nobody to print a slip for.")


def _export(event_id: int, kind: str, wanted: guests.Wanted) -> tuple[Event, object]:
    """Note the export, then begin to read without keeping anybody from writing."""
    event = own_event(event_id)
    number = guests.count(db.session, event, wanted)
    guests.log_export(db.session, event, kind, number, by=user(), now=clock.now())
    db.session.commit()
    db.session().info["writes"] = False
    event = own_event(event_id)
    return event, guests.stream(db.session, event, wanted)


def _table(event: Event, rows: object) -> object:
    yield guest_table.headings()
    yield from guest_table.cells(event, rows, PARTS | STATES)


def _named(event: Event, kind: str) -> dict[str, str]:
    name = f"{event.number}-{clock.now():%Y-%m-%d}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
