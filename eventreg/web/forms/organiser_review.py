"""What an organiser decides about a scan that a door could not decide about."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from eventreg.models import Decision, ReviewKind
from eventreg.web.forms.fields import WRONG_CHOICE, line

KINDS = {
    ReviewKind.UNKNOWN: _("Scanned without network: nobody at this event has this code"),
    ReviewKind.OTHER_EVENT: _("Scanned without network: the ticket is for another event"),
    ReviewKind.CANCELLED: _("Scanned without network: the registration is cancelled"),
    ReviewKind.NOT_CONFIRMED: _("Scanned without network: the place was not confirmed"),
    ReviewKind.OTHER_DAY: _("Scanned without network: on no day of the event"),
    ReviewKind.PASS_ENDED: _("Delivered after the pass had ended or the event was closed"),
    ReviewKind.CLOCK: _("The clock of the device is wrong by hours, so the day is not known"),
    ReviewKind.WALK_IN: _("Somebody without a sign-up, whose answers cannot be read"),
}
DECISIONS = {
    Decision.ACCEPT: _("Let it count"),
    Decision.ATTACH: _("Let it count for the person chosen below"),
    Decision.DISMISS: _("Set it aside: it counts for nothing"),
}
DECIDED = {
    Decision.ACCEPT: _("Accepted"),
    Decision.ATTACH: _("Attached to a person"),
    Decision.DISMISS: _("Set aside"),
}


class DecisionForm(FlaskForm):
    """A decision: what, for whom, for which day, and why."""

    decision = RadioField(
        _("Your decision"),
        [InputRequired(_("Choose what becomes of it"))],
        invalid_choice_message=WRONG_CHOICE,
    )
    registration = RadioField(_("Who it was"), coerce=int, validate_choice=False, invalid_value_message=WRONG_CHOICE)
    day = SelectField(_("Day"), invalid_choice_message=WRONG_CHOICE)
    reason = line(_("Reason"), longest=500)

    def offer(
        self, decisions: Iterable[Decision], days: dict[str, str], people: dict[int, str], *, proposed: date | None
    ) -> None:
        """Set what can be chosen; a day is proposed where nobody has sent one yet."""
        self.decision.choices = [SelectChoice(each.value, DECISIONS[each]) for each in decisions]
        self.day.choices = [SelectChoice("", _("Choose")), *(SelectChoice(day, said) for day, said in days.items())]
        self.registration.choices = [SelectChoice(number, name) for number, name in people.items()]
        if proposed and not self.is_submitted():
            self.day.data = proposed.isoformat()

    @property
    def date(self) -> date | None:
        """The day that was chosen."""
        return date.fromisoformat(self.day.data) if self.day.data else None
