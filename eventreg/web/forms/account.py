"""What staff fill in to log in."""

from flask_babel import lazy_gettext as _
from flask_security.forms import EmailValidation, LoginForm, email_required
from flask_wtf import FlaskForm
from flask_wtf.csrf import validate_csrf
from wtforms import EmailField, Field, RadioField, SelectChoice
from wtforms.validators import DataRequired

from eventreg.web.forms.fields import WRONG_CHOICE, line
from eventreg.web.forms.text import clean_line


class LogInForm(LoginForm):
    """The library's form, but it checks its token itself, so that one that was open too long keeps the address.

    Needs SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS, with which the library leaves the token alone.
    """

    email = EmailField(_("E-mail"), [email_required, EmailValidation(verify=False)], filters=[clean_line])

    def __init__(self, *args: object, meta: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # without `meta`, by which the library takes the token out

    def validate_csrf_token(self, field: Field) -> None:
        """Refuse a form that none of our pages made."""
        validate_csrf(field.data)


class AccountForm(FlaskForm):
    """What somebody with access says of themselves."""

    name = line(_("Name"), DataRequired(_("Enter your name")))
    language = RadioField(
        _("Language"),
        choices=[SelectChoice("lv", "Latviešu"), SelectChoice("en", "English")],
        invalid_choice_message=WRONG_CHOICE,
    )
