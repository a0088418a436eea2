"""Events: making, changing, publishing, and finding the ones that a reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from eventreg.domain import accounts, audit, event_days
from eventreg.domain.errors import (
    ChangedMeanwhile,
    DayHasScans,
    Meanwhile,
    NoDays,
    NotADraft,
    NotEnoughPlaces,
    NumberTaken,
    OutsidePeriod,
)
from eventreg.domain.event_days import Day
from eventreg.domain.folding import searched, slug
from eventreg.models import Event, EventStatus, EventType, Kind, Mode, Project, Role, Scan, User

UNSEEN = {"synchronize_session": False}  # what was read is read again after the statement


@dataclass(frozen=True)
class EventDraft:
    """What an organiser says of an event; texts are {"lv": …, "en": …}, moments are in UTC.

    An activity (service, publication, media) has no days; it may say when it ran. `period_reason` says why a
    date lies outside the project's period.
    """

    number: int
    name: dict[str, str]
    description: dict[str, str]
    place: str
    days: tuple[Day, ...] = ()
    kind: Kind = Kind.EVENT
    type: EventType = EventType.OTHER
    mode: Mode = Mode.IN_SITU
    country: str = "LV"
    partners: str = ""
    website: str = ""
    work_package: str = ""
    programme: dict[str, str] = field(default_factory=dict)
    conclusions: dict[str, str] = field(default_factory=dict)
    organisation_id: int | None = None
    period_reason: str = ""
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    by_invitation: bool = False
    sensitive: bool = False


IN_CALENDAR = ("name", "mode", "place", "country", "first_day", "last_day")
"""What of an event stands in the calendars of those who signed up, besides its days."""


def create(session: Session, project: Project, draft: EventDraft, *, by: User | None, now: datetime) -> Event:
    """Create a draft event; its address is made of its Latvian name. Raises NumberTaken, OutsidePeriod."""
    check_period(project, draft)
    event = Event(project=project, slug=_free_slug(session, draft.name["lv"]), created_at=now, changed_at=now)
    event_days.arrange(event, draft.days, now=now)
    try:
        with session.begin_nested():
            for name, value in _columns(draft).items():
                setattr(event, name, value)
            session.add(event)
    except IntegrityError as error:
        raise _why_not(session, project, None, draft) from error
    audit.log(session, "create", "event", event.id, by=by, now=now, project_id=project.id)
    return event


def change(
    session: Session, event: Event, draft: EventDraft, *, by: User | None, now: datetime, seen: int | None = None
) -> Event:
    """Change an event as its organiser saw it: in version `seen`, or the one that was just read.

    Raises ChangedMeanwhile if somebody else was faster, NumberTaken, DayHasScans, NotEnoughPlaces,
    OutsidePeriod, and NoDays once it is not a draft any more.
    """
    if event.kind is Kind.EVENT and event.status is not EventStatus.DRAFT and not draft.days:
        raise NoDays
    check_period(event.project, draft)
    _check_scanned(session, event, draft.days)
    project, event_id, before = event.project, event.id, event.version
    try:
        with session.begin_nested():
            _update(session, event, draft, seen=before if seen is None else seen, now=now)
            event_days.arrange(event, draft.days, now=now)
    except IntegrityError as error:
        session.expire(event)
        raise _why_not(session, project, event_id, draft) from error
    audit.log(session, "change", "event", event.id, by=by, now=now, project_id=event.project_id)
    return event


def publish(session: Session, event: Event, *, by: User | None, now: datetime, period_reason: str = "") -> None:
    """Show a draft to the public. Raises NoDays, OutsidePeriod, NotADraft, Meanwhile.

    `period_reason` is asked for where the project's period has changed since the dates were typed.
    """
    if event.kind is Kind.EVENT and not event.days:
        raise NoDays
    reason = (period_reason or event.period_reason) if is_outside(event.project, event) else ""
    if not reason:
        check_period(event.project, event)
    # The days were read with this version: nobody may have taken them away since.
    drafts = update(Event).where(
        Event.id == event.id, Event.status == EventStatus.DRAFT, Event.version == event.version
    )
    shown = {
        "status": EventStatus.PUBLISHED,
        "changed_at": now,
        "version": Event.version + 1,
        "period_reason": reason or event.period_reason,
    }
    if session.execute(drafts.values(shown), execution_options=UNSEEN).rowcount == 0:
        session.refresh(event)
        raise Meanwhile if event.status is EventStatus.DRAFT else NotADraft
    session.refresh(event, ["status", "version", "period_reason", "changed_at"])
    about = {"period_reason": reason} if reason else {}
    audit.log(session, "publish", "event", event.id, by=by, now=now, project_id=event.project_id, **about)


def check_period(project: Project, dated: EventDraft | Event) -> None:
    """Let no date stand outside the project's period without a reason. Raises OutsidePeriod."""
    if not dated.period_reason and is_outside(project, dated):
        raise OutsidePeriod


def is_outside(project: Project, dated: EventDraft | Event) -> bool:
    """Say whether a date lies outside the project's period."""
    days = [day.date for day in dated.days] or [day for day in (dated.first_day, dated.last_day) if day is not None]
    return not all(project.starts_on <= day <= project.ends_on for day in days)


def next_number(session: Session, project: Project) -> int:
    """Return the number after the highest one of the project, as a proposal."""
    highest = session.scalar(select(func.max(Event.number)).where(Event.project_id == project.id))
    return (highest or 0) + 1


def find_public(session: Session, address: str) -> Event | None:
    """Return a public event by its slug: not a draft, nor an activity without attendance."""
    return session.scalar(
        select(Event)
        .where(Event.slug == address, Event.status != EventStatus.DRAFT, Event.kind == Kind.EVENT)
        .options(joinedload(Event.project), selectinload(Event.days))
    )


def find_for(session: Session, user: User, role: Role, event_id: int) -> Event | None:
    """Return an event if `user` has `role` in its project, and for its organisation."""
    return session.scalar(
        select(Event)
        .where(Event.id == event_id, accounts.may_event(user, role))
        .options(joinedload(Event.project), selectinload(Event.days))
    )


def find(session: Session, slug_or_id: str) -> Event | None:
    """Return an event by slug or number of its row, for a command."""
    number = slug_or_id.isdecimal() and len(slug_or_id) < 19
    key = Event.id == int(slug_or_id) if number else Event.slug == slug_or_id
    return session.scalar(select(Event).where(key).options(joinedload(Event.project), selectinload(Event.days)))


def get(session: Session, event_id: int) -> Event:
    """Return an event that was found before."""
    return session.get_one(Event, event_id)


def list_of(session: Session, project: Project) -> list[Event]:
    """Return all events and activities of a project by number, with their days."""
    return list(
        session.scalars(
            select(Event).where(Event.project_id == project.id).options(selectinload(Event.days)).order_by(Event.number)
        )
    )


def _columns(draft: EventDraft) -> dict[str, object]:
    columns = vars(draft).copy()
    days = columns.pop("days")
    columns["folded"] = searched(*draft.name.values(), draft.place, longest=1000)
    if days:
        columns["first_day"] = min(day.date for day in days)
        columns["last_day"] = max(day.date for day in days)
    return columns


def _free_slug(session: Session, name: str) -> str:
    """Propose an address that nobody has; the constraint on the table decides."""
    wanted = slug(name)
    taken = set(session.scalars(select(Event.slug).where(Event.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(candidate for candidate in numbered if candidate not in taken)


def _update(session: Session, event: Event, draft: EventDraft, *, seen: int, now: datetime) -> None:
    """Write the columns of an event in one statement, if it still is the one that was seen."""
    columns = _columns(draft)
    same = update(Event).where(Event.id == event.id, Event.version == seen)
    if draft.capacity is not None:
        same = same.where(Event.places_taken <= draft.capacity)
    moved = int(_is_moved(event, columns, draft.days))
    counted = {"version": Event.version + 1, "sequence": Event.sequence + moved, "changed_at": now}
    values = {**columns, **counted}
    if session.execute(same.values(values), execution_options=UNSEEN).rowcount == 0:
        session.refresh(event)
        raise NotEnoughPlaces if event.version == seen else ChangedMeanwhile
    session.refresh(event)


def _is_moved(event: Event, columns: dict[str, object], days: Iterable[Day]) -> bool:
    """Say whether a calendar that holds the event must hear of the change."""
    known = {Day(day.date, day.starts_at, day.ends_at) for day in event.days}
    changed = [name for name in IN_CALENDAR if name in columns and columns[name] != getattr(event, name)]
    return bool(changed) or known != set(days)


def _why_not(session: Session, project: Project, event_id: int | None, draft: EventDraft) -> Exception:
    """Return why the database refused: the number is another's, or else somebody was faster.

    That is: took the address, or was scanned on a day that went.
    """
    other = select(Event.id).where(Event.project_id == project.id, Event.number == draft.number)
    found = session.scalar(other if event_id is None else other.where(Event.id != event_id))
    return Meanwhile() if found is None else NumberTaken()


def _check_scanned(session: Session, event: Event, days: Iterable[Day]) -> None:
    wanted = {day.date for day in days}
    going = [day.id for day in event.days if day.date not in wanted]
    if going and session.scalar(select(exists().where(Scan.event_id == event.id, Scan.day_id.in_(going)))):
        raise DayHasScans


def list_organised(session: Session, user: User, projects: Iterable[Project]) -> dict[int, list[Event]]:
    """Return what `user` organises in several projects: by project id, in the order of their numbers, with days."""
    by_project: dict[int, list[Event]] = {project.id: [] for project in projects}
    rows = session.scalars(
        select(Event)
        .where(Event.project_id.in_(by_project), accounts.may_event(user, Role.ORGANISER))
        .options(selectinload(Event.days))
        .order_by(Event.project_id, Event.number)
    )
    for event in rows:
        by_project[event.project_id].append(event)
    return by_project
