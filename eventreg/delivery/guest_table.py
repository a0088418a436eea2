"""The list of registrations as a table for spreadsheets: one row a registration, never a category (DESIGN.md 3.9)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventreg import language
from eventreg.domain.guests import Row
from eventreg.domain.tickets import show_code
from eventreg.models import Event

Cell = str | int | datetime | None
WIDTHS = (20, 16, 36, 14, 28, 18, 16, 16, 10, 10, 12, 14, 18, 18)
"""The widths of the columns in a spreadsheet, in characters."""


def headings() -> list[str]:
    """Return the heads of the columns, in the reader's language."""
    return [
        gettext("Surname"),
        gettext("Name"),
        gettext("Organisation or municipality"),
        gettext("Country"),
        gettext("E-mail"),
        gettext("Phone"),
        gettext("Part"),
        gettext("State"),
        gettext("Days present"),
        gettext("Language"),
        gettext("Code"),
        gettext("Second sign-up"),
        gettext("Signed up"),
        gettext("Cancelled"),
    ]


def cells(event: Event, rows: Iterable[Row], words: Mapping[str, str]) -> Iterator[list[Cell]]:
    """Go through the rows below the heads; moments are of the project's time zone, without saying so.

    `words` are the names of parts and states; countries are called as the reader calls them.
    """
    zone, yes = ZoneInfo(event.project.time_zone), gettext("yes")
    for row in rows:
        found = row.registration
        names: list[Cell] = [found.surname, found.name, found.organisation, language.country(found.country)]
        contact: list[Cell] = [found.email, found.phone, str(words[found.part]), str(words[found.status])]
        more: list[Cell] = [row.present_days, found.language, show_code(found.code), yes if row.repeats else None]
        yield [*names, *contact, *more, _local(found.signed_up_at, zone), _local(found.cancelled_at, zone)]


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment and moment.astimezone(zone).replace(tzinfo=None)
