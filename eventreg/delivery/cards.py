"""QR cards to print and cut, twelve to a page: the ticket of somebody who has no phone."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import force_locale, gettext

from eventreg import language
from eventreg.config import Settings
from eventreg.delivery import funding, pdf, qr
from eventreg.domain.printing import Person
from eventreg.domain.tickets import show_code
from eventreg.models import Event

MOST = 600  # in one file, which are fifty pages
LONGEST_NAME, LONGEST_EVENT = 80, 90  # letters; what is longer would push the code from the card


def write(event: Event, people: Sequence[Person], *, now: datetime) -> bytes:
    """Return a PDF file with a card for each person, in the language that they read.

    Of a sensitive event it names the programme and the contract, and nothing that tells more (DESIGN.md 4).
    """
    settings: Settings = current_app.config["SETTINGS"]
    cards = [
        {
            "lang": person.language,
            "name": _short(f"{person.name} {person.surname}", LONGEST_NAME),
            "code": show_code(person.code),
            "qr": qr.drawing(f"{settings.public_url}/T/{person.ticket}".upper()),
        }
        for person in people
    ]
    title = gettext("QR cards: %(event)s", event=funding.title(event))
    words = {code: _words(event, code) for code in {person.language for person in people}}
    data = {"title": title, "cards": cards, "words": words, **funding.below(event)}
    return pdf.write("cards", data, language=language.current(), now=now)


def _words(event: Event, code: str) -> dict[str, str]:
    with force_locale(code):
        return {
            "event": _short(funding.title(event), LONGEST_EVENT),
            "dates": language.dates_and_start(event.days),
            "code": gettext("Code"),
            "alt": gettext("QR code of the ticket"),
        }


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
