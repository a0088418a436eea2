"""Reading what waits for an organiser's decision: what happened, where, when and by which device."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from eventreg.domain import attendance, walk_ins
from eventreg.domain.attendance import ACCEPTED
from eventreg.domain.walk_ins import WalkIn
from eventreg.models import (
    Action,
    DoorPass,
    Event,
    EventDay,
    Registration,
    ReviewItem,
    ReviewKind,
    Scan,
    ScanNote,
    User,
    Verdict,
)

PAGE = 100
LATEST = 20
TARGET, UNDO, FOREIGN = aliased(Scan), aliased(Scan), aliased(Registration)
WAITS = ReviewItem.decided_at.is_(None)


@dataclass(frozen=True)
class Case:
    """What happened: the scan, where it was made, and whom it leads to, if to anybody.

    `day` is the one on which it was made, if that is one of the event; `taken_back` says that the door itself has
    undone it; `elsewhere` is the event that a foreign ticket is for; `note` is why a supervisor let somebody in.
    """

    item: ReviewItem
    scan: Scan
    door: str
    operator: str
    registration: Registration | None
    day: date | None
    taken_back: bool
    elsewhere: dict[str, str] | None
    note: str | None
    decided_by: str | None

    @property
    def sealed(self) -> str | None:
        """What a walk-in said, until it is decided about."""
        return self.item.sealed

    @property
    def is_plain(self) -> bool:
        """Whether it can be accepted as it is: somebody, a day, nothing that the door thought otherwise of."""
        thought = self.scan.verdict in ACCEPTED or self.item.kind is not ReviewKind.PASS_ENDED
        known = self.registration is not None and self.day is not None
        return known and thought and not self.taken_back and not self.item.undoes and not self.sealed


@dataclass(frozen=True)
class Double:
    """One ticket that two doors without network admitted on one day: one attendance, and all these scans."""

    registration: Registration
    day: EventDay
    scans: tuple[tuple[datetime, str, str], ...]  # when, at which door, by whom


def count_waiting(session: Session, event: Event) -> int:
    """Return how many scans wait for a decision."""
    waiting = select(func.count()).select_from(ReviewItem).where(ReviewItem.event_id == event.id, WAITS)
    return session.scalar(waiting) or 0


def list_waiting(
    session: Session, event: Event, *, kind: ReviewKind | None = None, limit: int | None = PAGE
) -> list[Case]:
    """Return what waits, the oldest first."""
    wanted = _cases(event).where(WAITS).order_by(ReviewItem.id).limit(limit)
    if kind is not None:
        wanted = wanted.where(ReviewItem.kind == kind)
    return [_case(event, *row) for row in session.execute(wanted)]


def list_decided(session: Session, event: Event) -> list[Case]:
    """Return the latest decisions, the last one first."""
    wanted = _cases(event).where(ReviewItem.decided_at.is_not(None))
    latest = wanted.order_by(ReviewItem.decided_at.desc(), ReviewItem.id.desc()).limit(LATEST)
    return [_case(event, *row) for row in session.execute(latest)]


def find(session: Session, event: Event, item_id: int) -> Case | None:
    """Return one of them, decided or not."""
    row = session.execute(_cases(event).where(ReviewItem.id == item_id)).one_or_none()
    return _case(event, *row) if row else None


def open_walk_in(case: Case, *, person_key: bytes) -> WalkIn | None:
    """Return what a walk-in said, to know who it is; as whom they take part is for nobody to read here."""
    return walk_ins.read(case.sealed, case.item.event_id, person_key=person_key) if case.sealed else None


def list_doubles(session: Session, event: Event) -> list[Double]:
    """Return whom two or more devices without network admitted on one day, as far as it still counts."""
    offline = _counted_without_network(event)
    several = (
        select(Scan.registration_id, Scan.day_id)
        .where(*offline)
        .group_by(Scan.registration_id, Scan.day_id)
        .having(func.count(Scan.door_pass_id.distinct()) > 1)
        .order_by(Scan.registration_id, Scan.day_id)
        .limit(PAGE)
        .subquery()
    )
    made = (
        select(Registration, EventDay, Scan.at, DoorPass.name, DoorPass.operator)
        .select_from(Scan)
        .join(several, and_(several.c.registration_id == Scan.registration_id, several.c.day_id == Scan.day_id))
        .join(Registration, Registration.id == Scan.registration_id)
        .join(EventDay, EventDay.id == Scan.day_id)
        .join(DoorPass, DoorPass.id == Scan.door_pass_id)
        .where(*offline)
        .order_by(Scan.at, Scan.id)
    )
    found: dict[tuple[int, int], list] = defaultdict(list)
    for registration, day, *scan in session.execute(made):
        found[registration.id, day.id].append((registration, day, tuple(scan)))
    return [Double(each[0][0], each[0][1], tuple(scan for *_, scan in each)) for each in found.values()]


def _counted_without_network(event: Event) -> list[ColumnElement[bool]]:
    undone = select(Scan.undoes).where(Scan.event_id == event.id, Scan.undoes.is_not(None))
    return [
        Scan.event_id == event.id,
        Scan.offline,
        Scan.action == Action.ADMIT,
        Scan.verdict.in_(ACCEPTED),
        Scan.day_id.is_not(None),
        Scan.door_pass_id.is_not(None),
        Scan.uuid.not_in(undone),
    ]


def _cases(event: Event) -> Select:
    named = or_(Registration.id == Scan.registration_id, Registration.id == TARGET.registration_id)
    foreign = and_(Scan.verdict == Verdict.OTHER_EVENT, FOREIGN.ticket_hash == Scan.payload_hash)
    undone = select(UNDO.id).where(UNDO.event_id == Scan.event_id, UNDO.undoes == Scan.uuid).exists()
    elsewhere = and_(Event.id == FOREIGN.event_id, Event.sensitive.is_(False))
    return (
        select(
            ReviewItem, Scan, DoorPass.name, DoorPass.operator, Registration, undone, Event.name, ScanNote.reason,
            User.name,
        )
        .join(Scan, Scan.id == ReviewItem.scan_id)
        .outerjoin(TARGET, and_(TARGET.event_id == ReviewItem.event_id, TARGET.uuid == ReviewItem.undoes))
        .outerjoin(Registration, named)
        .outerjoin(DoorPass, DoorPass.id == Scan.door_pass_id)
        .outerjoin(FOREIGN, foreign)
        .outerjoin(Event, elsewhere)
        .outerjoin(ScanNote, ScanNote.scan_id == Scan.id)
        .outerjoin(User, User.id == ReviewItem.decided_by_id)
        .where(ReviewItem.event_id == event.id)
    )  # fmt: skip


def _case(
    event: Event,
    item: ReviewItem,
    scan: Scan,
    door: str | None,
    operator: str | None,
    registration: Registration | None,
    undone: bool,
    elsewhere: dict[str, str] | None,
    note: str | None,
    decided_by: str | None,
) -> Case:
    made = scan.received_at if item.kind is ReviewKind.CLOCK else scan.at
    then = attendance.today(event, made)
    day = next((each.date for each in event.days if each.date == then), None)
    return Case(item, scan, door or "", operator or "", registration, day, undone, elsewhere, note, decided_by)
