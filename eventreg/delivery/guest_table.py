"""The list of registrations as a table for spreadsheets: one row a registration, never a category (DESIGN.md 3.9)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from flask_babel import gettext

from eventreg import language
from eventreg.domain.guests import Line
from eventreg.domain.tickets import show_code
from eventreg.models import Event

Cell = str | int | datetime | None
WIDTHS = (20, 16, 36, 14, 28, 18, 16, 16, 10, 10, 12, 14, 18, 18)
"""The widths of the columns in a spreadsheet, in characters."""
OF_PEOPLE = (0, 1, 2, 4, 5)  # the columns that people wrote: all else is ours


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


def cells(
    event: Event,
    lines: Iterable[Line],
    words: Mapping[str, str],
    *,
    moment: Callable[[datetime], Cell] = lambda local: local,
) -> Iterator[list[Cell]]:
    """Go through the lines below the heads; moments are of the project's time zone, without saying so.

    `words` are the names of parts and states; countries are called as the reader calls them. `moment` says
    how a file holds a moment. Written for millions of lines: what is the same in all is looked up once.
    """
    zone, yes = ZoneInfo(event.project.time_zone), gettext("yes")
    spoken, country = {word: str(text) for word, text in words.items()}, cache(language.country)
    for surname, name, organisation, land, email, phone, part, status, days, tongue, code, twice, came, went in lines:
        names = (surname, name, organisation, country(land), email, phone, spoken[part], spoken[status])
        signed_up, cancelled = moment(_local(came, zone)), moment(_local(went, zone)) if went else None
        yield [*names, days, tongue, show_code(code), yes if twice else None, signed_up, cancelled]


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.tzinfo is None:  # as SQLite keeps it, in UTC
        return zone.fromutc(moment.replace(tzinfo=zone)).replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None)
