"""The one word that the door says for each verdict (DESIGN.md 5)."""

from flask_babel import lazy_gettext

from eventreg.models import Verdict

WORDS = {
    Verdict.ADMITTED: lazy_gettext("Welcome!"),
    Verdict.ALREADY_IN: lazy_gettext("Already here"),
    Verdict.OTHER_DAY: lazy_gettext("Another day"),
    Verdict.OTHER_EVENT: lazy_gettext("Another event"),
    Verdict.NOT_CONFIRMED: lazy_gettext("Not confirmed"),
    Verdict.CANCELLED: lazy_gettext("Cancelled"),
    Verdict.UNKNOWN: lazy_gettext("We do not know this code"),
    Verdict.UNDONE: lazy_gettext("Taken back"),
}


def word(verdict: Verdict) -> str:
    """Return the word for a verdict in the reader's language."""
    return str(WORDS[verdict])
