"""The terms of a grant, changed after the project was made; what counts and what must be said included."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.orm import Session

from eventreg.domain import audit
from eventreg.domain.errors import ChangedMeanwhile, NoCountedPart
from eventreg.models import Part, Programme, Project, User


@dataclass(frozen=True)
class Terms:
    """All that an organiser may change of a project; texts are {"lv": …, "en": …}, shares percentages, sum 100.

    `counted_parts` are those who count as present; `days_required` on how many days of an event.
    """

    name: dict[str, str]
    contract_number: str
    programme: Programme
    starts_on: date
    ends_on: date
    eu_share: Decimal
    national_share: Decimal
    grant_maximum: Decimal | None
    balance_paid_on: date | None
    granting_authority: str
    website: str
    controller: str
    controller_contact: str
    protection_contact: str
    funding_statement: dict[str, str]
    disclaimer: dict[str, str]
    counted_parts: list[Part]
    days_required: int


def change(session: Session, project: Project, terms: Terms, *, seen: int, by: User | None, now: datetime) -> None:
    """Change the terms of a project, if it still is in the version that was seen.

    Raises ChangedMeanwhile if somebody else was faster, and NoCountedPart if nobody would count.
    """
    if not terms.counted_parts:
        raise NoCountedPart
    columns = {**vars(terms), "counted_parts": [part.value for part in Part if part in terms.counted_parts]}
    before = {name: getattr(project, name) for name in columns}
    same = update(Project).where(Project.id == project.id, Project.version == seen)
    written = session.execute(
        same.values(**columns, version=Project.version + 1), execution_options={"synchronize_session": False}
    )
    session.refresh(project)
    if written.rowcount == 0:
        raise ChangedMeanwhile
    changed = sorted(name for name, value in before.items() if getattr(project, name) != value)
    audit.log(session, "change", "project", project.id, by=by, now=now, project_id=project.id, fields=changed)
