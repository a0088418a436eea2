"""Slips to print for those without a phone or an address: the ticket on one half, the manage link on the other."""

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from flask_babel import force_locale, gettext

from eventreg import language
from eventreg.config import Settings
from eventreg.delivery import funding, mail, pdf, qr
from eventreg.domain.tickets import show_code
from eventreg.models import Event, Registration

MOST = 200  # at once: each has two QR codes, which take some milliseconds each


def write(event: Event, registrations: Iterable[Registration], *, now: datetime) -> bytes:
    """Return a PDF file with a slip for each registration, in its reader's language, several to an A4 page.

    Of a sensitive event it names the programme and the contract, and nothing that tells more (DESIGN.md 4).
    """
    slips = [_slip(event, registration) for registration in registrations]
    data = {"title": f"{gettext('Slips')}: {funding.title(event)}", "slips": slips, **funding.below(event)}
    return pdf.write("slips", data, language=language.current(), now=now)


def _slip(event: Event, registration: Registration) -> dict[str, str]:
    settings: Settings = current_app.config["SETTINGS"]
    manage_url = mail.manage_url(settings, registration)
    with force_locale(registration.language):
        return {
            "lang": registration.language,
            "name": registration.full_name,
            "event": funding.title(event),
            "dates": language.dates_and_start(event.days),
            "place": "" if event.sensitive else event.place,
            "code": show_code(registration.code),
            "code_label": gettext("Code at the door"),
            "ticket_label": gettext("Ticket: show it at the door"),
            "ticket_alt": gettext("QR code of the ticket"),
            "ticket_qr": qr.drawing(mail.ticket_url(settings, registration)),
            "manage_label": gettext("Keep this half to yourself"),
            "manage_text": gettext("Here you see, correct or cancel your registration:"),
            "manage_alt": gettext("QR code of the manage link"),
            "manage_qr": qr.drawing(manage_url),
            "manage_url": manage_url,
        }
