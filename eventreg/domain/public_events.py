"""The events that everybody may find: to come and over, sifted and in pages; those by invitation are in no list."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from eventreg.domain.folding import fold
from eventreg.models import Event, EventStatus, Kind, Project

PAGE = 50
MOST_IN_FEED = 1000
MOST_WORDS = 20  # that a search looks for
PUBLIC = (Event.kind == Kind.EVENT, Event.status != EventStatus.DRAFT, Event.by_invitation.is_(False))


@dataclass(frozen=True)
class Sieve:
    """What somebody looks for: a project, a month (its first day), words of name or place in any language."""

    project: Project | None = None
    month: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    events: list[Event]
    page: int
    pages: int


ALL = Sieve()


def list_coming(session: Session, *, today: date, sieve: Sieve = ALL, page: int = 1) -> Listing:
    """Return a page of the events that are not over, the next one first."""
    return _list(session, (Event.last_day >= today,), sieve, page, (Event.first_day, Event.id))


def list_past(session: Session, *, today: date, sieve: Sieve = ALL, page: int = 1) -> Listing:
    """Return a page of the events that are over, the last one first."""
    return _list(session, (Event.last_day < today,), sieve, page, (Event.first_day.desc(), Event.id.desc()))


def list_for_feed(session: Session, project: Project | None = None) -> list[Event]:
    """Return the events of a project or of all, the latest first: what a calendar subscribes to."""
    latest = (Event.first_day.desc(), Event.id.desc())
    where = (*PUBLIC, *_of(Sieve(project=project)))
    found = select(Event).where(*where).order_by(*latest).limit(MOST_IN_FEED)
    return _load(session, found.options(selectinload(Event.removed_days)))


def list_months(session: Session) -> list[date]:
    """Return the first days of the months in which an event begins, the latest first."""
    days = session.scalars(select(Event.first_day).where(*PUBLIC, Event.first_day.is_not(None)).distinct())
    return sorted({day.replace(day=1) for day in days if day}, reverse=True)


def _list(
    session: Session, when: tuple[ColumnElement[bool], ...], sieve: Sieve, page: int, order: tuple[object, ...]
) -> Listing:
    where = [*PUBLIC, *when, *_of(sieve)]
    found = session.scalar(select(func.count()).select_from(Event).where(*where)) or 0
    pages = max(-(-found // PAGE), 1)
    page = min(max(page, 1), pages)
    wanted = select(Event).where(*where).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)  # type: ignore[arg-type]
    return Listing(_load(session, wanted), page, pages)


def _of(sieve: Sieve) -> list[ColumnElement[bool]]:
    where = []
    if sieve.project is not None:
        where.append(Event.project_id == sieve.project.id)
    if sieve.month is not None:
        last = sieve.month.replace(day=monthrange(sieve.month.year, sieve.month.month)[1])
        where += [Event.first_day <= last, Event.last_day >= sieve.month]
    where += [Event.folded.contains(word, autoescape=True) for word in fold(sieve.words).split()[:MOST_WORDS]]
    return where


def _load(session: Session, wanted: object) -> list[Event]:
    loaded = wanted.options(joinedload(Event.project), selectinload(Event.days))  # type: ignore[attr-defined]
    return list(session.scalars(loaded))
