"""What programs send, and what comes too late: forms that are not ours, bodies and addresses that are none."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from eventreg.models import Registration
from tests.browser import Browser, Page
from tests.factories import stored
from tests.web.account_forms import OF_ACCOUNTS
from tests.web.forms import (
    AGAIN,
    ANY,
    CANCEL,
    CASES,
    CODE,
    EVENT,
    PASS,
    SECRET,
    SIGN_UP,
    answers,
    count_rows,
    named,
    without_token,
)

FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def signed_at(monkeypatch):
    """Return a function that says when what is signed is signed, in seconds from now on."""

    def sign(seconds):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: 1_500_000_000 + seconds)

    sign(0)
    return sign


# --- forms that are not ours, or too old ---


@pytest.mark.parametrize("case", named(*CASES, *OF_ACCOUNTS))
def test_a_form_that_we_did_not_make_is_kept_and_asked_for_again(case, house, web_session):
    sent, before = house.blank(case) | answers(case), count_rows(web_session)
    stranger = Browser(house.browser.app).get("door.start").form()["csrf_token"]
    for token in (None, "forged\x00", stranger):
        data = without_token(sent) | ({} if token is None else {"csrf_token": token})

        page = Page(house.send(case, data))

        assert [each.text for each in page.all("h2")].count(AGAIN) == 1, token
        assert house.typed(case, page) == without_token(sent), token
    assert count_rows(web_session) == before


@pytest.mark.parametrize("case", named(*CASES, *OF_ACCOUNTS))
def test_a_form_that_was_open_for_more_than_a_day_is_kept_and_asked_for_again(case, signed_at, house, web_session):
    sent, before = house.blank(case) | answers(case), count_rows(web_session)
    signed_at(24 * 3600 + 1)

    page = Page(house.send(case, sent))
    again = house.send(case, page.form(house.address(case)))
    if case.then:
        again = house.send(case, Page(again).form(house.address(case)) | {"step": case.then})

    assert [each.text for each in page.all("h2")].count(AGAIN) == 1
    assert house.typed(case, page) == without_token(sent)
    assert count_rows(web_session) != before or case.edits or case in (CODE, SECRET, CANCEL)
    assert again.status_code == 303 or case in (CODE, SECRET, PASS)


def test_a_form_that_was_open_for_a_day_is_taken(signed_at, house):
    sent = house.blank(SIGN_UP) | answers(SIGN_UP)
    signed_at(24 * 3600)

    assert house.send(SIGN_UP, sent).status_code == 303


# --- bodies that are no forms ---

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
BODIES = {
    (b"", FORM): 200,
    (b"\xff\xfe\x00=\xed\xa0\x80", FORM): 200,
    (b"name=%ff%fe&surname=%ed%a0%80&secret=%00&code=%c3&number=%f0%9f", FORM): 200,
    (b"%%%=&&&==;%u0041=%&+", FORM): 200,
    (b"&".join(b"a%d=1" % number for number in range(5000)), FORM): 200,
    (b"name=x", "text/plain"): 200,
    (b"name=x", ""): 200,
    (b"name=x", "multipart/form-data"): 200,
    (b"name=x", "multipart/form-data; boundary="): 200,
    (b"garbage", PARTS): 200,
    (b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nx', PARTS): 200,
    (b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nx\r\n--x--\r\n', PARTS): 415,
    (b'--x\r\nContent-Disposition: form-data; name="\xff\x00"\r\n\r\n\xff\r\n--x--\r\n', PARTS): 200,
    (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1001 + b"--x--\r\n", PARTS): 413,
    (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 300_000 + b"\r\n--x--\r\n", PARTS): 413,
    (b"name=" + b"x" * 10_000_000, FORM): 413,
    (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 10_000_000, PARTS): 413,
    (b'{"name": "x"}', "application/json"): 415,
    (b'{"name": "' + b"x" * 10_000_000, "application/json"): 415,
}


@pytest.mark.parametrize("case", named(SIGN_UP, SECRET))
def test_a_body_that_is_no_form_is_answered_with_a_page(case, house, web_session):
    before = count_rows(web_session)
    for (body, kind), status in BODIES.items():
        response = house.send(case, body, content_type=kind)

        assert (response.status_code, len(Page(response).all("h1"))) == (status, 1), (body[:80], kind)
        assert (AGAIN in response.text) == (status == 200), (body[:80], kind)
    assert count_rows(web_session) == before


@pytest.mark.parametrize(("address", "status"), [("/account/login", 415), ("/", 405), ("/nope", 404)])
def test_a_long_body_of_json_is_no_token_of_a_user(address, status, house, caplog):
    response = house.browser.client.post(address, data=b"x" * 2_000_000, content_type="application/json")

    assert (response.status_code, len(Page(response).all("h1")), caplog.text) == (status, 1, "")


# --- addresses ---


def test_an_address_that_nobody_made_is_not_found(house):
    pieces = ["a%00b", "x" * ANY, "%ff%ed%a0%80", "%F0%9F%98%80%22%3E%3Cscript%3E"]
    numbers = ["0", "9" * 9, "9" * 18, "9" * 19, "9" * 5000, "-1", "%D9%A3", "%00"]
    addresses = [f"/{start}/{piece}{end}" for piece in pieces for start, end in TEXT_ADDRESSES]
    addresses += [f"/organiser/events/{number}{end}" for number in numbers for end in ("", "/registrations")]
    addresses += [f"/coordinator/{house.values['project']}/events/{number}" for number in numbers]
    found = {address: house.browser.client.get(address).status_code for address in addresses}

    assert {address[:60]: status for address, status in found.items() if status != 404} == {}


TEXT_ADDRESSES = (
    ("events", ""),
    ("events", "/register"),
    ("m", ""),
    ("m", "/cancel"),
    ("t", ""),
    ("privacy", ""),
    ("organiser/projects", ""),
    ("coordinator", ""),
    ("coordinator", ".csv"),
)


def test_a_query_that_nobody_made_does_no_harm(house):
    event = house.values["event_id"]
    for query in ("%00", "x" * ANY, "%ff", "%ed%a0%80", "<script>alert(1)</script>", "%F0%9F%98%80", "%25s%(a)s"):
        for address in (f"/organiser/events/{event}/registrations?q={query}", f"/?lang={query}&next={query}"):
            response = house.browser.client.get(address)

            assert response.status_code == 200, address[:80]
            assert "<script>alert" not in response.text


# --- anything at all ---

LINES = st.text(st.characters(codec="utf-8"), max_size=300)


@FEW
@given(lines=st.fixed_dictionaries({name: LINES for name in (*SIGN_UP.texts, "email", "phone", "category", "consent")}))
@example(lines=dict.fromkeys((*SIGN_UP.texts, "email", "phone", "category", "consent"), "\x00"))
def test_whatever_is_written_into_the_sign_up_form(lines, house, web_session):
    response = house.send(SIGN_UP, house.blank(SIGN_UP) | lines)

    if response.status_code == 303:
        Page(house.browser.client.get(response.location))
        made = stored(web_session, Registration)[-1]
        assert [line for line in (made.name, made.surname, made.organisation) if not line.isprintable()] == []
        return
    assert response.status_code == 200
    assert Page(response).errors() != []


@FEW
@given(lines=st.fixed_dictionaries({name: LINES for name in (*EVENT.texts, *EVENT.wrong, "description_lv")}))
def test_whatever_is_written_into_the_form_of_an_event(lines, house):
    data = house.blank(EVENT) | lines

    response = house.send(EVENT, data)

    assert response.status_code in (200, 303)
    assert "<script" not in response.text.replace('<script type="module"', "")
