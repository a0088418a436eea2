"""What is filled in to invite colleagues, and to take up an invitation."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired

from eventreg.models import Role
from eventreg.web.forms import contact
from eventreg.web.forms.fields import WRONG_CHOICE, line

ROLES = {
    Role.ORGANISER: _("Organiser"),
    Role.COORDINATOR: _("Coordinator"),
    Role.AUDITOR: _("Auditor"),
}


class InviteForm(FlaskForm):
    """Whom to invite, and to what."""

    name = line(_("Name and surname"), DataRequired(_("Enter the name")))
    email = contact.email(_("Enter the e-mail address"))
    language = RadioField(
        _("Language"),
        choices=[SelectChoice("lv", "Latviešu"), SelectChoice("en", "English")],
        default="lv",
        invalid_choice_message=WRONG_CHOICE,
    )


class MemberForm(InviteForm):
    """An invitation to a role in a project."""

    role = RadioField(_("Role"), [InputRequired(WRONG_CHOICE)], invalid_choice_message=WRONG_CHOICE)
    organisation = SelectField(_("Only the events of"), default="", invalid_choice_message=WRONG_CHOICE)

    def offer(self, roles, organisations):
        """Put in what may be chosen; where there are no organisations, the form does not ask for one."""
        self.role.choices = [SelectChoice(role.value, ROLES[role]) for role in Role if role in roles]
        if not organisations:
            del self.organisation
            return self
        everything = SelectChoice("", _("All events of the project"))
        self.organisation.choices = [everything, *(SelectChoice(str(each.id), each.name) for each in organisations)]
        return self


class OrganisationForm(FlaskForm):
    """An organisation that has its own events in a project."""

    organisation_name = line(_("Name of the organisation"), DataRequired(_("Enter the name of the organisation")))


class WelcomeForm(FlaskForm):
    """What somebody says who takes up an invitation and has no account."""

    name = line(_("Name and surname"), DataRequired(_("Enter your name")))
    password = PasswordField(_("Password"), [InputRequired(_("Enter the password"))])


class ConfirmForm(FlaskForm):
    """A button: yes, I take it up."""
