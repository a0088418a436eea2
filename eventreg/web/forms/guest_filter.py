"""What an organiser may ask of the list of registrations; it stands in the address, and nonsense in it is no fault."""

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, StringField

from eventreg.models import Part, RegistrationStatus
from eventreg.web.forms.text import clean_line

STATES = {
    RegistrationStatus.CONFIRMED: lazy_pgettext("registrations", "Confirmed"),
    RegistrationStatus.WAITING: _("Wait for a place"),
    RegistrationStatus.PENDING: _("Not confirmed yet"),
    RegistrationStatus.CANCELLED: lazy_pgettext("registrations", "Cancelled"),
}
STATE_OF_ONE = {
    RegistrationStatus.CONFIRMED: _("Confirmed"),
    RegistrationStatus.WAITING: _("Waits for a place"),
    RegistrationStatus.PENDING: _("Not confirmed yet"),
    RegistrationStatus.CANCELLED: _("Cancelled"),
}
PARTS = {
    Part.PARTICIPANT: _("Participant"),
    Part.SPEAKER: _("Speaker"),
    Part.INTERPRETER: _("Interpreter"),
    Part.STAFF: _("Staff of the event"),
}
CAME = {"yes": _("Came"), "no": _("Did not come")}
SORTS = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "name": _("By surname"),
    "organisation": _("By organisation"),
}
NUMBERS = {"yes": True, "no": False}


def offered(words: dict[str, str]) -> list[SelectChoice]:
    """Return what a field offers, "all" first."""
    return [SelectChoice("", _("All")), *(SelectChoice(str(value), label) for value, label in words.items())]


class GuestFilter(FlaskForm):
    """Search, filters and order of the list."""

    class Meta:
        """It changes nothing, so nobody needs to prove who sent it."""

        csrf = False

    q = StringField(_("Search"), filters=[clean_line])
    status = SelectField(_("State"), choices=offered(STATES), default="")
    came = SelectField(_("At the event"), choices=offered(CAME), default="")
    part = SelectField(_("Part"), choices=offered(PARTS), default="")
    sort = SelectField(_("Order"), choices=offered(SORTS)[1:], default="newest")
    repeats = BooleanField(_("Only second sign-ups"), false_values=("", "0", "no"))

    def read(self) -> dict[str, str]:
        """Return what was asked as it stands in an address, without what was not asked or is nonsense."""
        if not self.validate():
            for name in self.errors:
                self[name].data = self[name].default or ""
        asked = {name: self[name].data or "" for name in ("q", "status", "came", "part", "sort")}
        asked |= {"repeats": "1" if self.repeats.data else "", "sort": asked["sort"].replace("newest", "")}
        return {name: value for name, value in asked.items() if value}

    def terms(self) -> dict[str, object]:
        """Return what was asked, under the names of domain.guests.Wanted; to be called after `read`."""
        return {
            "text": self.q.data or "",
            "status": RegistrationStatus(self.status.data) if self.status.data else None,
            "came": NUMBERS.get(self.came.data),
            "part": Part(self.part.data) if self.part.data else None,
            "repeats": bool(self.repeats.data),
        }
