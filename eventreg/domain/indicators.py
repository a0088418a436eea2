"""Other numbers that a grant reports, of the project or of one activity, each with its unit and source."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from eventreg.domain import accounts, audit
from eventreg.domain.errors import ChangedMeanwhile
from eventreg.models import Event, Indicator, Membership, Project, Role, User


@dataclass(frozen=True)
class IndicatorDraft:
    """What an organiser says of a number; texts are {"lv": …, "en": …}, `source` is where an auditor finds it."""

    name: dict[str, str]
    value: int
    unit: dict[str, str]
    counted_on: date | None
    source: str


@dataclass(frozen=True)
class Line:
    """An indicator and the activity that it is of, if it is not of the whole project."""

    indicator: Indicator
    event: Event | None


def add(
    session: Session, project: Project, event: Event | None, draft: IndicatorDraft, *, by: User | None, now: datetime
) -> Indicator:
    """Add a number to a project, or to one of its activities."""
    made = Indicator(project_id=project.id, event_id=event.id if event else None, created_at=now, **vars(draft))
    session.add(made)
    session.flush()
    audit.log(session, "create", "indicator", made.id, by=by, now=now, project_id=project.id, value=draft.value)
    return made


def change(
    session: Session, indicator: Indicator, draft: IndicatorDraft, *, seen: int, by: User | None, now: datetime
) -> None:
    """Change a number, if it still is in the version that was seen; the log keeps what it was.

    Raises ChangedMeanwhile if somebody else was faster, and changed or removed it.
    """
    before = indicator.value
    same = update(Indicator).where(Indicator.id == indicator.id, Indicator.version == seen)
    written = session.execute(
        same.values(**vars(draft), version=Indicator.version + 1), execution_options={"synchronize_session": False}
    )
    if written.rowcount == 0:
        raise ChangedMeanwhile
    session.refresh(indicator)
    values = {"old": before, "new": indicator.value}
    audit.log(session, "change", "indicator", indicator.id, by=by, now=now, project_id=indicator.project_id, **values)


def remove(session: Session, indicator: Indicator, *, by: User | None, now: datetime) -> None:
    """Take a number away; the log keeps what it was."""
    project_id, number, value = indicator.project_id, indicator.id, indicator.value
    session.delete(indicator)
    session.flush()
    audit.log(session, "remove", "indicator", number, by=by, now=now, project_id=project_id, value=value)


def list_for(session: Session, user: User, project: Project) -> list[Line]:
    """Return the numbers of a project that `user` organises, its own first, then by activity."""
    rows = session.execute(
        select(Indicator, Event)
        .outerjoin(Event, Event.id == Indicator.event_id)
        .where(Indicator.project_id == project.id, _may(user))
        .order_by(Event.number.is_not(None), Event.number, Indicator.id)
    )
    return [Line(indicator, event) for indicator, event in rows]


def list_of_event(session: Session, event: Event) -> list[Indicator]:
    """Return the numbers of one activity."""
    return list(session.scalars(select(Indicator).where(Indicator.event_id == event.id).order_by(Indicator.id)))


def find_for(session: Session, user: User, indicator_id: int) -> Line | None:
    """Return a number if `user` organises its activity, or, if it is the project's own, all of the project."""
    row = session.execute(
        select(Indicator, Event)
        .outerjoin(Event, Event.id == Indicator.event_id)
        .where(Indicator.id == indicator_id, _may(user))
    ).first()
    return Line(*row) if row else None


def _may(user: User) -> ColumnElement[bool]:
    """Return the condition that `user` organises the activity of a number, or all of the project, for a WHERE."""
    whole = exists().where(
        Membership.user_id == user.id,
        Membership.role == Role.ORGANISER,
        Membership.project_id == Indicator.project_id,
        Membership.organisation_id.is_(None),
    )
    theirs = and_(Indicator.event_id.is_not(None), accounts.may_event(user, Role.ORGANISER))
    return or_(and_(Indicator.event_id.is_(None), whole), theirs)
