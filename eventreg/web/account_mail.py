"""The mails of Flask-Security: written in their reader's language, and put into the outbox."""

from urllib.parse import urlsplit

from flask import Flask, Response, after_this_request, current_app, render_template
from flask_babel import force_locale, gettext
from flask_security import MailUtil

from eventreg import clock
from eventreg.domain import outbox
from eventreg.domain.errors import N_
from eventreg.extensions import db
from eventreg.models import User

SUBJECTS = {
    "security/email/reset_instructions": N_("Choose a new password"),
    "security/email/reset_notice": N_("Your password is new"),
    "security/email/change_notice": N_("Your password is new"),
    "security/email/change_email_instructions": N_("Confirm your new e-mail address"),
    "security/email/address_notice": N_("Your e-mail address is changed"),
}


class OutboxMail(MailUtil):
    """Takes the library's mails to our outbox; the worker sends them, never a request."""

    def send_mail(self, template, subject, recipient, sender, body, html, **kwargs):
        """Write a mail to an account, in the transaction of what it tells of."""
        user, link = kwargs["user"], kwargs.get("reset_link") or kwargs.get("link") or ""
        write(template, SUBJECTS[template], recipient, user.language, link=public(link), account=user)
        after_this_request(_commit)


def write(template: str, subject: str, recipient: str, language: str, **facts: object) -> None:
    """Put a mail to somebody with access into the outbox, in a language; who calls it commits."""
    with force_locale(language):
        outbox.write_to_account(
            db.session,
            recipient=recipient,
            language=language,
            subject=gettext(subject),
            text=render_template(f"{template}.txt", lang=language, **facts),
            html=render_template(f"{template}.html", lang=language, **facts),
            now=clock.now(),
        )


def tell_old_address(_app: Flask, user: User, old_email: str, **_more: object) -> None:
    """Write to the address that was given up, where somebody may not know of it."""
    notice = "security/email/address_notice"
    write(notice, SUBJECTS[notice], old_email, user.language, account=user)


def public(link: str) -> str:
    """Return a link below our public address, whatever the request said of itself."""
    return current_app.config["SETTINGS"].public_url + urlsplit(link).path if link else ""


def _commit(response: Response) -> Response:
    db.session.commit()
    return response
