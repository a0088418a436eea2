"""What protects readers on every answer: the policy, cookies, methods, sizes, and links that a request cannot bend."""

from urllib.parse import urljoin, urlsplit

import pytest

from eventreg import config
from eventreg.application import create_app
from eventreg.extensions import Model, db
from eventreg.models import OutgoingMail, Role
from tests.browser import Page
from tests.conftest import SETTINGS
from tests.factories import make_pass_with_token, make_project, make_user, stored
from tests.web.passwords import PASSWORD, give_password

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
EVIL = "evil.example"


def answers(browser, web_session, guest, event):
    """Return an answer of each kind: a page, files, redirects, errors, problem details."""
    user = make_user(web_session, Role.COORDINATOR, project=make_project(web_session))
    _, token = make_pass_with_token(web_session, event)
    web_session.commit()
    client, bearer = browser.client, {"Authorization": f"Bearer {token}"}
    found = {
        "page": client.get(f"/events/{event.slug}"),
        "style sheet": client.get(browser.url("static", filename="css/base.css")),
        "no file": client.get("/static/none.css"),
        "calendar": client.get("/events.ics"),
        "description": client.get("/api/v1/openapi.json"),
        "roster": client.get(f"/api/v1/events/{event.id}/roster", headers=bearer),
        "no pass": client.get(f"/api/v1/events/{event.id}/roster"),
        "log in first": client.get("/organiser/"),
        "slash": client.get("/organiser"),
        "no page": client.get("/nothing"),
        "wrong method": client.post("/privacy"),
        "no token": client.post("/account/logout"),
        "too much": client.post(f"/events/{event.slug}/register", data={"name": "x" * 2_000_000}),
        "health": client.get("/healthz"),
        "options": client.options("/"),
    }
    found["not allowed"] = browser.log_in(user).client.get("/organiser/")
    return found


def test_every_answer_carries_what_protects_its_reader(browser, web_session, guest, event):
    found = answers(browser, web_session, guest, event)

    carried = {name: {header: answer.headers.get(header) for header in ALWAYS} for name, answer in found.items()}
    assert carried == dict.fromkeys(found, ALWAYS)
    statuses = {200, 302, 308, 400, 401, 403, 404, 405, 413}
    assert {answer.status_code for answer in found.values()} == statuses


def test_only_what_is_public_may_be_kept(browser, web_session, guest, event):
    found = answers(browser, web_session, guest, event)

    kept = {name for name, answer in found.items() if answer.headers["Cache-Control"] != "no-store"}
    assert kept == {"page", "style sheet", "calendar", "description"}


@pytest.fixture
def secure(tmp_path):
    """A reader of a site whose visitors come by HTTPS."""
    settings = SETTINGS | {"public_url": "https://events.example"}
    url = f"sqlite:///{tmp_path / 'x.db'}"
    app = create_app(config.Settings(**settings, database_url=url, access_log=False), instance=tmp_path)
    with app.app_context():
        Model.metadata.create_all(db.engine)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_by_https_cookies_stay_on_it_and_belong_to_this_site_alone(secure):
    answer = secure.get("/account/login", base_url="https://events.example")

    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *terms = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert sorted(terms) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_by_http_no_browser_is_told_to_insist_on_https(browser):
    answer = browser.client.get("/account/login")

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert sorted(cookie.split("; ")[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax"]
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DELETE", "x" * 50])
@pytest.mark.parametrize("path", ["/", "/account/login", "/healthz"])
def test_other_methods_are_refused_and_nothing_is_echoed(browser, method, path):
    answer = browser.client.open(path, method=method, headers={"X-Secret": "of-mine"})

    assert (answer.status_code, "of-mine" in answer.text) == (405, False)
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.allow)


def test_a_request_cannot_bend_our_links(browser, app, web_session, event):
    user = give_password(app, web_session, make_user(web_session))
    web_session.commit()
    client, host = browser.client, {"Host": EVIL, "X-Forwarded-Host": EVIL}
    form = Page(client.get("/account/reset", headers=host)).form()  # a cookie of that name comes with it

    said = [client.get(path, headers=host) for path in ("/", f"/events/{event.slug}", "/events.ics", "/organiser/")]
    said += [client.get(path, headers=host) for path in ("/organiser", "/door", "/privacy/")]
    client.post("/account/reset", data=form | {"email": user.email}, headers=host)

    assert [answer.request.path for answer in said if EVIL in answer.text + str(answer.headers)] == []
    (letter,) = stored(web_session, OutgoingMail)
    assert "http://localhost/account/reset/" in letter.content["text"]
    assert EVIL not in str(letter.content)


@pytest.mark.parametrize("path", ["/organiser", "/door", "/organiser?q=1"])
def test_a_missing_slash_is_added_within_the_site(browser, path):
    bare, _, query = path.partition("?")

    answer = browser.client.get(path)

    assert (answer.status_code, answer.location) == (308, f"{bare}/{'?' if query else ''}{query}")


@pytest.mark.parametrize("path", [f"//{EVIL}/door", f"//{EVIL}/organiser", f"/%2f{EVIL}/door"])
def test_no_redirect_leads_to_another_site(app, path):
    environ = {"PATH_INFO": path.replace("%2f", "/"), "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost"}
    answer = app.test_client().open(environ_overrides=environ)

    assert not (answer.location or "").startswith(("//", "http"))


@pytest.mark.parametrize("wanted", [f"//{EVIL}/", f"https://{EVIL}/", f"/\\{EVIL}", f"\\\\{EVIL}"])
def test_after_logging_in_nobody_is_led_to_another_site(browser, app, web_session, wanted):
    user = give_password(app, web_session, make_user(web_session))
    form = browser.get("security.login").form() | {"email": user.email, "password": PASSWORD}

    answer = browser.client.post("/account/login", query_string={"next": wanted}, data=form)

    led_to = urlsplit(urljoin("http://localhost/account/login", answer.location or ""))
    assert (led_to.netloc, "\\" in (answer.location or "")) == ("localhost", False)


def test_too_much_for_a_door_is_said_in_problem_details(browser, web_session, event):
    _, token = make_pass_with_token(web_session, event)
    web_session.commit()

    answer = browser.client.post(
        f"/api/v1/events/{event.id}/scans",
        data=b'{"scans": ["' + b"x" * 1_100_000 + b'"]}',
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
