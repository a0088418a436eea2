"""Building the demo in one transaction; whoever calls commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from eventreg.demo import platform, today
from eventreg.domain import outbox, projects
from eventreg.models import Project, Role

ACCOUNTS: dict[str, tuple[Role, ...]] = {
    "administrator": (),
    "organiser": (Role.ORGANISER,),
    "coordinator": (Role.COORDINATOR,),
}
"""The accounts that a demo needs, by the name to log in with, with their roles in its projects."""


@dataclass(frozen=True)
class Built:
    """The two projects of the demo."""

    platform: Project
    today: Project


def build(session: Session, *, identity_key: bytes, now: datetime) -> Built:
    """Build Platform III and a project of today with invented people; no mail of theirs will ever be sent.

    Raises SlugTaken where a project has one of the demo's short names. Takes some seconds.
    """
    built = Built(
        platform=platform.build(session, identity_key=identity_key),
        today=today.build(session, identity_key=identity_key, now=now),
    )
    for project in (built.platform, built.today):
        outbox.withhold_for_project(session, project.id, now=now)
    return built


def is_built(session: Session) -> bool:
    """Say whether both projects of the demo are there."""
    found = [projects.find(session, slug) for slug in (platform.TERMS.slug, today.SLUG)]
    return all(project is not None and project.demo for project in found)
