"""Our parts of Flask-Security: its forms with a lock after too many wrong tries, the second factor, the mails."""

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import ForgotPasswordForm, MfRecoveryForm, Totp, TwoFactorSetupForm, TwoFactorVerifyCodeForm
from flask_security.forms import TwoFactorRescueForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from eventreg import clock
from eventreg.delivery import qr
from eventreg.domain import tries
from eventreg.extensions import db
from eventreg.web.account_mail import OutboxMail
from eventreg.web.forms.account import LogInForm
from eventreg.web.forms.text import clean_line


class SecondFactor(Totp):
    """Codes of an authenticator app."""

    def generate_qrcode(self, username, totp):
        """Draw the code that sets up an app into the page itself, since no page of ours shows data of an address."""
        return qr.svg(self.get_totp_uri(username, totp), label=gettext("QR code for the authenticator app"))


class LockedLogInForm(LogInForm):
    """Takes no more tries for an address after too many wrong ones, whether anybody has it or not."""

    locked = False

    def validate(self, **kwargs):
        """Check address and password, unless the address is locked."""
        of = _digest("password", self.email.data or "")
        self.locked = tries.are_too_many(db.session, of, now=clock.now())
        if self.locked:
            self.form_errors.append(_too_many())
            return False
        return _count(of, super().validate(**kwargs), filled=bool(self.email.data and self.password.data))


class LinkForm(ForgotPasswordForm):
    """Asks for a link to a new password: not again and again, which would fill somebody's mailbox."""

    def validate(self, **kwargs):
        """Check the address; what was asked too often is answered alike, and nothing is sent."""
        of = _digest("link", self.email.data or "")
        if tries.are_too_many(db.session, of, now=clock.now()):
            return False
        tries.note(db.session, of, now=clock.now())
        right = super().validate(**kwargs)
        db.session.commit()
        return right


class CodeForm(TwoFactorVerifyCodeForm):
    """Takes a code of an app; after too many wrong ones, none for a while."""

    code = StringField(
        _("Code"), [InputRequired(_("Enter the code"))], filters=[clean_line, lambda s: s and s.replace(" ", "")]
    )

    def validate(self, **kwargs):
        """Check the code against the user's secret."""
        return _guarded(self, "code", super().validate, kwargs)


class RecoveryForm(MfRecoveryForm):
    """Takes a recovery code; after too many wrong ones, none for a while."""

    code = StringField(
        _("Recovery code"), [InputRequired(_("Enter the code"))], filters=[clean_line, lambda s: s and s.lower()]
    )

    def validate(self, **kwargs):
        """Look for the code among those that are left."""
        return _guarded(self, "code", super().validate, kwargs)


class SetupForm(TwoFactorSetupForm):
    """What the buttons of the page send: set up an app, or switch it off."""

    setup = HiddenField()


class RescueForm(TwoFactorRescueForm):
    """Not shown: the page has a link to the recovery codes."""

    help_setup = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []


def _guarded(form, kind, validate, kwargs):
    of = _digest(kind, str(form.user.id))
    if tries.are_too_many(db.session, of, now=clock.now()):
        form.code.errors = [_too_many()]
        return False
    return _count(of, validate(**kwargs), filled=bool(form.code.data))


def _count(of: str, right: bool, *, filled: bool) -> bool:
    """Count a wrong try and say whether it was right.

    To check a password takes long; only then is the transaction begun that may write.
    """
    if not right and filled:
        db.session.rollback()
        db.session().info["writes"] = True
        tries.note(db.session, of, now=clock.now())
        db.session.commit()
    return right


def _digest(kind: str, whose: str) -> str:
    return tries.digest(current_app.config["SETTINGS"].person_key.encode(), kind, whose)


def _too_many() -> str:
    return gettext("Too many wrong tries. Wait a quarter of an hour, then try again.")


FORMS = {
    "login_form": LockedLogInForm,
    "forgot_password_form": LinkForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_setup_form": SetupForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
}
PARTS = {"_mail_util_cls": OutboxMail, "_totp_cls": SecondFactor}
