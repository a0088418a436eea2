"""How much may come at once: a whole school from one address; who has to wait loses nothing that was typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventreg import clock, config
from eventreg.application import create_app
from eventreg.domain.doorpass import find_by_token
from eventreg.domain.tickets import digest
from eventreg.models import Invitation, OutgoingMail, Registration, Role, User
from eventreg.web import limits
from eventreg.web.limits import DOOR, INVITATION, LOG_IN, MESSAGE, RESET, SIGN_UP, Limit, Tally
from tests.browser import Page
from tests.conftest import NOW, SETTINGS
from tests.factories import make_event, make_pass_with_token, make_user, scan_of, stored

SENTENCE = (
    "This was sent too often in a short time, by you or from your network. What you typed is still here: wait a minute,"
    " then send it again."
)
SCHOOL = 600
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
ANSWERS = {"name": "Līga", "surname": "Bērziņa", "organisation": "Balvu novads", "category": "ngo"}


@pytest.fixture
def used_up(app, monkeypatch):
    """Return a function with which all that may come at once under a limit has come from somebody."""

    def use_up(limit, of=HERE):
        while not app.extensions["tally"].take(limit, of, now=NOW.timestamp()):
            pass

    return use_up


@pytest.fixture
def here(reader):
    """A reader of English at an address of ours."""
    reader.client.environ_base["REMOTE_ADDR"] = HERE
    return reader


def refused(page):
    """Say that a page came back because of a limit, and when one may try again."""
    return page.response.status_code, int(page.response.headers["Retry-After"])


# --- how it counts ---


def test_so_many_may_come_at_once_and_then_they_come_back_evenly():
    tally, limit = Tally(), Limit("x", 10, 60)

    at_once = [tally.take(limit, "a", now=1000.0) for _ in range(11)]
    later = [tally.take(limit, "a", now=1000 + seconds) for seconds in (5.9, 6.0, 6.1, 18.0, 18.0, 18.0)]

    assert at_once[:10] == [0] * 10
    assert at_once[10] == pytest.approx(6)
    assert [bool(wait) for wait in later] == [True, False, True, False, False, True]
    assert tally.take(limit, "b", now=1000.0) == 0
    assert tally.take(Limit("y", 1, 60), "a", now=1000.0) == 0


def test_who_is_refused_does_not_wait_longer_for_it():
    tally, limit = Tally(), Limit("x", 1, 60)
    tally.take(limit, "a", now=0.0)

    waits = [tally.take(limit, "a", now=float(second)) for second in range(60)]

    assert waits == pytest.approx([60 - second for second in range(60)])
    assert tally.take(limit, "a", now=60.0) == 0


def test_a_whole_school_signs_up_from_one_address_in_ten_minutes():
    tally = Tally()

    waits = [tally.take(SIGN_UP, HERE, now=float(second)) for second in range(600) for _ in range(2 * SCHOOL // 600)]

    assert waits == [0] * 1200


def test_what_is_kept_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEPT", 100)
    tally = Tally()
    for _ in range(50):
        tally.take(SIGN_UP, "flood", now=0.0)
    for number in range(1000):
        tally.take(SIGN_UP, str(number), now=0.0)

    assert len(tally._until) <= 100
    assert tally._until[("sign-up", "flood")] == pytest.approx(25)


# --- what is said to people ---


def test_a_sign_up_too_many_comes_back_as_it_was_filled_in(here, web_session, event, used_up):
    web_session.commit()
    used_up(SIGN_UP)
    before = len(stored(web_session, Registration))

    page = here.fill("public.register", ANSWERS, slug=event.slug, expect=429)

    assert SENTENCE in page.words()
    assert {name: page.form()[name] for name in ANSWERS} == ANSWERS
    assert refused(page) == (429, 1)
    assert len(stored(web_session, Registration)) == before
    here.client.environ_base["REMOTE_ADDR"] = ELSEWHERE
    here.submit("public.register", ANSWERS, slug=event.slug)


def test_it_is_said_in_the_language_of_the_reader(browser, web_session, event, used_up):
    web_session.commit()
    used_up(SIGN_UP)
    browser.client.environ_base["REMOTE_ADDR"] = HERE

    page = browser.fill("public.register", ANSWERS, slug=event.slug, expect=429)

    assert browser.translate("lv", SENTENCE) in page.words()
    assert browser.translate("lv", SENTENCE) != SENTENCE


def test_after_a_while_one_signs_up(here, web_session, event, used_up, monkeypatch):
    web_session.commit()
    used_up(SIGN_UP)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=1))

    here.submit("public.register", ANSWERS, slug=event.slug)


def test_forms_that_are_not_filled_in_right_do_not_count(here, web_session, event, app):
    web_session.commit()

    for _ in range(3):
        here.fill("public.register", ANSWERS | {"name": ""}, slug=event.slug)

    assert app.extensions["tally"]._until == {}


def test_too_many_logins_of_a_network_wait(here, used_up):
    used_up(LOG_IN)

    page = here.fill("security.login", {"email": "ada@x.lv", "password": "some password"}, expect=429)

    assert "Too many log in from your network. Wait a minute, then try again." in page.words()
    assert page.form()["email"] == "ada@x.lv"
    assert refused(page) == (429, 2)


def test_too_many_links_to_a_new_password_wait(here, web_session, used_up):
    user = make_user(web_session)
    web_session.commit()
    used_up(RESET)

    page = here.fill("security.forgot_password", {"email": user.email}, expect=429)

    assert SENTENCE in page.words()
    assert page.form()["email"] == user.email
    assert refused(page) == (429, 60)
    assert stored(web_session, OutgoingMail) == []


@pytest.mark.parametrize("administrator", [False, True])
def test_too_many_invitations_of_colleagues_wait(here, web_session, project, used_up, administrator):
    user = make_user(web_session, Role.ORGANISER, project=project, administrator=administrator)
    web_session.commit()
    used_up(INVITATION, str(user.id))
    here.log_in(user)
    filled = {"email": "new@x.lv", "name": "Jana", "language": "en"}
    where = ("admin.invite", {}) if administrator else ("members.people", {"slug": project.slug})
    filled |= {} if administrator else {"role": "organiser"}

    page = here.fill(where[0], filled, expect=429, **where[1])

    assert SENTENCE in page.words()
    assert page.form(here.url(where[0], **where[1]))["email"] == "new@x.lv"
    assert stored(web_session, Invitation) == []


def test_too_many_messages_wait(organiser, web_session, project, used_up):
    event = make_event(web_session, project)
    web_session.commit()
    (user,) = stored(web_session, User)
    used_up(MESSAGE, str(user.id))
    url = organiser.url("organiser_messages.write", event_id=event.id)
    words = {"subject_lv": "Vilciens", "body_lv": "Kavējas.", "step": "preview"}

    shown = organiser.fill("organiser_messages.write", words, event_id=event.id)
    sent = organiser.client.post(url, data=shown.form(url) | {"step": "send"})

    assert sent.status_code == 429
    assert SENTENCE in Page(sent).words()
    assert Page(sent).form(url)["body_lv"] == "Kavējas."
    assert stored(web_session, OutgoingMail) == []


# --- programs ---


def test_too_much_with_one_pass_waits_and_with_another_does_not(here, web_session, event, guest, used_up):
    passes = [make_pass_with_token(web_session, event) for _ in range(2)]
    web_session.commit()
    used_up(DOOR, digest(passes[0][1]))
    answers = []
    for _, token in passes:
        bearer = {"Authorization": f"Bearer {token}"}
        scans = f"/api/v1/events/{event.id}/scans"
        answers.append(here.client.post(scans, json={"scans": [scan_of(guest)]}, headers=bearer))
        answers.append(here.client.get(f"/api/v1/events/{event.id}/roster", headers=bearer))

    assert [answer.status_code for answer in answers] == [429, 429, 200, 200]
    assert answers[0].content_type == "application/problem+json"
    assert (answers[0].json["title"], answers[0].headers["Retry-After"]) == ("Too much at once", "1")
    assert find_by_token(web_session, passes[0][1], event_id=event.id, now=NOW) is not None


def test_tokens_that_are_made_up_count_for_their_network_and_passes_for_themselves(here, web_session, event, used_up):
    _, token = make_pass_with_token(web_session, event)
    web_session.commit()
    url, answers = f"/api/v1/events/{event.id}/roster", []
    for number in range(3):
        answers.append(here.client.get(url, headers={"Authorization": f"Bearer made up {number}"}))
    answers.append(here.client.get(url, headers={"Authorization": f"Bearer {token}"}))
    counted = here.app.extensions["tally"]
    known = [counted.knows(DOOR, digest(each)) for each in ("made up 0", "made up 2", token)]
    used_up(DOOR)
    for each in ("made up 3", token):
        answers.append(here.client.get(url, headers={"Authorization": f"Bearer {each}"}))

    assert known == [False, False, True]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 200, 429, 200]


def test_limits_are_off_for_who_measures(here, web_session, event, used_up, app, monkeypatch):
    web_session.commit()
    used_up(SIGN_UP)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], limits=False))

    here.submit("public.register", ANSWERS, slug=event.slug)


# --- who asks ---


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what a visitor says of themselves is not believed
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_behind_a_proxy_visitors_are_told_apart(tmp_path, proxies, forwarded, expected):
    settings = config.Settings(
        **SETTINGS, database_url=f"sqlite:///{tmp_path / 'x.db'}", trusted_proxies=proxies, access_log=False
    )
    app = create_app(settings, instance=tmp_path)
    found = []
    app.before_request(lambda: found.append(limits.network()))

    app.test_client().get("/nothing", headers={"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example"})

    assert found == [expected]
