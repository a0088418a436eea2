"""What somebody changes by the manage link: data, answer, consents, and the next event with one tap."""

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import own_registration, registration
from eventreg.models import EventStatus, MailKind, OutgoingMail, Registration
from tests.browser import Page, words
from tests.conftest import NOW
from tests.factories import make_event, make_registration, stored
from tests.web.public_pages import facts, set_event
from tests.web.reading import page_form

FORMS = ("public_own.correct", "public_own.category")


def follow(reader, response):
    """Return the page that an answer leads to."""
    return Page(reader.client.get(response.location))


def messages(page):
    """Return what was said on top of the page."""
    return [words(each) for each in page.all("p", role="status")]


def answer(web_session, found):
    """Return as whom somebody takes part, as the database has it now."""
    with Session(web_session.get_bind()) as fresh:
        category = own_registration.answer_of(fresh, found)
        return category.key if category else None


def press(reader, endpoint, guest, at="public.mine", **more):
    """Press a button of one's own pages."""
    page = reader.get(at, manage=guest.manage)
    url = reader.url(endpoint, manage=guest.manage)
    return reader.client.post(url, data=page.form(url) | more)


@pytest.fixture
def declared(web_session, guest):
    """Somebody who has said as whom, and allowed photos."""
    found = make_registration(web_session, guest.event, category="roma", consent=True, photo=True)
    web_session.commit()
    return found


# --- data ---


def test_the_form_shows_what_is_known_and_keeps_what_was_corrected(reader, web_session, guest):
    page = reader.get("public_own.correct", manage=guest.manage)
    known = page.form(reader.url("public_own.correct", manage=guest.manage))
    known.pop("csrf_token")
    assert known == {
        "name": "Ādams",
        "surname": "Āboliņš",
        "organisation": "Balvu novads",
        "country": "LV",
        "email": "adams@example.lv",
        "phone": "",
        "language": "lv",
        "version": "1",
    }

    answered = reader.submit(
        "public_own.correct", {"surname": "Ozols", "phone": "+371 26 000 000"}, manage=guest.manage
    )

    after = follow(reader, answered)
    assert messages(after) == ["Your data are corrected."]
    assert (facts(after)["Name and surname"], facts(after)["Phone"]) == ("Ādams Ozols", "+371 26 000 000")
    assert [mail.kind for mail in stored(web_session, OutgoingMail, registration_id=guest.id)] == [
        MailKind.CONFIRMATION,
        MailKind.CHANGE,
    ]


def test_an_address_given_later_gets_the_ticket(reader, web_session, guest):
    other = make_registration(web_session, guest.event)
    web_session.commit()

    reader.submit("public_own.correct", {"email": "later@example.lv"}, manage=other.manage)

    (mail,) = stored(web_session, OutgoingMail, registration_id=other.id)
    assert (mail.kind, mail.recipient) == (MailKind.CONFIRMATION, "later@example.lv")


def test_wrong_answers_are_said_beside_the_field_and_kept(reader, web_session, guest):
    page = reader.fill(
        "public_own.correct", {"surname": "", "email": "adams@", "phone": "12", "name": "Ada"}, manage=guest.manage
    )

    assert page.errors() == [
        "Enter your surname",
        "Check the e-mail address: it should look like name@example.lv",
        "Check the phone number: it should look like +371 20 000 000",
    ]
    kept = page.form(reader.url("public_own.correct", manage=guest.manage))
    assert (kept["name"], kept["email"], kept["phone"]) == ("Ada", "adams@", "12")
    assert stored(web_session, Registration, id=guest.id)[0].name == "Ādams"


def test_a_cancelled_registration_says_at_once_that_nothing_changes(reader, web_session, guest):
    typed = page_form(reader, "public_own.correct", manage=guest.manage) | {"name": "Cita"}
    registration.cancel(web_session, guest, now=NOW)
    web_session.commit()
    said = "This registration is cancelled, so nothing in it can be changed."

    opened = reader.get("public_own.correct", manage=guest.manage)
    sent = reader.post("public_own.correct", typed, manage=guest.manage)

    url = reader.url("public_own.correct", manage=guest.manage)
    assert (said in opened.words(), [form.get("action") for form in opened.all("form")]) == (True, [])
    assert (said in sent.words(), sent.form(url)["name"]) == (True, "Cita")


@pytest.mark.parametrize("endpoint", FORMS)
def test_the_language_can_be_changed_in_the_middle_of_a_form(endpoint, reader, web_session, guest):
    typed = (
        {"name": "Ada", "phone": "x"} if endpoint == "public_own.correct" else {"category": "roma", "consent": "yes"}
    )
    page = reader.get(endpoint, manage=guest.manage)
    url = reader.url(endpoint, manage=guest.manage)

    answered = reader.client.post(f"{url}?lang=lv", data=page.form(url) | typed | {"switch": "1"})

    after = Page(answered)
    assert (after.all("html")[0].get("lang"), after.errors()) == ("lv", [])
    assert {name: after.form(url)[name] for name in typed} == typed
    assert stored(web_session, Registration, id=guest.id)[0].name == "Ādams"
    assert answer(web_session, guest) == "municipality"


# --- as whom ---


def test_an_answer_is_seen_only_where_one_asks_for_it(reader, declared):
    """Somebody may look over one's shoulder while the ticket is shown at the door."""
    (shown,) = reader.get("public_own.category", manage=declared.manage).all("strong")

    assert words(shown) == "Roma representative"
    for endpoint, values in (
        ("public.mine", {"manage": declared.manage}),
        ("public.ticket", {"ticket": declared.ticket}),
        ("public.cancel", {"manage": declared.manage}),
        ("public_own.correct", {"manage": declared.manage}),
    ):
        assert words(shown) not in reader.get(endpoint, **values).text, endpoint


def test_an_answer_can_be_declared_later(reader, web_session, guest):
    answered = reader.submit("public_own.category", {"category": "ngo"}, manage=guest.manage)

    assert messages(follow(reader, answered)) == ["Your answer is kept."]
    assert answer(web_session, guest) == "ngo"


def test_a_sensitive_answer_asks_for_consent_as_the_sign_up_does(reader, web_session, guest):
    asked = reader.fill("public_own.category", {"category": "roma"}, manage=guest.manage)
    assert asked.errors() == ["Say whether we may keep this answer."]
    assert asked.form(reader.url("public_own.category", manage=guest.manage))["category"] == "roma"
    assert answer(web_session, guest) == "municipality"

    reader.submit("public_own.category", {"category": "roma", "consent": "yes"}, manage=guest.manage)

    assert answer(web_session, guest) == "roma"


def test_the_form_shows_the_answer_and_the_consent_that_stand(reader, web_session, declared):
    reader.submit("public_own.category", {}, manage=declared.manage)

    assert answer(web_session, declared) == "roma"


def test_a_consent_is_withdrawn_with_one_tap(reader, web_session, declared):
    response = press(reader, "public_own.withdraw_category", declared, at="public_own.category")

    assert messages(follow(reader, response)) == ["Your consent is withdrawn."]
    assert answer(web_session, declared) is None


def test_photos_are_forbidden_and_allowed_with_one_tap(reader, web_session, declared):
    states = []
    for _ in range(2):
        page = follow(reader, press(reader, "public_own.photos", declared))
        states.append(facts(page)["Photos"])

    assert states == ["Must not be published", "May be published"]


def test_a_closed_event_lets_only_consents_be_withdrawn(reader, web_session, declared):
    set_event(web_session, declared.event, status=EventStatus.CLOSED)
    page = reader.get("public.mine", manage=declared.manage)
    links = {link.get("href") for link in page.all("a")}

    assert reader.url("public_own.correct", manage=declared.manage) not in links
    token = page.form(reader.url("public_own.photos", manage=declared.manage))
    refused = reader.post("public_own.category", token | {"category": "ngo"}, manage=declared.manage)
    assert "The event is closed, so this cannot be changed any more. Write to the organiser." in refused.text
    refused = reader.fill("public_own.correct", {"name": "Ada"}, manage=declared.manage)
    assert "The event is closed, so this cannot be changed any more. Write to the organiser." in refused.text
    press(reader, "public_own.withdraw_category", declared, at="public_own.category")
    assert answer(web_session, declared) is None


# --- the next event ---


@pytest.fixture
def following(web_session, guest):
    """Another event of the same project."""
    event = make_event(web_session, guest.event.project, name={"lv": "Seminārs", "en": "Seminar"}, capacity=1)
    make_event(web_session, name={"lv": "Cita projekta"})
    web_session.commit()
    return event


def test_the_next_event_takes_one_tap(reader, web_session, guest, following):
    page = reader.get("public.mine", manage=guest.manage)
    assert [words(each) for each in page.all("h3")] == ["Seminar"]

    url = reader.url("public_own.join", manage=guest.manage)
    responses = [reader.client.post(url, data=page.form(url)) for _ in range(2)]

    (made,) = stored(web_session, Registration, event_id=following.id)
    assert {response.location for response in responses} == {reader.url("public.mine", manage=made.manage)}
    assert [words(each) for each in follow(reader, responses[0]).all("h1")] == ["See you there, Ādams!"]
    assert (made.person_id, made.email, answer(web_session, made)) == (guest.person_id, guest.email, None)
    back = reader.get("public.mine", manage=guest.manage)
    assert len(back.all("a", href=reader.url("public.mine", manage=made.manage))) == 1


def test_the_last_place_may_go_to_somebody_else_meanwhile(reader, web_session, guest, following):
    page = reader.get("public.mine", manage=guest.manage)
    make_registration(web_session, following)
    web_session.commit()
    url = reader.url("public_own.join", manage=guest.manage)

    answered = follow(reader, reader.client.post(url, data=page.form(url)))

    assert messages(answered) == ["All places are taken."]
    assert len(stored(web_session, Registration, event_id=following.id)) == 1


def test_only_what_is_offered_can_be_joined(reader, web_session, guest, following):
    hidden = make_event(web_session, guest.event.project, by_invitation=True)
    foreign = make_event(web_session)
    web_session.commit()
    answers = [
        press(reader, "public_own.join", guest, event=event).status_code
        for event in (hidden.id, foreign.id, guest.event_id, "", "x", 10**20)
    ]

    assert answers == [404] * 6


def test_more_events_need_no_more_statements(reader, web_session, guest, count_statements):
    counts = []
    for number in (1, 5):
        for _ in range(number):
            make_event(web_session, guest.event.project)
        web_session.commit()
        counts.append(count_statements(lambda: reader.get("public.mine", manage=guest.manage)))

    assert counts == [counts[0]] * 2


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_wrong_link_opens_nothing(endpoint, reader, guest):
    reader.get(endpoint, manage=guest.manage[:-1] + "_", expect=404)


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_pages_are_in_the_language_of_their_reader(language, browser, guest):
    browser.read_in(language)
    titles = {"public_own.correct": "Correct your data", "public_own.category": "As whom do you take part?"}
    for endpoint, title in titles.items():
        page = browser.get(endpoint, manage=guest.manage)
        assert [words(each) for each in page.all("h1")] == [browser.translate(language, title)]
