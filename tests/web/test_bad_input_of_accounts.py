"""What is typed where secrets are asked for, or beside a button: one clear error, no secret shown, nothing changed."""

import pytest

from eventreg.domain import invitations
from eventreg.domain.invitations import Offer
from eventreg.models import Event, EventStatus, OutgoingMail, Project, Registration, RegistrationStatus, Role, User
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import make_event, make_project, make_registration, make_user, stored
from tests.web.passwords import PASSWORD, give_password, log_in, set_up_second_factor

ODD = (
    "x" * 10_000,
    "\x00 \u200b\u202e",
    "=1+1",
    "<script>alert(1)</script>",
    "😀 Ņ 漢字",
    "' OR 1=1; -- {{ 7*7 }} %(a)s",
)
NEITHER = "The two passwords differ"
CANNOT_LOG_IN = "Check the e-mail address and the password, and try again."
TOO_MANY = "Too many wrong tries. Wait a quarter of an hour, then try again."
WRONG_CODE = "This code is not right. Type the one that the app shows now"
WRONG_EMAIL = "Check the e-mail address: it should look like name@example.lv"


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


def said(reader, endpoint, field, right=None):
    """What a form says of odd answers in one field; none of them stands in the page as a script."""
    pages = [reader.fill(endpoint, (right or {}) | {field: typed}) for typed in ODD]
    assert [page.text for page in pages if "<script>alert" in page.text] == []
    return {" ".join(page.errors()) for page in pages}


def test_odd_passwords_and_addresses_are_named(reader, web_session, ada):
    before = ada.password
    log_in(reader, ada.email)
    new = {"new_password": "Moonlight over the Gauja", "new_password_confirm": "Moonlight over the Gauja"}

    found = {
        "old": said(reader, "security.change_password", "password", new),
        "again": said(reader, "security.change_password", "new_password_confirm", new | {"password": PASSWORD}),
        "once more": said(reader, "security.verify", "password"),
        "address": said(reader, "security.change_email", "email"),
        "forgotten": said(reader, "security.forgot_password", "email"),
    }

    assert found["again"] == {NEITHER}
    assert found["address"] == {WRONG_EMAIL, "Enter the e-mail address"}
    assert found["forgotten"] == {""}  # whoever asks is told nothing of an address
    assert found["old"] | found["once more"] <= {"This is not your password", TOO_MANY}
    assert (stored(web_session, User, id=ada.id)[0].password, stored(web_session, OutgoingMail)) == (before, [])


def test_an_odd_password_or_address_at_logging_in_says_nothing_of_who_is_there(reader, ada):
    for typed in ODD:
        page = Page(log_in(reader, typed, typed))
        assert page.errors() == [CANNOT_LOG_IN]
        assert "<script>alert" not in page.text


def test_odd_names_and_short_passwords_take_up_no_invitation(reader, web_session, ada):
    offer = Offer("ilze@example.lv", "Ilze", "en", stored(web_session, Project)[0], Role.ORGANISER)
    _, secret = invitations.invite(web_session, offer, by=ada, now=NOW)
    web_session.commit()
    reader.get("invitations.accept", secret=secret)
    right = {"name": "Ilze", "password": "Moonlight over the Gauja"}

    for more, said_of_it in (
        ({"name": "x" * 201}, "This is too long. Shorten it"),
        ({"name": "\x00 \u200b"}, "Enter your name"),
        ({"password": ""}, "Enter the password"),
        ({"password": "<b>short"}, "This password is too short. Lengthen it with another word"),
    ):
        page = reader.fill("invitations.accept", right | more, secret=secret)
        assert page.errors() == [said_of_it]
        assert page.all("input", name="password")[0].get("value") in (None, "")
    assert stored(web_session, User, email="ilze@example.lv") == []


def test_a_new_password_that_will_not_do_is_named_and_the_link_stays_good(reader, web_session, ada):
    reader.fill("security.forgot_password", {"email": ada.email})
    (link,) = [line for line in stored(web_session, OutgoingMail)[0].content["text"].splitlines() if "http" in line]
    token = link.rpartition("/")[2]
    new = {"password": "Moonlight over the Gauja", "password_confirm": "Moonlight over the Gauja"}

    found = [
        reader.fill("security.reset_password", new | more, token=token).errors()
        for more in ({"password_confirm": "<script>alert(1)</script>"}, {"password": "a", "password_confirm": "a"})
    ]

    assert found == [[NEITHER], ["This password is too short. Lengthen it with another word"]]
    reader.submit("security.reset_password", new, token=token, expect=302)


def test_odd_codes_are_named(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    reader.fill("security.mf_recovery_codes", {})
    reader.client.delete_cookie("session")
    reader.read_in("en")
    log_in(reader, ada.email)

    codes = said(reader, "security.two_factor_token_validation", "code")
    recovery = said(reader, "security.mf_recovery", "code")

    assert codes == {WRONG_CODE}
    assert recovery == {"This code is not one of yours, or it was used already"}


def test_an_odd_reason_to_publish_is_named_and_stays(organiser, web_session, project):
    draft = make_event(web_session, project, published=False)
    project.ends_on = project.starts_on
    web_session.commit()

    long = organiser.fill("organiser_events.publish", {"period_reason": "x" * 501}, event_id=draft.id)
    unseen = organiser.fill("organiser_events.publish", {"period_reason": "\u200b \x00"}, event_id=draft.id)
    before = stored(web_session, Event, id=draft.id)[0].status
    organiser.submit("organiser_events.publish", {"period_reason": "<b>Pēc\x00 laika"}, event_id=draft.id)

    (event,) = stored(web_session, Event, id=draft.id)
    assert long.errors() == ["This is too long. Shorten it"]
    assert long.form(organiser.url("organiser_events.publish", event_id=draft.id))["period_reason"] == "x" * 501
    assert (len(unseen.errors()), before) == (1, EventStatus.DRAFT)
    assert (event.status, event.period_reason) == (EventStatus.PUBLISHED, "<b>Pēc laika")


@pytest.mark.parametrize("endpoint", ["organiser_registration.restore", "organiser_repeats.merge"])
def test_a_button_with_odd_answers_beside_it_says_why_nothing_was_done(organiser, web_session, project, endpoint):
    found = make_registration(web_session, make_event(web_session, project))
    web_session.commit()
    where = {"event_id": found.event_id, "registration_id": found.id}
    token = organiser.get("organiser.new_project").form()["csrf_token"]

    for typed in ODD:
        data = {"csrf_token": token, "all_the_same": typed, "x": typed}
        answer = organiser.client.post(organiser.url(endpoint, **where), data=data)
        page = Page(organiser.client.get(answer.location))
        assert (answer.status_code, "alert(1)" in page.text) == (303, False)
        assert [each for each in page.all("p") if "message" in (each.get("class") or "").split()] != []
    assert stored(web_session, Registration)[0].status is RegistrationStatus.CONFIRMED
