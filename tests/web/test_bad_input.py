"""What people and programs send that nobody expected: a clear error or harmless text, never a failure, nothing lost."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from eventreg.models import DoorPass, Event, Project, Registration, Role, Scan, Target
from tests.browser import Browser, Page
from tests.factories import make_event, make_pass, make_project, make_registration, make_user, stored

ANY = 10_000
LONG = "This is too long. Shorten it"
AGAIN = "Please send the form again"
UNKNOWN_PASS = "This door pass is not known. Ask the organiser for a new one."


@dataclass(frozen=True)
class Text:
    """A line of text in a form: how long it may be, what is said if it is empty, and if it is longer."""

    longest: int
    empty: str = ""
    long: str = LONG


@dataclass(frozen=True)
class Case:
    """A form: where it is, what may be written into it, right answers, and answers that are no choice of it."""

    endpoint: str
    needs: tuple[str, ...] = ()
    texts: dict[str, Text] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)  # besides the texts
    wrong: dict[str, str] = field(default_factory=dict)  # fields of other types, and what is said of nonsense there
    fresh: dict[str, str] = field(default_factory=dict)  # answers that must differ each time


WRONG_DATE = "Check the date: it should look like 2026-03-23"
WRONG_SHARE = "Enter a percentage from 0 to 100, with at most two decimals"
WRONG_MOMENT = "Check date and time: they should look like 2026-03-23T09:00"
WHOLE = "Enter a whole number"
SIGN_UP = Case(
    "public.register",
    ("slug",),
    {
        "name": Text(100, "Enter your name", "The name is too long. Shorten it"),
        "surname": Text(100, "Enter your surname", "The surname is too long. Shorten it"),
        "organisation": Text(
            200, "Enter your organisation or municipality", "The name of the organisation is too long. Shorten it"
        ),
    },
    {"country": "EE", "email": "a@x.lv", "phone": "+371 20 000 000", "category": "ngo"},
    wrong={"country": "Choose a country from the list"},
)
PROJECT = Case(
    "organiser.new_project",
    (),
    {
        "name_lv": Text(200, "Enter the name in Latvian"),
        "name_en": Text(200),
        "contract_number": Text(40, "Enter the contract number"),
        "controller": Text(200, "Enter who controls the data"),
        "controller_contact": Text(200, "Enter how to reach the controller"),
        "protection_contact": Text(200, "Enter whom to ask about data protection"),
    },
    {
        "slug": "platforma-4",
        "programme": "other",
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
        "eu_share": "90",
        "national_share": "10",
        "grant_maximum": "64952.21",
    },
    {
        "slug": "Enter a short name",
        "programme": "Choose the programme",
        "starts_on": "Enter the first day",
        "ends_on": "Enter the last day",
        "eu_share": "Enter the share of the European Union",
        "national_share": "Enter the national share",
    },
    {
        "programme": "Choose from the list",
        "starts_on": WRONG_DATE,
        "ends_on": WRONG_DATE,
        "eu_share": WRONG_SHARE,
        "national_share": WRONG_SHARE,
        "grant_maximum": "Enter an amount in euro, with at most two decimals",
    },
    {"slug": "project-of-{}x"},
)
EVENT = Case(
    "organiser_events.new",
    ("project",),
    {
        "name_lv": Text(200, "Enter the name in Latvian"),
        "name_en": Text(200),
        "partners": Text(1000),
        "place": Text(200, "Enter the place"),
    },
    {
        "number": "4",
        "type": "seminar",
        "mode": "hybrid",
        "country": "EE",
        "capacity": "30",
        "opens_at": "2019-01-20T09:00",
        "days-0-date": "2019-01-24",
        "days-0-starts_at": "10:00",
        "description_lv": "Apraksts",
    },
    {"number": "Enter the number"},
    {
        "number": WHOLE,
        "type": "Choose from the list",
        "mode": "Choose from the list",
        "country": "Choose from the list",
        "capacity": WHOLE,
        "opens_at": WRONG_MOMENT,
        "closes_at": WRONG_MOMENT,
        "days-0-date": WRONG_DATE,
        "days-0-starts_at": "Check the time: it should look like 09:30",
        "days-0-ends_at": "Check the time: it should look like 09:30",
    },
    {"number": "1{:03}"},
)
PASS = Case(
    "organiser_people.new_pass",
    ("event_id",),
    {"name": Text(200, "Enter which door it is"), "operator": Text(200, "Enter who holds the device")},
    {"kind": "desk"},
    wrong={"kind": "Choose from the list"},
)
TARGETS = Case(
    "results.targets",
    ("project",),
    good={"all": "215", "of-roma": "95", "of-ngo": ""},
    wrong={"all": WHOLE, "of-roma": WHOLE, "of-state_administration": WHOLE},
)
CODE = Case("door.scan", (), {"code": Text(200, "Enter a code", "The code is too long")})
SECRET = Case("door.start", (), {"secret": Text(500, "Enter the link that you were given", "The link is too long")})
CANCEL = Case("public.cancel", ("manage",))
CASES = (SIGN_UP, PROJECT, EVENT, PASS, TARGETS, CODE, SECRET, CANCEL)
FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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
NONSENSE = ("<script>alert(1)</script>", "x" * ANY, "9" * 5000, "²", "\u202e=1+1")


@pytest.fixture
def signed_at(monkeypatch):
    """Return a function that says when what is signed is signed, in seconds from now on."""

    def sign(seconds):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: 1_500_000_000 + seconds)

    sign(0)
    return sign


@pytest.fixture
def house(browser, web_session):
    """A reader of English who may open every form, and the values that their addresses need."""
    project = make_project(web_session)
    event = make_event(web_session, project)
    guest = make_registration(web_session, event)
    user = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project)
    door_pass = make_pass(web_session, event)
    web_session.commit()
    browser.log_in(user).take_pass(door_pass.id).read_in("en")
    values = {"slug": event.slug, "event_id": event.id, "manage": guest.manage, "project": project.slug}
    return House(browser, values)


@dataclass(frozen=True)
class House:
    """Everything that the forms are about."""

    browser: Browser
    values: dict[str, object]
    opened: dict[str, dict[str, str]] = field(default_factory=dict)

    def where(self, case):
        """Return what the address of a form needs."""
        return {"slug" if name == "project" else name: self.values[name] for name in case.needs}

    def address(self, case):
        """Return the address of a form."""
        return self.browser.url(case.endpoint, **self.where(case))

    def blank(self, case):
        """Return what the form of a page would send as it stands; the page is opened once."""
        if case.endpoint not in self.opened:
            page = self.browser.get(case.endpoint, **self.where(case))
            self.opened[case.endpoint] = page.form(self.address(case))
        return self.opened[case.endpoint]

    def send(self, case, data, **more):
        """Send a form and return the response."""
        return self.browser.client.post(self.address(case), data=data, **more)

    def typed(self, case, page):
        """Return what stands in the form of a page, its token aside."""
        return {name: value for name, value in page.form(self.address(case)).items() if name != "csrf_token"}


def count_rows(session):
    """Return how many rows there are of what forms make."""
    return {model: len(stored(session, model)) for model in (Project, Event, Registration, DoorPass, Target, Scan)}


def named(*cases):
    """Return the parameters of a test for these forms, named by their endpoints."""
    return [pytest.param(case, id=case.endpoint) for case in cases]


def answers(case, number=0, text="Teksts"):
    """Return right answers for a form."""
    return dict.fromkeys(case.texts, text) | case.good | {key: form.format(number) for key, form in case.fresh.items()}


def without_token(data):
    """Return answers without the token of the page."""
    return {name: value for name, value in data.items() if name != "csrf_token"}


def said_of(text, kept):
    """Return what is said of an answer that was kept so, or nothing."""
    if not kept:
        return text.empty
    return text.long if len(kept) > text.longest else ""


# --- texts ---


@pytest.mark.parametrize("case", named(*(case for case in CASES if case.texts)))
def test_hostile_text_is_a_clear_error_or_harmless(case, house):
    blank = house.blank(case)
    for number, (typed, kept) in enumerate(HOSTILE.items()):
        sent = blank | answers(case, number, typed)
        expected = [said for text in case.texts.values() if (said := said_of(text, kept))]

        response = house.send(case, sent)

        assert "<script>alert" not in response.text
        if response.status_code == 303:
            page = Page(house.browser.client.get(response.location))
            assert (kept in page.words(), expected) == (True, []), typed
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


@pytest.mark.parametrize("case", named(SIGN_UP, PROJECT, EVENT, PASS, CODE, SECRET))
def test_what_is_missing_is_asked_for(case, house, web_session):
    before = count_rows(web_session)
    expected = [text.empty for text in case.texts.values() if text.empty] + list(case.missing.values())

    page = Page(house.send(case, {"csrf_token": house.blank(case)["csrf_token"]}))

    assert sorted(page.errors()) == sorted(expected)
    assert count_rows(web_session) == before


@pytest.mark.parametrize("case", named(SIGN_UP, PROJECT, EVENT, PASS, TARGETS))
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


@pytest.mark.parametrize("case", named(SIGN_UP, PROJECT, EVENT, PASS, TARGETS))
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
    "a@" + "x" * ANY + ".lv": f"The e-mail address is too long {WRONG_EMAIL}",
}
PHONES = {
    **dict.fromkeys(("abc", "1234", "+", "12345x", "=1+12345", "٣٣٣٣٣٣٣"), WRONG_PHONE),
    "1" * 33: "The phone number is too long",
}


@pytest.mark.parametrize(("name", "wrong"), [("email", EMAILS), ("phone", PHONES)])
def test_a_contact_that_is_none_is_named(name, wrong, house, web_session):
    for typed, said in wrong.items():
        sent = house.blank(SIGN_UP) | answers(SIGN_UP) | {name: typed}

        page = Page(house.send(SIGN_UP, sent))

        assert page.errors() == [said], typed
        assert house.typed(SIGN_UP, page) == without_token(sent | {name: " ".join(typed.split())})
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


# --- forms that are not ours, or too old ---


@pytest.mark.parametrize("case", named(*CASES))
def test_a_form_that_we_did_not_make_is_kept_and_asked_for_again(case, house, web_session):
    sent, before = house.blank(case) | answers(case), count_rows(web_session)
    stranger = Browser(house.browser.app).get("door.start").form()["csrf_token"]
    for token in (None, "forged\x00", stranger):
        data = without_token(sent) | ({} if token is None else {"csrf_token": token})

        page = Page(house.send(case, data))

        assert [each.text for each in page.all("h2")].count(AGAIN) == 1, token
        assert house.typed(case, page) == without_token(sent), token
    assert count_rows(web_session) == before


@pytest.mark.parametrize("case", named(*CASES))
def test_a_form_that_was_open_for_more_than_a_day_is_kept_and_asked_for_again(case, signed_at, house, web_session):
    sent, before = house.blank(case) | answers(case), count_rows(web_session)
    signed_at(24 * 3600 + 1)

    page = Page(house.send(case, sent))
    again = house.send(case, page.form(house.address(case)))

    assert [each.text for each in page.all("h2")].count(AGAIN) == 1
    assert house.typed(case, page) == without_token(sent)
    assert count_rows(web_session) != before or case in (CODE, SECRET, CANCEL)
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
}


@pytest.mark.parametrize("case", named(SIGN_UP, SECRET))
def test_a_body_that_is_no_form_is_answered_with_a_page(case, house, web_session):
    before = count_rows(web_session)
    for (body, kind), status in BODIES.items():
        response = house.send(case, body, content_type=kind)

        assert (response.status_code, len(Page(response).all("h1"))) == (status, 1), (body[:80], kind)
        assert (AGAIN in response.text) == (status == 200), (body[:80], kind)
    assert count_rows(web_session) == before


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
