"""A project of today, so that a newcomer can sign up and scan at once."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from eventreg.demo.activities import RIGA, at_riga
from eventreg.demo.cast import gather
from eventreg.demo.guests import Delegation
from eventreg.demo.play import play
from eventreg.domain import attendance, events, projects
from eventreg.domain.events import Day, EventDraft
from eventreg.domain.projects import ProjectTerms
from eventreg.models import Event, EventType, Programme, Project

SLUG = "latvijas-romu-platforma-demo"
TARGETS = {None: 120, "municipality": 40, "ministry": 10, "roma": 50, "ngo": 20}
SEED = "Šodien"
AHEAD = timedelta(days=30)

DELEGATIONS = (
    Delegation("Jelgavas valstspilsētas pašvaldība", "municipality", ("opening open_house/1", "trip", "trip")),
    Delegation("Valmieras novada pašvaldība", "municipality", ("opening trip", "opening/none trip")),
    Delegation("Ventspils valstspilsētas pašvaldība", "municipality", ("opening", "trip")),
    Delegation("Balvu novada pašvaldība", "municipality", ("opening trip", "opening")),
    Delegation("Kultūras ministrija", "ministry", ("opening open_house/2", "opening trip")),
    Delegation("Nodarbinātības valsts aģentūra", "ministry", ("opening/cancelled", "trip")),
    Delegation("biedrība „Ceļš blakus”", "ngo", ("opening leaders", "open_house/1")),
    Delegation("biedrība „Vārdu sēta”", "ngo", ("opening open_house/2 trip",)),
    Delegation("biedrība „Jaunais solis”", "roma", ("opening leaders", "leaders", "leaders", "opening trip")),
    Delegation("Jelgava", "roma", ("leaders open_house/1", "leaders", "open_house/2"), private=True),
    Delegation("Rīga", "roma", ("open_house/1 leaders", "open_house/2 leaders", "leaders/cancelled"), private=True),
    Delegation("Ventspils", "roma", ("leaders", "opening leaders"), private=True),
    Delegation(
        "Tautinių mažumų departamentas", "international", ("opening",), country="LT", names=(("Gintarė", "Žvirblytė"),)
    ),
)


def build(session: Session, *, identity_key: bytes, now: datetime) -> Project:
    """Build a project that began some months ago, with one event past, one open today and some to come."""
    today = (now.astimezone(RIGA) - attendance.NEW_DAY).date()
    beginning = at_riga(today - timedelta(days=120), "12:00")
    project = projects.create(session, _terms(today), by=None, now=beginning, demo=True)
    projects.set_targets(session, project, TARGETS, by=None, now=beginning)
    stage: dict[str, Event] = {}
    for key, draft in _drafts(today).items():
        stage[key] = events.create(session, project, draft, by=None, now=beginning)
        events.publish(session, stage[key], by=None, now=beginning)
    rng = random.Random(SEED)
    play(session, stage, gather(DELEGATIONS, (), rng=rng), rng=rng, identity_key=identity_key, until=now)
    return project


def _terms(today: date) -> ProjectTerms:
    return ProjectTerms(
        slug=SLUG,
        name={
            "lv": "Latvijas romu platforma (šodienas demonstrācija)",
            "en": "Latvian Roma Platform (today's demonstration)",
        },
        contract_number="DEMO-NRCP-LV",
        programme=Programme.CERV_2021_2027,
        starts_on=today - timedelta(days=120),
        ends_on=today + timedelta(days=240),
        eu_share=Decimal("90.00"),
        national_share=Decimal("10.00"),
        controller="Demonstrācijas ministrija",
        controller_contact="pasts@ministrija.example",
        protection_contact="datu.aizsardziba@ministrija.example",
    )


def _drafts(today: date) -> dict[str, EventDraft]:
    """Return the events by key: past, today and every day of the coming month, nearly full, full, not open yet."""
    drafts = (_opening(today), _open_house(today), _leaders(today), _trip(today), _conference(today))
    return dict(zip(("opening", "open_house", "leaders", "trip", "conference"), drafts, strict=True))


def _opening(today: date) -> EventDraft:
    day = today - timedelta(days=21)
    return EventDraft(
        number=1,
        name={"lv": "Projekta atklāšanas sanāksme", "en": "Opening meeting of the project"},
        description={
            "lv": "Ko projekts darīs un kā tajā piedalīties. Demonstrācijas pasākums, kas jau noticis.",
            "en": "What the project will do and how to take part. A demo event that is over.",
        },
        place="Latvijas Nacionālā bibliotēka, Rīga",
        days=(Day(day, time(10), time(13)),),
        type=EventType.MEETING,
        capacity=40,
        opens_at=at_riga(day - timedelta(days=35), "10:00"),
        closes_at=at_riga(day - timedelta(days=1), "18:00"),
    )


def _open_house(today: date) -> EventDraft:
    """Return the event for a newcomer: it began the day before yesterday, and is on for a month."""
    first, last = today - timedelta(days=2), today + AHEAD
    return EventDraft(
        number=2,
        name={"lv": "Atvērtās durvis un izstāde „Romu stāsti”", "en": "Open house and exhibition “Roma stories”"},
        description={
            "lv": "Nāciet jebkurā dienā! Piesakieties, un pie durvīm noskenēs jūsu biļeti. Demonstrācijas pasākums.",
            "en": "Come on any day! Sign up, get your ticket, and have it scanned at the door. A demo event.",
        },
        place="Kultūras nams, Rīga",
        days=tuple(Day(first + timedelta(days=n), time(10), time(18)) for n in range((last - first).days + 1)),
        type=EventType.EXHIBITION,
        partners="biedrība „Ceļš blakus”",
        capacity=300,
        opens_at=at_riga(first - timedelta(days=14), "10:00"),
        closes_at=at_riga(last, "17:00"),
    )


def _leaders(today: date) -> EventDraft:
    """Return an event with few places left, whose mails are neutral."""
    day = today + timedelta(days=10)
    return EventDraft(
        number=3,
        name={"lv": "Darbnīca romu jauniešiem „Mana ideja”", "en": "Workshop for young Roma “My idea”"},
        description={
            "lv": "Divas dienas, lai no idejas taptu projekts. Ēdienu un ceļu apmaksājam. Demonstrācijas pasākums.",
            "en": "Two days to make a project of an idea. We pay for meals and travel. A demo event.",
        },
        place="Kleisti, Rīga",
        days=tuple(Day(day + timedelta(days=n), time(10), time(17)) for n in range(2)),
        type=EventType.WORKSHOP,
        capacity=12,
        opens_at=at_riga(today - timedelta(days=18), "10:00"),
        closes_at=at_riga(day - timedelta(days=1), "18:00"),
        sensitive=True,
    )


def _trip(today: date) -> EventDraft:
    """Return an event that is full: as many sign up as the bus has seats."""
    day = today + timedelta(days=17)
    return EventDraft(
        number=4,
        name={"lv": "Labās prakses brauciens uz Sabili", "en": "Good-practice trip to Sabile"},
        description={
            "lv": "Ar vienu autobusu pie skolas un ģimenēm Sabilē. Demonstrācijas pasākums.",
            "en": "By one bus to the school and to families in Sabile. A demo event.",
        },
        place="Sabile, Talsu novads",
        days=(Day(day, time(8), time(19)),),
        type=EventType.VISIT,
        capacity=sum("trip" in itinerary.split() for sent in DELEGATIONS for itinerary in sent.itineraries),
        opens_at=at_riga(today - timedelta(days=18), "10:00"),
        closes_at=at_riga(day - timedelta(days=1), "12:00"),
    )


def _conference(today: date) -> EventDraft:
    """Return an event whose sign-up has not opened yet."""
    day = today + timedelta(days=56)
    return EventDraft(
        number=5,
        name={"lv": "Platformas gada konference", "en": "Yearly conference of the platform"},
        description={
            "lv": "Gads vienā dienā: ko paveicām, ko mācījāmies, kas tālāk. Demonstrācijas pasākums.",
            "en": "A year in a day: what we did, what we learnt, what comes next. A demo event.",
        },
        place="Rīgas Latviešu biedrības nams, Rīga",
        days=(Day(day, time(10), time(17)),),
        type=EventType.CONFERENCE,
        capacity=150,
        opens_at=at_riga(today + timedelta(days=14), "10:00"),
        closes_at=at_riga(day - timedelta(days=2), "18:00"),
    )
