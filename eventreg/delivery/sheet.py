"""The list for the worst day, on paper: everybody with a place, and an empty cell a day to sign in."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext

from eventreg import language
from eventreg.delivery import funding, pdf
from eventreg.domain.printing import Person
from eventreg.domain.tickets import show_code
from eventreg.models import Event

MOST = 1000  # people in one file
MOST_DAYS = 5  # columns beside each other, in which one can still write
BLANK = 12  # rows for those who are not on the list


def write(event: Event, people: Sequence[Person], *, days: Sequence[date], begins: int, now: datetime) -> bytes:
    """Return a PDF file with a row for each person, the first one having the number `begins`, and some empty ones.

    It never says as whom somebody takes part. Of a sensitive event it names the programme and the contract only.
    """
    heading = gettext("List for signing in: %(event)s", event=funding.title(event))
    place = "" if event.sensitive else event.place
    data = {
        "title": heading,
        "heading": heading,
        "about": " · ".join(filter(None, (language.dates_and_start(event.days), place))),
        "days": [language.day(day) for day in days],
        "people": [_line(person, number) for number, person in enumerate(people, begins)],
        "blank": BLANK,
        "words": _words(),
        **funding.below(event),
    }
    return pdf.write("sheet", data, language=language.current(), now=now)


def _line(person: Person, number: int) -> dict[str, str]:
    return {
        "number": str(number),
        "surname": person.surname,
        "name": person.name,
        "organisation": person.organisation,
        "code": show_code(person.code),
    }


def _words() -> dict[str, str]:
    return {
        "number": gettext("No."),
        "name": gettext("Surname and name"),
        "organisation": gettext("Organisation or municipality"),
        "code": gettext("Code"),
        "others": gettext("Not on the list"),
        "explain": gettext("Write your name, surname and organisation or municipality, and sign."),
    }
