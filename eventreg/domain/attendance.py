"""Who was present on which day: derived from the scans that stand, and kept in step with them (DESIGN.md 2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eventreg.models import (
    Action,
    Attendance,
    DoorPass,
    Event,
    EventDay,
    Registration,
    RegistrationStatus,
    Scan,
    Verdict,
)

ACCEPTED = (Verdict.ADMITTED, Verdict.ALREADY_IN)
NEW_DAY = timedelta(hours=4)  # a day runs from 04:00 to 04:00
INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

Key = tuple[int, int]  # of a registration and a day


@dataclass(frozen=True)
class Standing:
    """A scan that counts: which, when, at which door, by whom."""

    uuid: str
    at: datetime
    door: str
    operator: str


@dataclass(frozen=True)
class Counts:
    """How many are present today, and how many have a confirmed place."""

    present: int
    confirmed: int


def today(event: Event, moment: datetime) -> date:
    """Return the date that `moment` belongs to at an event: a day runs from 04:00 to 04:00 in the project's zone."""
    return (moment.astimezone(ZoneInfo(event.project.time_zone)) - NEW_DAY).date()


def count(session: Session, event: Event, *, now: datetime) -> Counts:
    """Return how many are present today and how many have a confirmed place."""
    present = (
        select(func.count())
        .select_from(Attendance)
        .join(EventDay, EventDay.id == Attendance.day_id)
        .where(EventDay.event_id == event.id, EventDay.date == today(event, now))
    )
    confirmed = (
        select(func.count())
        .select_from(Registration)
        .where(Registration.event_id == event.id, Registration.status == RegistrationStatus.CONFIRMED)
    )
    row = session.execute(select(present.scalar_subquery(), confirmed.scalar_subquery())).one()
    return Counts(present=row[0], confirmed=row[1])


def lock(session: Session, event: Event, uuids: set[str]) -> None:
    """Let no other transaction record a scan, or its undo, with one of these uuids meanwhile.

    SQLite has one writer at a time anyway. PostgreSQL is asked for advisory locks in one order,
    so that two batches never wait for each other.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    keys = sorted(int.from_bytes(sha256(f"{event.id}/{u}".encode()).digest()[:8], signed=True) for u in uuids)
    in_order = text(
        "SELECT pg_advisory_xact_lock(k) FROM (SELECT unnest(CAST(:keys AS bigint[])) AS k ORDER BY 1) AS o"
    )
    session.execute(in_order.bindparams(bindparam("keys", keys)))


def read_standing(session: Session, event: Event, ids: list[int]) -> dict[Key, list[Standing]]:
    """Return the scans that count for these registrations, the first one first."""
    undo = select(Scan.undoes).where(Scan.event_id == event.id, Scan.action == Action.UNDO)
    accepted = (
        select(Scan.registration_id, Scan.day_id, Scan.uuid, Scan.at, DoorPass.name, DoorPass.operator)
        .outerjoin(DoorPass, DoorPass.id == Scan.door_pass_id)
        .where(
            Scan.registration_id.in_(ids),
            Scan.event_id == event.id,
            Scan.action == Action.ADMIT,
            Scan.verdict.in_(ACCEPTED),
            Scan.uuid.not_in(undo),
        )
        .order_by(Scan.at, Scan.id)
    )
    standing: dict[Key, list[Standing]] = {}
    for registration_id, day_id, uuid, at, door, operator in session.execute(accepted):
        standing.setdefault((registration_id, day_id), []).append(Standing(uuid, at, door or "", operator or ""))
    return standing


def keep_in_step(
    session: Session, event: Event, standing: dict[Key, list[Standing]], touched: set[Key], *, now: datetime
) -> None:
    """Make attendance say of all that was touched what the standing scans say: there, or not there.

    The registrations count as changed, so that the rosters of other devices hear of it.
    """
    if touched:
        ids = sorted({registration_id for registration_id, _ in touched})
        changed = update(Registration).where(Registration.id.in_(ids)).values(changed_at=now)
        session.execute(changed, execution_options={"synchronize_session": False})
    present = [key for key in sorted(touched) if standing.get(key)]
    absent = [key for key in sorted(touched) if not standing.get(key)]
    if present:
        insert = INSERT[session.get_bind().dialect.name](Attendance)
        rows = [{"registration_id": registration, "day_id": day, "event_id": event.id} for registration, day in present]
        session.execute(insert.values(rows).on_conflict_do_nothing())
    if absent:
        pairs = [and_(Attendance.registration_id == r, Attendance.day_id == d) for r, d in absent]
        session.execute(delete(Attendance).where(or_(*pairs)), execution_options={"synchronize_session": False})
