"""How pages travel: not twice to who has them, compressed where nobody learns a secret from it, and nowhere kept that
are somebody's own."""

import gzip
import json

import pytest

from eventreg.models import PassKind, Role
from tests.factories import make_pass_with_token, make_project, make_registration, make_user

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def public(browser, web_session, event):
    """The paths of pages that are the same for everybody."""
    web_session.commit()
    return [browser.url("public.index"), browser.url("public.event", slug=event.slug), browser.url("api.openapi")]


def ask(browser, path, **headers):
    """Open a page as somebody who has never been here."""
    browser.client._cookies.clear()
    return browser.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_public_page_is_sent_once_to_who_has_it(browser, public):
    for path in public:
        first = ask(browser, path)
        again = ask(browser, path, If_None_Match=first.headers["ETag"])

        assert first.headers["Cache-Control"].startswith("public, "), path
        assert (again.status_code, again.data) == (304, b""), path
        assert again.headers["ETag"] == first.headers["ETag"], path
        assert "Set-Cookie" not in first.headers, path


def test_a_public_page_that_has_changed_is_sent_anew(browser, web_session, event):
    web_session.commit()
    path = browser.url("public.event", slug=event.slug)
    first = ask(browser, path)
    event.name = {"lv": "Cits nosaukums"}
    web_session.commit()

    again = ask(browser, path, If_None_Match=first.headers["ETag"])

    assert (again.status_code, "Cits nosaukums" in again.text) == (200, True)


def test_the_list_and_an_event_are_asked_for_each_time(browser, public):
    """Places are taken while somebody reads."""
    assert [ask(browser, path).headers["Cache-Control"] for path in public] == [
        "public, no-cache",
        "public, no-cache",
        "public, max-age=300",
    ]


def test_a_public_page_is_kept_nowhere_when_it_is_somebodys_own(browser, web_session, public):
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    web_session.commit()
    answers = [browser.log_in(user).client.get(path) for path in public[:2]]
    answers += [ask(browser, f"{path}?lang=en") for path in public[:2]]
    answers += [browser.read_in("en").client.get(path) for path in public[:2]]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 6
    assert [answer.headers.get("ETag") for answer in answers] == [None] * 6


def test_pages_of_somebody_and_forms_are_kept_nowhere(browser, guest):
    values = {"slug": guest.event.slug, "manage": guest.manage, "ticket": guest.ticket}
    endpoints = ("public.register", "public.mine", "public.cancel", "public.ticket", "public_calendar.mine")
    endpoints += ("security.login", "door.start", "organiser.home")

    kept = {}
    for endpoint in endpoints:
        answer = ask(browser, browser.url(endpoint, **values))
        kept[endpoint] = answer.headers["Cache-Control"], answer.headers.get("ETag") if answer.text else None

    assert {name: cache for name, (cache, _tag) in kept.items()} == dict.fromkeys(endpoints, "no-store")


def test_a_first_visit_travels_compressed(browser, event, web_session):
    web_session.commit()
    path = browser.url("public.register", slug=event.slug)

    answer, plain = ask(browser, path, **GZIP), ask(browser, path)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 3
    assert "</html>" in gzip.decompress(answer.data).decode()
    assert "Accept-Encoding" in answer.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_a_page_with_a_cookie_never_does(browser, event, web_session):
    """Its length would betray the token in it to who can choose words of the address and listen."""
    web_session.commit()
    path = browser.url("public.register", slug=event.slug)
    browser.client.get(path)

    assert "Content-Encoding" not in browser.client.get(path, headers=GZIP).headers
    assert "Content-Encoding" not in browser.client.post(path, data={}, headers=GZIP).headers


def test_a_page_that_is_tagged_and_compressed_is_known_again(browser, public):
    first = ask(browser, public[1], **GZIP)

    assert first.headers["Content-Encoding"] == "gzip"
    assert ask(browser, public[1], If_None_Match=first.headers["ETag"], **GZIP).status_code == 304


def test_what_a_door_is_answered_travels_compressed_once_it_is_long(browser, web_session, event):
    for _ in range(12):
        make_registration(web_session, event)
    _, token = make_pass_with_token(web_session, event, kind=PassKind.DESK)
    web_session.commit()
    headers = {"Authorization": f"Bearer {token}"} | GZIP
    path = browser.url("api.read_roster", event_id=event.id)

    packed = browser.client.get(path, headers=headers)
    plain = browser.client.get(path, headers=headers | {"Accept-Encoding": ""})
    nothing = browser.client.get(f"{path}?since={plain.json['cursor']}", headers=headers)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert without_boxes(json.loads(gzip.decompress(packed.data))) == without_boxes(plain.json)
    assert "Content-Encoding" not in nothing.headers


def without_boxes(roster):
    """A roster without what is sealed anew for each answer."""
    return roster | {"entries": [entry | {"box": ""} for entry in roster["entries"]]}
