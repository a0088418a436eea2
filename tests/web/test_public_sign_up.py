"""Signing up by the form: as a phone without JavaScript sends it, in both languages."""

import re
from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.domain import notices
from eventreg.models import (
    Category,
    CategoryAnswer,
    Consent,
    Event,
    EventStatus,
    MailKind,
    Notice,
    OutgoingMail,
    Person,
    Purpose,
    Registration,
    RegistrationStatus,
)
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import make_event, make_project, stored

ANSWERS = {
    "name": "Līga",
    "surname": "Bērziņa",
    "organisation": "Balvu novads",
    "country": "EE",
    "email": "liga@example.lv",
    "phone": "+371 20 000 000",
    "photo": "y",
}
CHOICES = ["municipality", "ministry", "roma", "ngo", "international", "not_stated"]
ASKED = "Say whether we may keep this answer."


@pytest.fixture
def event(web_session):
    """An event with two places, beside another one."""
    made = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, capacity=2)
    make_event(web_session)
    web_session.commit()
    return made


def checked(page):
    """Return what is chosen on a page: name and value of each radio button and checkbox that is on."""
    return [(each.get("name"), each.get("value")) for each in page.all("input") if each.get("checked") is not None]


def typed(page):
    """Return what stands in the fields that people fill in."""
    return {name: value for name, value in page.form().items() if name in (*ANSWERS, "category", "consent")}


def sign_up(reader, event, **answers):
    """Sign somebody up who answers so, and return the token of the manage link."""
    response = reader.submit("public.register", ANSWERS | answers, slug=event.slug)
    return response.location.removeprefix("/m/")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_keeps_what_was_answered_and_leads_to_the_confirmation(language, browser, web_session, event):
    browser.read_in(language)

    response = browser.submit("public.register", ANSWERS | {"category": "ngo"}, slug=event.slug)

    (made,) = stored(web_session, Registration)
    assert response.location == browser.url("public.mine", manage=made.manage)
    assert {name: getattr(made, name) for name in ANSWERS if name != "photo"} == {
        name: value for name, value in ANSWERS.items() if name != "photo"
    }
    assert (made.status, made.event_id, made.language) == (RegistrationStatus.CONFIRMED, event.id, language)
    assert (made.signed_up_at, made.changed_at, made.cancelled_at) == (NOW, NOW, None)
    assert stored(web_session, Event, id=event.id)[0].places_taken == 1
    title = browser.translate(language, "See you there, %(name)s!", name="Līga")
    page = browser.get("public.mine", manage=made.manage)
    assert ["".join(each.itertext()) for each in page.all("h1")] == [title]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_ticket_goes_to_the_address_that_was_given(language, browser, web_session, event):
    sign_up(browser.read_in(language), event)

    (mail,) = stored(web_session, OutgoingMail)
    (made,) = stored(web_session, Registration)
    assert (mail.kind, mail.recipient, mail.language) == (MailKind.CONFIRMATION, "liga@example.lv", language)
    assert (mail.registration_id, mail.due_at, mail.sent_at) == (made.id, NOW, None)


def test_nobody_needs_an_address_a_phone_or_a_category(reader, web_session, event):
    sign_up(reader, event, email="", phone="")

    (made,) = stored(web_session, Registration)
    assert (made.email, made.phone, made.status) == (None, None, RegistrationStatus.CONFIRMED)
    assert stored(web_session, OutgoingMail) == []


def test_nothing_is_chosen_at_the_start(reader, event):
    page = reader.get("public.register", slug=event.slug)

    assert checked(page) == []
    assert typed(page) == {"name": "", "surname": "", "organisation": "", "country": "LV", "email": "", "phone": ""}
    offered = [each.get("value") for each in page.all("input", type="radio", name="category")]
    assert offered == CHOICES
    assert [each.get("value") for each in page.all("input", type="radio", name="consent")] == ["yes", "no"]
    assert len({each.get("class") for each in page.all("input", type="radio")}) == 1, "the answers do not look alike"


def test_the_form_of_another_project_offers_its_own_categories(reader, web_session):
    project = make_project(web_session)
    event = make_event(web_session, project)
    (category,) = web_session.query(Category).filter_by(project_id=project.id, key="ngo")
    category.label = {"lv": "Biedrība", "en": "Association"}
    web_session.commit()

    page = reader.get("public.register", slug=event.slug)

    names = [" ".join("".join(label.itertext()).split()) for label in page.all("label", for_="category-3")]
    assert [name.startswith("Association") for name in names] == [True]


# --- as whom ---


@pytest.mark.parametrize(
    ("answers", "category", "sensitive", "consents"),
    [
        ({}, None, False, []),
        ({"category": "not_stated"}, None, False, []),
        ({"category": "municipality"}, "municipality", False, []),
        ({"category": "international", "consent": "yes"}, "international", False, []),
        ({"category": "roma", "consent": "yes"}, "roma", True, [Purpose.CATEGORY]),
        ({"category": "roma", "consent": "no"}, None, False, []),
        ({"category": "not_stated", "consent": "yes"}, None, False, []),
        ({"photo": "y"}, None, False, [Purpose.PHOTO]),
        ({"category": "roma", "consent": "yes", "photo": "y"}, "roma", True, [Purpose.CATEGORY, Purpose.PHOTO]),
    ],
)
def test_keeps_as_whom_somebody_takes_part(answers, category, sensitive, consents, reader, web_session, event):
    blank = {name: value for name, value in ANSWERS.items() if name != "photo"}
    reader.submit("public.register", blank | answers, slug=event.slug)

    (answer,) = stored(web_session, CategoryAnswer)
    (made,) = stored(web_session, Registration)
    kept = stored(web_session, Consent)
    keys = {row.id: row.key for row in stored(web_session, Category, project_id=event.project_id)}
    assert (keys.get(answer.category_id), answer.sensitive, answer.declared_at) == (category, sensitive, NOW)
    assert [consent.purpose for consent in kept] == consents
    assert {(consent.registration_id, consent.notice_id, consent.given_at) for consent in kept} <= {
        (made.id, made.notice_id, NOW)
    }
    assert (answer.consent_id is not None) == sensitive


def test_a_sensitive_category_asks_for_consent_and_keeps_what_was_typed(reader, web_session, event):
    answers = ANSWERS | {"category": "roma"}

    page = reader.fill("public.register", answers, slug=event.slug)

    assert page.errors() == [ASKED]
    assert [
        link.get("href") for box in page.all("div", class_="errors") for link in box.iter() if link.get("href")
    ] == ["#consent-0"]
    assert typed(page) == answers
    assert checked(page) == [("category", "roma"), ("photo", "y")], "an answer was chosen for the visitor"
    assert stored(web_session, Registration) == []
    assert stored(web_session, Event, id=event.id)[0].places_taken == 0


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_both_answers_to_the_question_lead_to_the_same_place(consent, reader, web_session, event):
    page = reader.fill("public.register", ANSWERS | {"category": "roma"}, slug=event.slug)

    reader.client.post(reader.url("public.register", slug=event.slug), data=page.form() | {"consent": consent})

    (made,) = stored(web_session, Registration)
    confirmation = reader.get("public.mine", manage=made.manage)
    assert [h1.text for h1 in confirmation.all("h1")] == ["See you there, Līga!"]


def test_an_answer_that_is_none_of_ours_is_asked_again(reader, web_session, event):
    strange = reader.fill("public.register", ANSWERS | {"category": "state_administration"}, slug=event.slug)
    vague = reader.fill("public.register", ANSWERS | {"category": "roma", "consent": "maybe"}, slug=event.slug)

    assert strange.errors() == ["Choose one of the answers."]
    assert vague.errors() == [ASKED]
    assert stored(web_session, Registration) == []


def test_the_consent_is_to_the_notice_that_was_read(reader, web_session, event):
    form = reader.get("public.register", slug=event.slug).form()
    notices.publish(web_session, event.project, short={"lv": "Jauns"}, full={"lv": "Jauns"}, now=NOW)
    web_session.commit()
    reader.client.post(reader.url("public.register", slug=event.slug), data=form | ANSWERS)

    (made,) = stored(web_session, Registration)
    versions = {notice.id: notice.version for notice in stored(web_session, Notice, project_id=event.project_id)}
    assert sorted(versions.values()) == [1, 2]
    assert versions[made.notice_id] == 1


# --- the language ---


@pytest.mark.parametrize("answers", [{"category": "ngo"}, {"category": "roma", "consent": "yes"}, {"name": ""}])
def test_the_language_can_be_changed_in_the_form_and_nothing_is_lost(answers, reader, web_session, event):
    page = reader.get("public.register", slug=event.slug)
    (switch,) = page.all("button", name="switch")
    sent = page.form() | ANSWERS | answers | {"switch": switch.get("value")}

    turned = Page(reader.client.post(switch.get("formaction"), data=sent))

    assert turned.all("html")[0].get("lang") == "lv"
    assert {name: value for name, value in turned.form().items() if name != "csrf_token"} == {
        name: value for name, value in sent.items() if name not in ("switch", "csrf_token")
    }
    assert turned.errors() == []
    assert stored(web_session, Registration) == []


def test_after_the_change_the_registration_is_in_the_new_language(reader, web_session, event):
    page = reader.get("public.register", slug=event.slug)
    (switch,) = page.all("button", name="switch")
    turned = Page(reader.client.post(switch.get("formaction"), data=page.form() | ANSWERS | {"switch": "1"}))

    reader.client.post(reader.url("public.register", slug=event.slug), data=turned.form())

    assert [made.language for made in stored(web_session, Registration)] == ["lv"]


def test_the_enter_key_signs_up_and_does_not_change_the_language(reader, event):
    """A form is sent by its first button, wherever that stands in the page."""
    page = reader.get("public.register", slug=event.slug)
    buttons = [each for each in page.all("button") if each.get("form") == "sign-up"]

    assert [each.get("name") for each in buttons] == [None, "switch"]


# --- twice, and too many ---


def test_a_form_sent_twice_is_one_registration(reader, web_session, event):
    data = reader.get("public.register", slug=event.slug).form() | ANSWERS
    address = reader.url("public.register", slug=event.slug)

    responses = [reader.client.post(address, data=data) for _ in range(2)]

    (made,) = stored(web_session, Registration)
    assert [(each.status_code, each.location) for each in responses] == [(303, f"/m/{made.manage}")] * 2
    assert len(stored(web_session, OutgoingMail)) == 1
    assert stored(web_session, Event, id=event.id)[0].places_taken == 1


def test_going_back_to_sign_up_somebody_else_is_another_registration(reader, web_session, event):
    data = reader.get("public.register", slug=event.slug).form() | ANSWERS
    for name in ("Līga", "Anna"):
        reader.client.post(reader.url("public.register", slug=event.slug), data=data | {"name": name})

    assert [made.name for made in stored(web_session, Registration)] == ["Līga", "Anna"]
    assert len(stored(web_session, Person)) == 2


def test_nobody_learns_that_somebody_has_signed_up_already(reader, web_session, event):
    """Page and answer of a second sign-up with the same data do not differ (DESIGN.md 4)."""
    pages = []
    for _ in range(2):
        manage = sign_up(reader, event)
        (made,) = stored(web_session, Registration, manage=manage)
        text = reader.get("public.mine", manage=manage).text
        for own, placeholder in ((made.manage, "M"), (made.ticket, "T"), (made.code[:4], "C"), (made.code[4:], "D")):
            text = text.replace(own, placeholder)
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", text)  # which is another one each second
        pages.append(text.split("<svg class")[0] + text.split("</article>")[1])

    assert pages[0] == pages[1]
    assert len(stored(web_session, Registration)) == 2
    assert len(stored(web_session, Person)) == 1


def test_the_last_place_is_given_once(reader, web_session, event):
    form = reader.get("public.register", slug=event.slug).form()
    for name in ("Anna", "Berta"):
        sign_up(reader, event, name=name)

    page = reader.post("public.register", form | ANSWERS, slug=event.slug)

    assert "All places are taken." in page.words()
    assert [made.name for made in stored(web_session, Registration)] == ["Anna", "Berta"]
    assert stored(web_session, Event, id=event.id)[0].places_taken == 2


@pytest.mark.parametrize(
    ("change", "moment", "said"),
    [
        ({"places_taken": 2}, NOW, "All places are taken."),
        ({"closes_at": NOW + timedelta(minutes=5)}, NOW + timedelta(minutes=5), "Sign-up has closed."),
        ({"opens_at": NOW + timedelta(days=2)}, NOW, "Sign-up has not opened yet."),
        ({"status": EventStatus.CANCELLED}, NOW, "This event has been cancelled."),
    ],
)
def test_who_was_too_late_is_told_why_and_loses_nothing(change, moment, said, reader, web_session, event, monkeypatch):
    form = reader.get("public.register", slug=event.slug).form()
    web_session.query(Event).filter_by(id=event.id).update(change)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: moment)

    page = reader.post("public.register", form | ANSWERS | {"category": "ngo"}, slug=event.slug)

    (box,) = page.all("div", class_="errors")
    assert " ".join("".join(box.itertext()).split()) == said
    assert typed(page) == ANSWERS | {"category": "ngo"}
    assert stored(web_session, Registration) == []
