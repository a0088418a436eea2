"""What an administrator asks the log for."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, SelectChoice, SelectField


class LogForm(Form):
    """Which lines of the log to show; sent by GET."""

    action = SelectField(_("Action"), default="", validate_choice=False)
    user = SelectField(_("Who"), default="", validate_choice=False)
    project = SelectField(_("Project"), default="", validate_choice=False)
    since = DateField(_("From"))
    until = DateField(_("Until"))

    def offer(self, actions, users, projects):
        """Put in what may be chosen: pairs of what is sent and how it is called."""
        every = SelectChoice("", _("All"))
        self.action.choices = [every, *(SelectChoice(action, words) for action, words in actions)]
        self.user.choices = [every, *(SelectChoice(str(number), name) for number, name in users)]
        self.project.choices = [every, *(SelectChoice(str(number), name) for number, name in projects)]
        return self
