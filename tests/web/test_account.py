"""Logging in and out: one page, one sentence when it fails, and no way from it to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from flask_security import hash_password

from eventreg.domain import accounts
from eventreg.models import Role
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import make_project, make_user

PASSWORD = "Sunset over the Daugava"
FAILED = "Check the e-mail address and the password, and try again."


@pytest.fixture(autouse=True)
def quick_hashes(app, monkeypatch):
    """Passwords are hashed as always, but with little effort."""
    security = app.extensions["security"]
    quick = security.pwd_context.copy(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


@pytest.fixture
def member(app, web_session):
    """Return a function that makes a user who can log in."""

    def make(*roles, **rights):
        user = make_user(web_session, *roles, project=make_project(web_session) if roles else None, **rights)
        user.tf_primary_method = user.tf_totp_secret = None
        with app.app_context():
            user.password = hash_password(PASSWORD)
        web_session.commit()
        return user

    return make


def log_in(reader, email, password=PASSWORD, **values):
    """Fill the page for logging in, send it, and return the answer as it comes."""
    page = reader.get("security.login", **values)
    (form,) = page.all("form")
    return reader.client.post(form.get("action"), data=page.form() | {"email": email, "password": password})


def who(reader):
    """Return the key of the user who is logged in."""
    with reader.client.session_transaction() as session:
        return session.get("_user_id")


def alert(page):
    """Return what the page says in red."""
    (box,) = page.all("div", role="alert")
    return [" ".join("".join(part.itertext()).split()) for part in box]


@pytest.mark.parametrize(
    ("roles", "administrator", "landing"),
    [
        ((Role.ORGANISER,), False, "organiser.home"),
        ((), True, "organiser.home"),
        ((Role.COORDINATOR,), False, "results.home"),
        ((Role.ORGANISER, Role.COORDINATOR), False, "organiser.home"),
        ((Role.AUDITOR,), False, "public.index"),
        ((), False, "public.index"),
    ],
)
def test_leads_everybody_to_the_pages_of_their_work(roles, administrator, landing, reader, member):
    user = member(*roles, administrator=administrator)

    start = log_in(reader, user.email)
    there = reader.client.get(start.location)

    assert (start.status_code, start.location) == (302, reader.url("account.start"))
    assert (there.status_code, there.location) == (302, reader.url(landing))
    assert who(reader) == user.fs_uniquifier


def test_the_address_is_read_in_any_case(reader, member):
    user = member()

    log_in(reader, f" {user.email.upper()} ")

    assert who(reader) == user.fs_uniquifier


def test_only_the_session_is_kept_and_no_script_reads_it(reader, member):
    cookies = log_in(reader, member().email).headers.getlist("Set-Cookie")

    assert [cookie.split("=")[0] for cookie in cookies] == ["session"]
    attributes = {part.strip() for part in cookies[0].split(";")[1:]}
    assert attributes == {"HttpOnly", "SameSite=Lax", "Path=/"}


def test_whatever_was_wrong_it_says_the_same(reader, web_session, member):
    user, gone = member(), member()
    accounts.close(web_session, gone.email, now=NOW)
    web_session.commit()
    tries = [
        (user.email, "wrong"),
        (user.email, ""),
        (user.email, PASSWORD + "x" * 10_000),
        ("nobody@events.example", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
        (gone.email, PASSWORD),
        (f"{user.email}\x00", "wrong"),
        ("<script>alert(1)</script>", PASSWORD),
    ]

    for email, password in tries:
        response = log_in(reader, email, password)
        page = Page(response)

        assert (response.status_code, alert(page)) == (200, ["We could not log you in", FAILED]), email
        assert who(reader) is None
        assert page.form()["password"] == ""


def test_the_address_stays_typed(reader, member):
    page = Page(log_in(reader, "liga@example.lv", "wrong"))

    assert page.form()["email"] == "liga@example.lv"


def test_a_stale_form_says_so_and_keeps_the_address(reader, member):
    user = member()

    page = reader.post("security.login", {"email": user.email, "password": PASSWORD, "csrf_token": "stale"})

    assert alert(page)[0] == "Please send the form again"
    assert page.form()["email"] == user.email
    assert who(reader) is None


def test_a_form_can_be_sent_again_after_an_error(reader, member):
    user = member()
    page = Page(log_in(reader, user.email, "wrong"))

    reader.client.post(reader.url("security.login"), data=page.form() | {"password": PASSWORD})

    assert who(reader) == user.fs_uniquifier


@pytest.mark.parametrize("body", ["5", "[]", "null", "{", '{"email": 5, "password": []}'])
def test_json_is_no_form(body, reader):
    response = reader.client.post(reader.url("security.login"), data=body, content_type="application/json")

    assert (response.status_code, Page(response).all("h1")[0].text) == (415, "We did not understand this")


def test_who_is_not_logged_in_comes_back_to_the_page_that_was_wanted(reader, member):
    user = member(Role.ORGANISER)
    away = reader.client.get(reader.url("organiser.new_project"))

    page = Page(reader.client.get(away.location))
    (form,) = page.all("form")
    back = reader.client.post(form.get("action"), data=page.form() | {"email": user.email, "password": PASSWORD})

    assert away.status_code == 302
    assert [" ".join("".join(each.itertext()).split()) for each in page.all("p", role="status")] == [
        "You must sign in to view this resource."
    ]
    assert back.location == reader.url("organiser.new_project")


def test_leads_to_no_other_site(reader, member):
    user = member(Role.ORGANISER)
    addresses = [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\x01//evil.example",
        " //evil.example",
        "https:evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "/\x00/evil.example",
    ]
    led = set()
    for number, address in enumerate(addresses):
        reader.client.delete_cookie("session")
        form = reader.get("security.login").form() | {"email": user.email, "password": PASSWORD}
        more = {"next": address}
        query, data = (more, form) if number % 2 else ({}, form | more)
        response = reader.client.post("/account/login", query_string=query, data=data)
        led.add((response.status_code, host_of(response.location or "")))

    assert led == {(200, "localhost"), (302, "localhost")}


def host_of(location):
    """Return where a browser goes that reads a backslash as a slash, and leaves out what nobody sees (WHATWG URL)."""
    seen = location.lstrip("".join(map(chr, range(33)))).translate(dict.fromkeys(map(ord, "\t\r\n")))
    return urlsplit(urljoin("http://localhost/account/login", seen.replace("\\", "/"))).hostname


def test_logging_out_needs_a_button_of_ours(reader, member):
    user = member(Role.ORGANISER)
    log_in(reader, user.email)
    page = reader.get("organiser.home")

    by_link = reader.client.get(reader.url("security.logout"))
    by_another_site = reader.client.post(reader.url("security.logout"))
    still = who(reader)
    by_button = reader.press(page, "security.logout")

    assert (by_link.status_code, by_another_site.status_code) == (405, 400)
    assert still == user.fs_uniquifier
    assert by_button.location == reader.url("public.index")
    assert who(reader) is None
    assert reader.client.get(reader.url("organiser.home")).status_code == 302


def test_the_language_survives_logging_in_and_out(reader, member):
    log_in(reader, member(Role.ORGANISER).email)
    inside = reader.get("organiser.home")
    reader.press(inside, "security.logout")

    languages = [page.all("html")[0].get("lang") for page in (inside, reader.get("public.index"))]
    assert languages == ["en", "en"]


def test_an_account_that_is_closed_is_logged_out_everywhere(reader, web_session, member):
    user = member(Role.ORGANISER)
    log_in(reader, user.email)
    reader.get("organiser.home")
    accounts.close(web_session, user.email, now=NOW)
    web_session.commit()

    response = reader.client.get(reader.url("organiser.home"))

    assert (response.status_code, response.location.split("?")[0]) == (302, reader.url("security.login"))


def test_who_is_logged_in_needs_no_form(reader, member):
    log_in(reader, member(Role.ORGANISER).email)

    response = reader.client.get(reader.url("security.login"))

    assert (response.status_code, response.location) == (302, reader.url("account.start"))


def test_nobody_makes_an_account_by_the_web(reader):
    for page in ("register", "confirm", "us-signin", "wan-register", "tf-rescue", "tf-select"):
        assert reader.client.get(f"/account/{page}").status_code == 404, page


def test_the_page_for_logging_in_is_kept_by_nobody(reader):
    assert reader.get("security.login").response.headers["Cache-Control"] == "no-store"
