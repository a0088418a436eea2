"""What is typed where people sign up, are moved and are written to: named beside the field, or harmless; kept."""

import pytest

from eventreg.models import Announcement, CategoryAnswer, Event, Invitation, MailText, OutgoingMail, Registration
from eventreg.web.forms.text import clean_text
from tests.browser import Page
from tests.factories import make_event, make_mail, make_project, make_registration, stored
from tests.web.forms import ANY, INVITATION, LONG, MESSAGE, Case
from tests.web.reading import rows
from tests.web.test_organiser_mail_texts import KNOWN

NONSENSE = ("<script>alert(1)</script>", "x" * ANY, "9" * 5000, "²", "\u202e=1+1", "\x00", "-1", "0", "")
BRACE = "A brace is missing or too many. A placeholder looks like this: {event}."
MOVE = Case("organiser_registration.move", ("event_id", "registration_id"))
CATEGORY = Case("public_own.category", ("manage",))
WORDS = Case("organiser_mail_texts.edit", ("project", "mail_kind", "code"), good={"subject": "Sveiki", "body": "Labi"})
BUTTONS = ("resend", "cancel", "restore")


@pytest.fixture
def event(web_session, house):
    """The event of the house."""
    return web_session.get(Event, house.values["event_id"])


@pytest.fixture
def foreign(web_session, event):
    """An event of a project that is not ours, beside one of ours that people can be moved to."""
    make_event(web_session, event.project)
    made = make_event(web_session, make_project(web_session))
    web_session.commit()
    return made


def refused(house, case, data):
    """Send a form; return what is said and what stands in the form, which must be a page with no script of ours."""
    response = house.send(case, house.blank(case) | data)
    assert (response.status_code, "<script>alert" in response.text) == (200, False)
    page = Page(response)
    return page.errors(), house.typed(case, page)


def test_nobody_moves_to_an_event_that_is_none(house, web_session, foreign):
    before = house.values["event_id"]
    targets = (*NONSENSE, str(before), str(foreign.id))

    found = [refused(house, MOVE, {"target": target, "all_the_same": "y"}) for target in targets]

    assert [said for said, _ in found] == [["Choose an event from the list"]] * len(targets)
    assert {kept.get("all_the_same") for _, kept in found} == {"y"}
    assert {each.event_id for each in stored(web_session, Registration)} == {before}


def test_a_category_that_is_none_is_not_kept(house, web_session):
    before = [each.category_id for each in stored(web_session, CategoryAnswer)]

    for typed in NONSENSE[:-1]:
        said, _ = refused(house, CATEGORY, {"category": typed})
        assert said == ["Choose one of the answers."], typed[:20]
        said, kept = refused(house, CATEGORY, {"category": "roma", "consent": typed})
        assert (len(said), kept["category"]) == (1, "roma"), typed[:20]

    assert [each.category_id for each in stored(web_session, CategoryAnswer)] == before


def test_words_of_a_mail_with_odd_signs_are_named_or_harmless(house, web_session):
    for typed, said in {
        "' OR 1=1; -- {{ 7*7 }} %(name)s %n": f"We do not know {{ 7*7 }}. You can use: {KNOWN}.",
        "${x}": f"We do not know {{x}}. You can use: {KNOWN}.",
        "{": BRACE,
        "}{": BRACE,
        "{event}}": BRACE,
        "x" * ANY: LONG,
    }.items():
        sent = WORDS.good | {"subject": typed, "body": typed, "step": "save"}

        errors, kept = refused(house, WORDS, sent)

        assert set(errors) == {said}, typed[:20]
        assert (kept["subject"], kept["body"]) == (typed, typed)
    assert stored(web_session, MailText) == []

    shown = house.send(WORDS, house.blank(WORDS) | {"subject": "%(name)s", "body": "<script>alert(1)</script>"})
    assert (shown.status_code, "<script>alert" in shown.text) == (200, False)


@pytest.mark.parametrize("name", ["body_lv", "body_en"])
def test_a_message_that_is_too_long_stays_typed(name, house, web_session):
    typed = MESSAGE.good | {"subject_lv": "Ziņa", name: "x" * ANY}

    said, kept = refused(house, MESSAGE, typed | {"step": "send"})

    assert (said, {each: kept[each] for each in typed}) == ([LONG], typed)
    assert stored(web_session, Announcement) == []


def test_addresses_that_are_none_are_named_and_stay_typed(house, web_session):
    for typed, said in {
        "<script>alert(1)</script>\nada@x.lv": "These are no e-mail addresses: <script>alert(1)</script>",
        "=1+1\nlīga": "These are no e-mail addresses: =1+1; līga",
        "x" * ANY: f"These are no e-mail addresses: {'x' * 100}",
        "\u202e \x00\n\u200b": "Enter at least one address",
        "a@x.lv\n" * 501: "At most 500 addresses at once. Here are 501",
        "x" * 100_001: LONG,
    }.items():
        errors, kept = refused(house, INVITATION, INVITATION.good | {"addresses": typed, "step": "send"})

        assert errors == [said], typed[:20]
        assert kept["addresses"].replace("\r\n", "\n").strip() == clean_text(typed), typed[:20]
    assert stored(web_session, Invitation) == []


def test_a_filter_that_is_nonsense_filters_nothing_and_stays_typed(house):
    where = {"event_id": house.values["event_id"]}
    for typed in NONSENSE[1:-1]:
        names = ("status", "came", "part", "sort", "page")
        page = house.browser.get("organiser_people.registrations", **where, **dict.fromkeys(names, typed))
        assert len(rows(page)) == 1, typed[:20]

    page = house.browser.get("organiser_people.registrations", **where, q="<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert page.form(house.browser.url("organiser_people.registrations", **where))["q"] == "<script>alert(1)</script>"


def test_a_button_takes_nothing_from_what_is_sent_with_it(house, web_session):
    where = {name: house.values[name] for name in ("event_id", "registration_id")}
    token = {"csrf_token": house.blank(INVITATION)["csrf_token"]}
    names = ("all_the_same", "target", "registration_id", "event_id", "status", "press")
    for typed in NONSENSE:
        data = token | dict.fromkeys(names, typed)
        addresses = [house.browser.url(f"organiser_registration.{each}", **where) for each in BUTTONS]
        addresses += [house.browser.url(f"organiser_repeats.{each}", **where) for each in ("keep", "merge")]
        for address in addresses:
            assert house.browser.client.post(address, data=data).status_code == 303, (address, typed[:20])
    (guest,) = stored(web_session, Registration)
    assert (guest.event_id, guest.status, guest.merged_into_id) == (where["event_id"], "confirmed", None)


def test_a_mail_is_sent_again_once_whatever_the_press_is_called(house, web_session, event):
    mail = make_mail(web_session, event, recipient="d@x.lv", given_up_at=event.changed_at)
    web_session.commit()
    token = {"csrf_token": house.blank(INVITATION)["csrf_token"]}
    url = house.browser.url("organiser_mail.again", event_id=event.id, mail_id=mail.id)
    before = len(stored(web_session, OutgoingMail))

    found = {house.browser.client.post(url, data=token | {"press": "x" * ANY}).status_code for _ in range(2)}

    assert found <= {303, 404}
    assert len(stored(web_session, OutgoingMail)) <= before + 1


def test_one_tap_for_an_event_that_is_none_signs_nobody_up(house, web_session, foreign):
    manage = house.values["manage"]
    token = {"csrf_token": house.blank(CATEGORY)["csrf_token"]}
    url = house.browser.url("public_own.join", manage=manage)
    for typed in (*NONSENSE, str(foreign.id)):
        assert house.browser.client.post(url, data=token | {"event": typed}).status_code == 404, typed[:20]
    assert len(stored(web_session, Registration)) == 1


def test_an_odd_second_sign_up_is_a_second_sign_up(house, web_session, event):
    for _ in range(2):
        make_registration(web_session, event, name="=1+1", surname="<b>", email="odd@x.lv")
    web_session.commit()
    odd = stored(web_session, Registration)[-1]

    page = house.browser.get("organiser_repeats.show", event_id=event.id, registration_id=odd.id)

    assert rows(page)[0] == ["Name and surname", "=1+1 <b>", "=1+1 <b>"]
