"""Our parts of Flask-Security: its forms with a lock after too many wrong tries, the second factor, the mails."""

from flask import abort, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    MfRecoveryCodesUtil,
    MfRecoveryForm,
    Totp,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
    verify_password,
)
from flask_security.forms import TwoFactorRescueForm
from flask_security.totp import TokenError
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from eventreg.delivery import qr
from eventreg.domain import second_factor
from eventreg.extensions import db, security
from eventreg.web import limits, locks
from eventreg.web.account_mail import OutboxMail
from eventreg.web.forms.account import LogInForm
from eventreg.web.forms.text import clean_line


class SecondFactor(Totp):
    """Codes of an authenticator app."""

    def generate_qrcode(self, username, totp):
        """Draw the code that sets up an app into the page itself, since no page of ours shows data of an address."""
        return qr.svg(self.get_totp_uri(username, totp), label=gettext("QR code for the authenticator app"))

    def set_last_counter(self, user, tmatch):
        """Take the code, unless it was taken before, which the library hears as a wrong one."""
        if not second_factor.take_step(db.session, user.id, tmatch.counter):
            raise TokenError


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that are taken when they are checked, so that two requests at once do not both find one."""

    def check_recovery_code(self, user, code):
        """Take the code off those that are left; say whether it was there."""
        return second_factor.take_recovery_code(db.session, user.id, lambda kept: self._decrypt_codes([kept]) == [code])

    def delete_recovery_code(self, user, code):
        """Do nothing: it has been taken."""
        return True


class LockedLogInForm(LogInForm):
    """Takes no more tries for an address after too many wrong ones, whether anybody has it or not."""

    locked = False

    def validate(self, **kwargs):
        """Check address and password, unless the address is locked."""
        if not (self.email.data and self.password.data):
            return super().validate(**kwargs)
        if limits.is_full(limits.LOG_IN, limits.network()):
            self.locked = True
            self.form_errors.append(gettext("Too many log in from your network. Wait a minute, then try again."))
            return False
        of = locks.name_of("password", self.email.data)
        self.locked = not locks.take(of)
        if self.locked:
            self.form_errors.append(locks.too_many())
            return False
        return _forgotten_if(super().validate(**kwargs), of)


class AgainForm(VerifyForm):
    """Asks for the password again; after too many wrong ones, takes none for a while."""

    def validate(self, **kwargs):
        """Check the password of whoever is logged in."""
        return _guarded(self, self.password, "password again", super().validate, kwargs)


class PasswordForm(ChangePasswordForm):
    """Takes a new password from whoever knows the old one; after too many wrong ones, none for a while."""

    def validate(self, **kwargs):
        """Check the old password and the new; a new one that will not do is no wrong try at the old."""
        of = locks.name_of("password again", str(current_user.id))
        if self.password.data and not locks.take(of):
            self.password.errors = [locks.too_many()]
            return False
        right = super().validate(**kwargs)
        _forgotten_if(right or bool(self.password.data and self._is_old()), of)
        return right

    def _is_old(self):
        known = security.password_util.normalize(self.password.data)
        return not self.password.errors and verify_password(known, current_user.password)


def _cleaned(field):
    """Return a field of the library that takes off what cannot be seen, which no page may show again."""
    return field.field_class(*field.args, **field.kwargs, filters=[clean_line])


class AddressForm(ChangeEmailForm):
    """Asks for a new e-mail address."""

    email = _cleaned(ChangeEmailForm.email)


class LinkForm(ForgotPasswordForm):
    """Asks for a link to a new password: not again and again, which would fill somebody's mailbox."""

    email = _cleaned(ForgotPasswordForm.email)

    def validate(self, **kwargs):
        """Check the address; what was asked too often for it is answered alike, and nothing is sent."""
        if limits.is_full(limits.RESET, limits.network()):
            self.form_errors.append(gettext(limits.TooOften.message))
            return False
        if not locks.take(locks.name_of("link", self.email.data or "")):
            return False
        return super().validate(**kwargs)


class CodeForm(TwoFactorVerifyCodeForm):
    """Takes a code of an app; after too many wrong ones, none for a while."""

    code = StringField(
        _("Code"), [InputRequired(_("Enter the code"))], filters=[clean_line, lambda s: s and s.replace(" ", "")]
    )

    def validate(self, **kwargs):
        """Check the code against the user's secret."""
        return _guarded(self, self.code, "code", super().validate, kwargs)


class SetupCodeForm(CodeForm):
    """Takes the first code of an app; where it is wrong, the key stays the one that the app has."""

    def validate(self, **kwargs):
        """Check the code; the library would throw the key away and start anew."""
        if request.endpoint != "security.two_factor_setup_validate":
            return super().validate(**kwargs)
        if "switch" in request.form or not super().validate(**kwargs):
            abort(make_response(self._page()))
        return True

    def _page(self):
        """Return the page again with the same key, in the language that was chosen."""
        values = security.totp_factory.fetch_setup_values(self.tf_totp_secret, self.user)
        facts = {"authr_qrcode": values["image"], "authr_key": values["key"], "state_token": request.view_args["token"]}
        forms = {"two_factor_setup_form": SetupForm(), "two_factor_verify_code_form": self}
        return render_template("security/two_factor_setup.html", **forms, **facts, chosen_method="authenticator")


class RecoveryForm(MfRecoveryForm):
    """Takes a recovery code; after too many wrong ones, none for a while."""

    code = StringField(
        _("Recovery code"), [InputRequired(_("Enter the code"))], filters=[clean_line, lambda s: s and s.lower()]
    )

    def validate(self, **kwargs):
        """Look for the code among those that are left."""
        return _guarded(self, self.code, "code", super().validate, kwargs)


class SetupForm(TwoFactorSetupForm):
    """What the buttons of the page send: set up an app, or switch it off."""

    setup = HiddenField()


class RescueForm(TwoFactorRescueForm):
    """Not shown: the page has a link to the recovery codes."""

    help_setup = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []


def _guarded(form, field, kind, validate, kwargs):
    """Check a secret of `form.user`, unless there were too many tries; keep at once that it was taken."""
    if not field.data:
        return validate(**kwargs)
    of = locks.name_of(kind, str(form.user.id))
    if not locks.take(of):
        field.errors = [locks.too_many()]
        return False
    right = validate(**kwargs)
    if right:
        db.session.commit()
    return _forgotten_if(right, of)


def _forgotten_if(right: bool, of: str) -> bool:
    if right:
        locks.forget(of)
    return right


FORMS = {
    "login_form": LockedLogInForm,
    "forgot_password_form": LinkForm,
    "two_factor_verify_code_form": SetupCodeForm,
    "verify_form": AgainForm,
    "change_email_form": AddressForm,
    "change_password_form": PasswordForm,
    "two_factor_setup_form": SetupForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
}
PARTS = {"_mail_util_cls": OutboxMail, "_totp_cls": SecondFactor, "_mf_recovery_codes_util_cls": RecoveryCodes}
