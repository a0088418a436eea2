"""How tests log in through the pages: with a password, and with the codes of an authenticator app."""

import re

from flask_security import hash_password

from tests.browser import Page

PASSWORD = "Sunset over the Daugava"


def give_password(app, session, user):
    """Give a user the password of the tests, and no second factor."""
    with app.app_context():
        user.password = hash_password(PASSWORD)
    user.tf_primary_method = user.tf_totp_secret = None
    session.commit()
    return user


def log_in(reader, email, password=PASSWORD, **values):
    """Fill the page for logging in, send it, and return the answer as it comes."""
    page = reader.get("security.login", **values)
    (form,) = page.all("form")
    return reader.client.post(form.get("action"), data=page.form() | {"email": email, "password": password})


def code_of(app, user, *, after=1):
    """Return a code of a user's app, that of the half minute after the last one; `user` as the row is now."""
    with app.app_context():
        totp = app.extensions["security"].totp_factory._totp.from_source(user.tf_totp_secret)
        return totp.generate((user.tf_last_step + after) * totp.period).token


def key_on(page: Page):
    """Return the key that the page of the second factor shows."""
    return re.sub(r"[^A-Z2-7]", "", page.all("code")[0].text)


def set_up_second_factor(reader, app):
    """Go through the page of the second factor as an app does; return the answer to the code."""
    url = reader.url("security.two_factor_setup")
    start = reader.get("security.two_factor_setup")
    shown = Page(reader.client.post(url, data=start.form(url)))
    (confirm,) = [form.get("action") for form in shown.all("form") if "tf-setup/" in form.get("action")]
    with app.app_context():
        totp = app.extensions["security"].totp_factory._totp
        code = totp(key=key_on(shown), format="base32").generate().token
    return reader.client.post(confirm, data=shown.form(confirm) | {"code": code})
