"""Every form of the pages as tests have it: where it is, right answers, wrong ones, and what is said of them."""

from dataclasses import dataclass, field
from io import BytesIO

import pytest

from eventreg import models
from tests.browser import Browser
from tests.factories import stored

ANY = 10_000
LONG = "This is too long. Shorten it"
AGAIN = "Please send the form again"
ADDRESSED = {"project": "slug", "mail_kind": "kind"}  # values that addresses call otherwise
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
    edits: bool = False  # what is there, so that its page is another one after each change
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # content and name
    then: str = ""  # the step that follows once it was looked at


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
        "granting_authority": Text(200),
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
        "work_package": Text(40),
        "partners": Text(1000),
        "period_reason": Text(500),
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
    "organiser_passes.new",
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
CORRECTION = Case(
    "public_own.correct",
    ("manage",),
    SIGN_UP.texts,
    {"country": "EE", "email": "a@x.lv", "phone": "+371 20 000 000", "language": "en"},
    wrong={"country": "Choose a country from the list", "language": "Choose from the list"},
    edits=True,
)
ADDING = Case(
    "organiser_registration.add",
    ("event_id",),
    {
        "name": Text(100, "Enter the name"),
        "surname": Text(100, "Enter the surname"),
        "organisation": Text(200, "Enter the organisation or municipality"),
    },
    {"country": "EE", "email": "a@x.lv", "phone": "+371 20 000 000", "language": "en", "part": "speaker"},
    {"language": "Choose from the list"},
    {"country": "Choose a country from the list", "language": "Choose from the list", "part": "Choose from the list"},
)
CORRECTING = Case(
    "organiser_registration.edit",
    ("event_id", "registration_id"),
    ADDING.texts,
    ADDING.good,
    ADDING.missing,
    ADDING.wrong,
    edits=True,
)
ACTIVITY = Case(
    "organiser_activities.new",
    ("project",),
    {
        "name_lv": Text(200, "Enter the name in Latvian"),
        "name_en": Text(200),
        "work_package": Text(40),
        "partners": Text(1000),
        "place": Text(200),
        "period_reason": Text(500),
    },
    {"kind": "media", "first_day": "2019-01-24", "last_day": "2019-01-25"},
    {"number": "Enter the number", "kind": "Choose from the list"},
    {"number": WHOLE, "kind": "Choose from the list", "first_day": WRONG_DATE, "last_day": WRONG_DATE},
    {"number": "2{:03}"},
)
INDICATOR = Case(
    "organiser_indicators.new",
    ("project",),
    {
        "name_lv": Text(200, "Enter in Latvian what is counted"),
        "name_en": Text(200),
        "unit_lv": Text(80),
        "unit_en": Text(80),
        "source": Text(500),
    },
    {"value": "125", "counted_on": "2019-01-24"},
    {"value": "Enter how many"},
    {"value": WHOLE, "counted_on": WRONG_DATE},
)
MESSAGE = Case(
    "organiser_messages.write",
    ("event_id",),
    {"subject_lv": Text(200, "Enter the subject in Latvian")},
    {"readers": "with_place", "part": "participant", "body_lv": "Teksts", "subject_en": "Subject", "body_en": "Text"},
    {"body_lv": "Enter the message in Latvian", "readers": "Choose from the list"},
    {"readers": "Choose from the list", "part": "Choose from the list"},
    then="send",
)
INVITATION = Case(
    "organiser_messages.invite",
    ("event_id",),
    good={"addresses": "a@x.lv\nAda <b@x.lv>", "language": "en"},
    missing={"addresses": "Enter at least one address", "language": "Choose from the list"},
    wrong={"language": "Choose from the list"},
    then="send",
)
OF_STAFF = (ADDING, ACTIVITY, INDICATOR, MESSAGE, INVITATION)
CASES = (SIGN_UP, PROJECT, EVENT, PASS, TARGETS, CODE, SECRET, CANCEL)
CASES += (CORRECTION, CORRECTING, *OF_STAFF)


@dataclass(frozen=True)
class House:
    """Everything that the forms are about."""

    browser: Browser
    values: dict[str, object]
    opened: dict[str, dict[str, str]] = field(default_factory=dict)

    def where(self, case):
        """Return what the address of a form needs."""
        return {ADDRESSED.get(name, name): self.values[name] for name in case.needs}

    def address(self, case):
        """Return the address of a form."""
        return self.browser.url(case.endpoint, **self.where(case))

    def blank(self, case):
        """Return what the form of a page would send as it stands; the page is opened once."""
        if case.edits or case.endpoint not in self.opened:
            page = self.browser.get(case.endpoint, **self.where(case))
            self.opened[case.endpoint] = page.form(self.address(case))
        return self.opened[case.endpoint]

    def send(self, case, data, **more):
        """Send a form and return the response."""
        files = {name: (BytesIO(content), called) for name, (content, called) in case.files.items()}
        return self.browser.client.post(self.address(case), data=data | files if files else data, **more)

    def typed(self, case, page):
        """Return what stands in the form of a page, its token aside."""
        return {name: value for name, value in page.form(self.address(case)).items() if name != "csrf_token"}


MADE = (models.Project, models.Organisation, models.Event, models.Indicator, models.Target, models.Registration)
MADE += (models.DoorPass, models.Scan, models.OutgoingMail, models.Announcement, models.MailText, models.Invitation)


def count_rows(session):
    """Return how many rows there are of what forms make."""
    return {model: len(stored(session, model)) for model in MADE}


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
