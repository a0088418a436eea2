"""A project of today, so that a newcomer can sign up and scan at once."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from eventreg.demo.activities import RIGA, at_riga
from eventreg.demo.cast import gather
from eventreg.demo.guests import Delegation
from eventreg.demo.play import play
from eventreg.domain import attendance, events, projects
from eventreg.domain.events import EventDraft
from eventreg.domain.projects import ProjectTerms
from eventreg.models import Event, Programme, Project

SLUG = "latvijas-romu-platforma-demo"
TARGETS = {None: 120, "municipality": 40, "ministry": 10, "roma": 50, "ngo": 20}
SEED = "Šodien"
AHEAD = timedelta(days=30)

DELEGATIONS = (
    Delegation("Jelgavas valstspilsētas pašvaldība", "municipality", ("opening open_house/1", "trip", "trip")),
    Delegation("Valmieras novada pašvaldība", "municipality", ("opening trip", "opening/none trip")),
    Delegation("Ventspils valstspilsētas pašvaldība", "municipality", ("opening", "trip")),
    Delegation("Balvu novada pašvaldība", "municipality", ("opening trip", "trip/cancelled")),
    Delegation("Kultūras ministrija", "ministry", ("opening open_house/2", "opening trip")),
    Delegation("Nodarbinātības valsts aģentūra", "ministry", ("opening/cancelled", "trip")),
    Delegation("biedrība „Ceļš blakus”", "ngo", ("opening leaders", "open_house/1")),
    Delegation("biedrība „Vārdu sēta”", "ngo", ("opening open_house/2 trip",)),
    Delegation("biedrība „Jaunais solis”", "roma", ("opening leaders", "leaders open_house/1", "leaders", "opening trip")),
    Delegation("Jelgava", "roma", ("leaders", "leaders", "open_house/2"), private=True),
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
