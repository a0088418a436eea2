"""Who was present on which day, as the scans that stand say (DESIGN.md 2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.models import Action, DoorPass, Event, Scan, User, Verdict, Way

ACCEPTED = (Verdict.ADMITTED, Verdict.ALREADY_IN)
NEW_DAY = timedelta(hours=4)  # a day runs from 04:00 to 04:00

Key = tuple[int, int]  # of a registration and a day


@dataclass(frozen=True)
class Standing:
    """A scan that counts: which, when, at which door (empty: an organiser made it), by whom, and how."""

    uuid: str
    at: datetime
    door: str
    operator: str
    way: Way | None = None


@dataclass(frozen=True)
class Counts:
    """How many are present today, and how many have a confirmed place."""

    present: int
    confirmed: int


def today(event: Event, moment: datetime) -> date:
    """Return the date that `moment` belongs to at an event."""
    return day_of(moment, event.project.time_zone)


def day_of(moment: datetime, zone: str) -> date:
    """Return the date that `moment` belongs to in a time zone: a day runs from 04:00 to 04:00."""
    return (moment.astimezone(ZoneInfo(zone)) - NEW_DAY).date()


def is_accepted(action: Action, verdict: Verdict) -> bool:
    """Say whether a scan lets somebody in, as long as no undo names it; models/scan_triggers.py says the same."""
    return action is Action.ADMIT and verdict in ACCEPTED


def read_standing(session: Session, event: Event, ids: list[int]) -> dict[Key, list[Standing]]:
    """Return the scans that count for these registrations of an event, the first one first.

    They are found by registration, and the undone ones in the index of undos: by event and action a database may
    walk through all scans of the event, or through all that there are, at each look at a list.
    """
    undone = select(Scan.undoes).where(Scan.event_id == event.id, Scan.undoes.is_not(None))
    operator = func.coalesce(DoorPass.operator, User.name)
    accepted = (
        select(Scan.registration_id, Scan.day_id, Scan.uuid, Scan.at, DoorPass.name, operator, Scan.way)
        .outerjoin(DoorPass, DoorPass.id == Scan.door_pass_id)
        .outerjoin(User, User.id == Scan.user_id)
        .where(
            Scan.registration_id.in_(ids),
            Scan.day_id.is_not(None),  # else an organiser has to say which
            Scan.action == Action.ADMIT,
            Scan.verdict.in_(ACCEPTED),
            Scan.uuid.not_in(undone),
        )
        .order_by(Scan.at, Scan.id)
    )
    standing: dict[Key, list[Standing]] = {}
    for registration_id, day_id, uuid, at, door, operator, way in session.execute(accepted):
        standing.setdefault((registration_id, day_id), []).append(Standing(uuid, at, door or "", operator or "", way))
    return standing
