"""What staff fill in to log in."""

from flask_babel import lazy_gettext as _
from flask_security.forms import EmailValidation, LoginForm, email_required
from flask_wtf.csrf import validate_csrf
from wtforms import EmailField, Field

from eventreg.web.forms.text import clean_line


class LogInForm(LoginForm):
    """The library's form; it checks its token itself, so that one that was open too long keeps the address."""

    email = EmailField(_("E-mail"), [email_required, EmailValidation(verify=False)], filters=[clean_line])

    def validate_csrf_token(self, field: Field) -> None:
        """Refuse a form that none of our pages made; SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS leaves it to us."""
        validate_csrf(field.data)
