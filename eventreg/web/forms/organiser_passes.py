"""What organisers fill in about those who stand at the door; the rules are in domain.doorpass."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired

from eventreg.models import PassKind
from eventreg.web.forms.fields import WRONG_CHOICE, line, options

PASS_KINDS = {PassKind.SCANNER: _("Scanner"), PassKind.DESK: _("Desk")}


class PassForm(FlaskForm):
    """A pass for one device at the door."""

    name = line(_("Which door"), DataRequired(_("Enter which door it is")))
    operator = line(_("Who holds the device"), DataRequired(_("Enter who holds the device")))
    kind = RadioField(
        _("What the device may do"),
        choices=options(PASS_KINDS),
        coerce=PassKind,
        default=PassKind.SCANNER,
        validate_choice=False,
        invalid_value_message=WRONG_CHOICE,
    )
    supervisor = BooleanField(_("Supervisor"))

    def terms(self) -> dict[str, object]:
        """Return what was filled in, under the names of domain.doorpass.create."""
        return {name: self[name].data for name in ("name", "operator", "kind", "supervisor")}
