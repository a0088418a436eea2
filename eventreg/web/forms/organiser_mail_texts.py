"""A project's own words for a kind of mail; the rules are in domain.mail_texts."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from eventreg.web.forms.fields import TOO_LONG, line
from eventreg.web.forms.text import clean_text


class MailTextForm(FlaskForm):
    """A subject, and what the mail begins with."""

    subject = line(_("Subject"), DataRequired(_("Enter the subject")))
    body = TextAreaField(
        _("How the mail begins"),
        [DataRequired(_("Enter how the mail begins")), Length(max=3000, message=TOO_LONG)],
        filters=[clean_text],
    )
