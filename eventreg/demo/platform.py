"""Latvian Roma Platform III, whose results sentence the service has to write by itself (DOMAIN.md 3)."""

import random
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from eventreg.demo.activities import ACTIVITIES, Activity, at_riga
from eventreg.demo.cast import gather
from eventreg.demo.delegations import DELEGATIONS
from eventreg.demo.play import play
from eventreg.demo.stories import STORIES
from eventreg.domain import events, projects
from eventreg.domain.projects import ProjectTerms
from eventreg.models import Event, Indicator, Programme, Project

TERMS = ProjectTerms(
    slug="latvijas-romu-platforma-iii",
    name={
        "lv": "Latvijas romu platforma III: sadarbības un līdzdalības veicināšana",
        "en": "Latvian Roma Platform III: promoting cooperation and participation",
    },
    contract_number="792550-NRP3-LV",
    programme=Programme.REC_2014_2020,
    starts_on=date.fromisoformat("2018-07-15"),
    ends_on=date.fromisoformat("2019-07-14"),
    eu_share=Decimal("95.00"),
    national_share=Decimal("5.00"),
    controller="Kultūras ministrija",
    controller_contact="pasts@km.gov.lv",
    protection_contact="pasts@km.gov.lv",
)
TARGETS = {
    None: 210,
    "state_administration": 80,
    "municipality": 70,
    "ministry": 10,
    "roma": 100,
    "ngo": 20,
    "international": 10,
}
"""Unique persons as a grant might promise them; invented for the demo."""
SEED = "Sāre khetene"


def build(session: Session, *, identity_key: bytes) -> Project:
    """Build Platform III with its activities and play its year, whatever the time is now."""
    beginning = at_riga(TERMS.starts_on, "12:00")
    project = projects.create(session, TERMS, by=None, now=beginning, demo=True)
    projects.set_targets(session, project, TARGETS, by=None, now=beginning)
    stage = {}
    for number, activity in enumerate(ACTIVITIES, start=1):
        stage[activity.key] = _set_up(session, project, activity, number, now=beginning)
    rng = random.Random(SEED)
    guests = gather(DELEGATIONS, STORIES, rng=rng)
    play(session, stage, guests, rng=rng, identity_key=identity_key, until=at_riga(TERMS.ends_on, "12:00"))
    return project


def _set_up(session: Session, project: Project, activity: Activity, number: int, *, now: datetime) -> Event:
    event = events.create(session, project, activity.draft(number), by=None, now=now)
    events.publish(session, event, by=None, now=now)
    session.add_all(
        Indicator(
            project_id=project.id,
            event_id=event.id,
            name={"lv": figure.lv, "en": figure.en},
            value=figure.value,
            source=figure.source,
            created_at=now,
        )
        for figure in activity.figures
    )
    return event
