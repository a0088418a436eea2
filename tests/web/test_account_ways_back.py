"""What somebody with access meets when something went wrong: a session that was ended, a code that was mistyped."""

import pytest

from eventreg.models import OutgoingMail, Role, User
from tests.browser import Browser, Page
from tests.factories import make_project, make_user, stored
from tests.web.passwords import give_password, key_on, log_in

WRONG_CODE = "This code is not right. Type the one that the app shows now"


@pytest.fixture(autouse=True)
def quick_hashes(app, monkeypatch):
    """Passwords are hashed as always, but with little effort."""
    security = app.extensions["security"]
    quick = security.pwd_context.copy(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


@pytest.fixture
def ada(app, web_session):
    """A coordinator with a password and no second factor."""
    user = make_user(web_session, Role.COORDINATOR, project=make_project(web_session))
    user.language = "en"
    return give_password(app, web_session, user)


@pytest.mark.parametrize("page", ["account.home", "security.login"])
def test_a_browser_whose_session_was_ended_elsewhere_asks_to_log_in(page, app, reader, ada):
    other = Browser(app).read_in("en")
    for each in (reader, other):
        log_in(each, ada.email)
    reader.press(reader.get("account.home"), "account.end_others", expect=303)

    found = other.client.get(other.url(page), follow_redirects=True)

    assert (found.status_code, found.request.path) == (200, other.url("security.login"))
    assert [each.get("name") for each in Page(found).all("input", type="password")] == ["password"]
    assert log_in(other, ada.email).location.endswith(other.url("account.start"))


@pytest.fixture
def shown(reader, ada):
    """The page that shows the key of a second factor."""
    log_in(reader, ada.email)
    url = reader.url("security.two_factor_setup")
    return Page(reader.client.post(url, data=reader.get("security.two_factor_setup").form(url)))


def confirm(reader, page, *, lang=None, **answers):
    """Send the code of the page of the second factor; return the answer."""
    (form,) = page.all("form", id="confirm")
    token = form.get("action").rpartition("/")[2]
    where = reader.url("security.two_factor_setup_validate", token=token, **({"lang": lang} if lang else {}))
    return reader.client.post(where, data=page.form(form.get("action")) | answers)


def code_for(app, page):
    """Return what an app shows now that took its key from the page."""
    with app.app_context():
        return app.extensions["security"].totp_factory._totp(key=key_on(page), format="base32").generate().token


def test_a_wrong_first_code_is_named_by_its_field_and_the_app_keeps_its_key(app, reader, web_session, ada, shown):
    page = Page(confirm(reader, shown, code="12"))

    assert (page.errors(), key_on(page)) == ([WRONG_CODE], key_on(shown))
    assert confirm(reader, page, code=code_for(app, shown)).status_code == 302
    assert stored(web_session, User, id=ada.id)[0].second_factor


def test_the_page_of_the_key_is_read_in_the_other_language_with_the_same_key(reader, shown):
    page = Page(confirm(reader, shown, lang="lv", code="12", switch="1"))

    assert (page.all("html")[0].get("lang"), page.errors(), key_on(page)) == ("lv", [], key_on(shown))
    assert page.all("input", name="code")[0].get("value") == "12"


def test_the_address_that_was_given_up_is_told(reader, web_session, ada):
    log_in(reader, ada.email)
    reader.fill("security.change_email", {"email": "ada@new.example"})
    (asked,) = stored(web_session, OutgoingMail)
    (link,) = [line for line in asked.content["text"].splitlines() if line.startswith("http")]

    reader.client.get(link.removeprefix("http://localhost"))

    told = stored(web_session, OutgoingMail)[-1]
    assert (told.recipient, told.content["subject"]) == (ada.email, "Your e-mail address is changed")
    assert "new.example" not in told.content["text"] + told.content["html"]


def test_the_pages_speak_the_language_of_the_account_until_another_is_chosen(app, ada):
    plain, chosen = Browser(app), Browser(app).read_in("lv")
    for each in (plain, chosen):
        log_in(each, ada.email)

    spoken = [each.get("account.home").all("html")[0].get("lang") for each in (plain, chosen)]

    assert spoken == ["en", "lv"]
