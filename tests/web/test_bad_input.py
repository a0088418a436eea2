"""What people and programs send that nobody expected: a clear error or harmless text, never a failure, nothing lost."""

import pytest

from eventreg.models import Event, Registration, Target
from tests.browser import Page
from tests.factories import stored
from tests.web.account_forms import ACCOUNT, ADMINISTRATOR, COLLEAGUE, OF_ACCOUNTS
from tests.web.event_forms import OF_EVENTS
from tests.web.forms import (
    ADDING,
    ANY,
    CASES,
    CODE,
    CORRECTING,
    CORRECTION,
    EVENT,
    LONG,
    OF_STAFF,
    PASS,
    PROJECT,
    SECRET,
    SIGN_UP,
    TARGETS,
    UNKNOWN_PASS,
    answers,
    count_rows,
    named,
    said_of,
    without_token,
)

# What is typed, and what of it may stand in a page.
HOSTILE = {
    "x" * ANY: "x" * ANY,
    "\x00 \u00a0\u3000\u202e\u200b\ufffe\ue000\r\n\t": "",
    "\u202ea\x00b\x07c\x1b[31m\x7fd\u2069": "abc[31md",
    "=1+1": "=1+1",
    "<script>alert(1)</script>\"'><b>": "<script>alert(1)</script>\"'><b>",
    "😀 Ņ 漢字 مرحبا": "😀 Ņ 漢字 مرحبا",
    "e\u0301  a\r\nb": "é a b",
    "' OR 1=1; -- {{ 7*7 }} %(name)s {0} ${x} %n": "' OR 1=1; -- {{ 7*7 }} %(name)s {0} ${x} %n",
}
WITH_CHOICES = (SIGN_UP, PROJECT, EVENT, PASS, TARGETS, *OF_STAFF)
WITH_CHOICES += tuple(case for case in (*OF_EVENTS, *OF_ACCOUNTS) if case.wrong)
NONSENSE = ("<script>alert(1)</script>", "x" * ANY, "9" * 5000, "²", "\u202e=1+1")


@pytest.mark.parametrize("case", named(*(case for case in (*CASES, *OF_EVENTS, *OF_ACCOUNTS) if case.texts)))
def test_hostile_text_is_a_clear_error_or_harmless(case, house):
    blank = house.blank(case)
    for number, (typed, kept) in enumerate(HOSTILE.items()):
        sent = blank | answers(case, number, typed)
        expected = [said for text in case.texts.values() if (said := said_of(text, kept))]

        response = house.send(case, sent)

        assert "<script>alert" not in response.text
        if response.status_code == 303:
            page = Page(house.browser.client.get(response.location))
            shown = house.typed(case, page)["name"] if case is ACCOUNT else page.words()
            assert (kept in shown, expected) == (True, []), typed
            continue
        page = Page(response)
        if case is SECRET and not expected:
            expected = [UNKNOWN_PASS]
        assert (response.status_code, page.errors()) == (200, expected), typed
        if expected:
            assert house.typed(case, page) == without_token(sent | dict.fromkeys(case.texts, kept)), typed
            assert_led_to_fields(page)


def assert_led_to_fields(page):
    """Each link of the summary leads to a field, and each of those fields says what is wrong."""
    (box,) = page.all("div", id="errors")
    ids = {each.get("id"): each for each in page.tree.iter()}
    for link in box.iter("{http://www.w3.org/1999/xhtml}a"):
        target = ids[link.get("href").removeprefix("#")]
        said = [ids[name] for name in (target.get("aria-describedby") or "").split() if name.endswith("-error")]
        assert [each.text for each in said] == ["".join(link.itertext())]


@pytest.mark.parametrize(
    "case",
    named(SIGN_UP, PROJECT, EVENT, CODE, SECRET, *OF_STAFF, *OF_EVENTS, *OF_ACCOUNTS),  # a pass takes one button
)
def test_what_is_missing_is_asked_for(case, house, web_session):
    before = count_rows(web_session)
    expected = [text.empty for text in case.texts.values() if text.empty] + list(case.missing.values())

    blank = house.blank(case)
    emptied = blank | dict.fromkeys((*case.texts, *case.missing), "")

    page = Page(house.send(case, emptied if case.edits else {"csrf_token": blank["csrf_token"]}))

    assert sorted(page.errors()) == sorted(expected)
    assert count_rows(web_session) == before


@pytest.mark.parametrize("case", named(CORRECTING, CORRECTION, *WITH_CHOICES))
def test_nonsense_in_numbers_dates_and_choices_is_named_and_the_rest_stays(case, house, web_session):
    blank, before = house.blank(case), count_rows(web_session)
    for nonsense in NONSENSE:
        response = house.send(case, blank | answers(case) | dict.fromkeys(case.wrong, nonsense))

        page = Page(response)
        assert (response.status_code, sorted(page.errors())) == (200, sorted(case.wrong.values())), nonsense
        right = {name: value for name, value in (blank | answers(case)).items() if name not in case.wrong}
        stayed = {name: value for name, value in page.form(house.address(case)).items() if name in right}
        assert without_token(stayed) == without_token(right), nonsense
    assert count_rows(web_session) == before


@pytest.mark.parametrize("case", named(*WITH_CHOICES))
def test_a_character_that_is_none_does_no_harm_where_no_text_is_wanted(case, house, web_session):
    before = count_rows(web_session)

    response = house.send(case, house.blank(case) | answers(case) | dict.fromkeys(case.wrong, "\x00"))

    assert response.status_code == 200
    assert count_rows(web_session) == before


def test_other_digits_are_digits_too(house, web_session):
    response = house.send(TARGETS, house.blank(TARGETS) | {"all": "٢١٥"})

    assert response.status_code == 303
    assert [target.persons for target in stored(web_session, Target)] == [215]


WRONG_EMAIL = "Check the e-mail address: it should look like name@example.lv"
WRONG_PHONE = "Check the phone number: it should look like +371 20 000 000"
EMAILS = {
    **dict.fromkeys(("liga", "liga@", "a@b@c.lv", "a b@c.lv", "līga@c.lv", "a@c.lv, b@c.lv", "=1+1"), WRONG_EMAIL),
    **dict.fromkeys(("Ada <a@c.lv>", "a@c.lv\r\nBcc: b@c.lv"), WRONG_EMAIL),
    "a@" + "x" * ANY + ".lv": "The e-mail address is too long",
}
PHONES = {
    **dict.fromkeys(("abc", "1234", "+", "12345x", "=1+12345", "٣٣٣٣٣٣٣"), WRONG_PHONE),
    "1" * 33: "The phone number is too long",
}


CONTACTS = [("email", EMAILS, case) for case in (SIGN_UP, ADDING, CORRECTION, CORRECTING, COLLEAGUE, ADMINISTRATOR)]
CONTACTS += [("phone", PHONES, case) for case in (SIGN_UP, ADDING, CORRECTION, CORRECTING)]


@pytest.mark.parametrize(
    ("name", "wrong", "case"), [pytest.param(*each, id=f"{each[0]}-{each[2].endpoint}") for each in CONTACTS]
)
def test_a_contact_that_is_none_is_named(name, wrong, case, house, web_session):
    for typed, said in wrong.items():
        sent = house.blank(case) | answers(case) | {name: typed}

        page = Page(house.send(case, sent))

        assert page.errors() == [said], typed
        assert house.typed(case, page) == without_token(sent | {name: " ".join(typed.split())})
    assert len(stored(web_session, Registration)) == 1


def test_a_contact_that_nobody_sees_is_none(house, web_session):
    for unseen in ("\x00", "\u200b", " \u202e "):
        contacts = {"email": unseen, "phone": unseen, "name": f"U+{ord(unseen.strip()):04X}"}

        response = house.send(SIGN_UP, house.blank(SIGN_UP) | answers(SIGN_UP) | contacts)

        made = stored(web_session, Registration)[-1]
        assert (response.status_code, made.email, made.phone, made.name) == (303, None, None, contacts["name"])


def test_an_answer_that_is_given_twice_counts_once(house, web_session):
    data = house.blank(SIGN_UP) | answers(SIGN_UP) | {"name": ["Anna", "Berta"], "country": ["EE", "LT"]}

    response = house.send(SIGN_UP, data)

    made = stored(web_session, Registration)[-1]
    assert (response.status_code, made.name, made.country) == (303, "Anna", "EE")


def test_a_description_keeps_its_lines_and_nothing_unseen(house, web_session):
    typed = "\r\n  Pirmā\x00 rinda \r\n\r\n\r\n\u202eOtrā\t rinda\n<script>alert(1)</script>"

    house.send(EVENT, house.blank(EVENT) | answers(EVENT) | {"description_lv": typed})

    made = stored(web_session, Event)[-1]
    assert made.description == {"lv": "Pirmā rinda\n\nOtrā rinda\n<script>alert(1)</script>"}


def test_a_description_that_is_too_long_stays_typed(house):
    page = Page(house.send(EVENT, house.blank(EVENT) | answers(EVENT) | {"description_lv": "x" * ANY}))

    assert page.errors() == [LONG]
    assert page.form(house.address(EVENT))["description_lv"] == "x" * ANY


def test_a_name_that_looks_like_a_formula_is_none_in_a_spreadsheet(house):
    house.send(EVENT, house.blank(EVENT) | answers(EVENT, text="=1+1"))

    table = house.browser.client.get(house.browser.url("results.as_csv", slug=house.values["project"])).text

    assert ",'=1+1," in table
    assert ",=1+1" not in table
