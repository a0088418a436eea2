"""Door passes: a link for one use within fifteen minutes, redeemed for one device's bearer token."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from eventreg.domain import audit
from eventreg.domain.errors import PassExpired, PassUnknown, PassUsed
from eventreg.domain.registration import end_of_day
from eventreg.domain.tickets import digest
from eventreg.models import DoorPass, Event, EventStatus, PassKind, Scan, User

LINK_LASTS = timedelta(minutes=15)
SHORTEST = timedelta(hours=24)
SEEN_LASTS = timedelta(minutes=1)
RECENT = 5000  # scans, among which those of a pass are looked for
OPEN = exists().where(Event.id == DoorPass.event_id, Event.status != EventStatus.CLOSED)


def create(
    session: Session,
    event: Event,
    *,
    name: str,
    operator: str = "",
    kind: PassKind = PassKind.SCANNER,
    supervisor: bool = False,
    by: User | None,
    now: datetime,
) -> tuple[DoorPass, str]:
    """Make a pass for the door `name`; return it with the secret of its link, which is not kept.

    The pass ends with the event's last day, at 04:00 of the morning after, and lives a day at least.
    """
    secret = secrets.token_urlsafe(16)
    over = end_of_day(event, event.last_day) if event.last_day else now
    door_pass = DoorPass(event=event, name=name, operator=operator, kind=kind, supervisor=supervisor, created_at=now)
    door_pass.created_by_id = by.id if by else None
    door_pass.secret_hash, door_pass.secret_expires_at = digest(secret), now + LINK_LASTS
    door_pass.expires_at = max(over, now + SHORTEST)
    session.add(door_pass)
    session.flush()
    audit.log(
        session, "create", "door_pass", door_pass.id, by=by, now=now, project_id=event.project_id, kind=kind.value
    )
    return door_pass, secret


def redeem(session: Session, secret: str, *, now: datetime) -> tuple[DoorPass, str]:
    """Exchange the secret of a link for a bearer token, once; return the pass and the token.

    Raises PassUnknown, PassUsed, PassExpired.
    """
    token = secrets.token_urlsafe(32)
    fresh = update(DoorPass).where(
        DoorPass.secret_hash == digest(secret),
        DoorPass.redeemed_at.is_(None),
        DoorPass.revoked_at.is_(None),
        DoorPass.secret_expires_at > now,
        OPEN,
    )
    if session.execute(fresh.values(redeemed_at=now, token_hash=digest(token))).rowcount == 0:
        known = session.scalar(select(DoorPass).where(DoorPass.secret_hash == digest(secret)))
        if known is None:
            raise PassUnknown
        raise PassUsed if known.redeemed_at is not None else PassExpired
    return session.scalars(_active(now).where(DoorPass.token_hash == digest(token))).one(), token


def find_by_token(session: Session, token: str, *, event_id: int, now: datetime) -> DoorPass | None:
    """Return the pass that a bearer token stands for, if it opens this event's door, which is open, and is in force."""
    return session.scalar(_active(now).where(DoorPass.token_hash == digest(token), DoorPass.event_id == event_id))


def is_known(session: Session, token: str, *, event_id: int) -> bool:
    """Say whether a bearer token was ever given out for this event's door, in force or not."""
    given = DoorPass.token_hash == digest(token), DoorPass.event_id == event_id, DoorPass.redeemed_at.is_not(None)
    return session.scalar(select(DoorPass.id).where(*given)) is not None


def find_active(session: Session, pass_id: int, *, now: datetime) -> DoorPass | None:
    """Return a redeemed pass that is in force, for pages that keep it in the session."""
    return session.scalar(_active(now).where(DoorPass.id == pass_id))


def must_be_noted(door_pass: DoorPass, *, now: datetime) -> bool:
    """Say whether it was long ago that a pass was noted as seen."""
    return door_pass.last_seen_at is None or door_pass.last_seen_at < now - SEEN_LASTS


def note_seen(session: Session, pass_id: int, *, now: datetime) -> None:
    """Note that a device has shown its pass."""
    session.execute(update(DoorPass).where(DoorPass.id == pass_id).values(last_seen_at=now))


def revoke(session: Session, event: Event, pass_id: int, *, by: User | None, now: datetime) -> bool:
    """End a pass of this event at once; return whether there was one to end."""
    standing = update(DoorPass).where(
        DoorPass.id == pass_id, DoorPass.event_id == event.id, DoorPass.revoked_at.is_(None)
    )
    ended = session.execute(standing.values(revoked_at=now)).rowcount > 0
    if ended:
        audit.log(session, "revoke", "door_pass", pass_id, by=by, now=now, project_id=event.project_id)
    return ended


def list_of(session: Session, event: Event) -> list[tuple[DoorPass, datetime | None]]:
    """Return the passes of an event, the newest first, each with when its device was last seen.

    A device is noted as seen once a minute; a scan among the newest of all says it more exactly. Older ones are not
    looked through: no index leads to the scans of a pass, and those of an event may be many.
    """
    newest = select(func.max(Scan.id)).scalar_subquery()
    scanned = (
        select(Scan.door_pass_id, func.max(Scan.received_at).label("at"))
        .where(Scan.id > newest - RECENT, Scan.event_id == event.id)
        .group_by(Scan.door_pass_id)
        .subquery()
    )
    found = session.execute(
        select(DoorPass, scanned.c.at)
        .outerjoin(scanned, scanned.c.door_pass_id == DoorPass.id)
        .where(DoorPass.event_id == event.id)
        .order_by(DoorPass.created_at.desc(), DoorPass.id.desc())
    )
    return [(door_pass, _latest(door_pass.redeemed_at, door_pass.last_seen_at, at)) for door_pass, at in found]


def count_in_use(session: Session, event: Event, *, now: datetime) -> int:
    """Return how many devices can let people in at an event now."""
    redeemed = (DoorPass.event_id == event.id, DoorPass.redeemed_at.is_not(None))
    in_force = (DoorPass.revoked_at.is_(None), DoorPass.expires_at > now)
    return session.scalar(select(func.count()).select_from(DoorPass).where(*redeemed, *in_force)) or 0


def _latest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)


def _active(now: datetime) -> object:
    return (
        select(DoorPass)
        .where(DoorPass.redeemed_at.is_not(None), DoorPass.revoked_at.is_(None), DoorPass.expires_at > now, OPEN)
        .options(joinedload(DoorPass.event).options(joinedload(Event.project), selectinload(Event.days)))
    )


def link(public_url: str, secret: str) -> str:
    """Return the link that a device opens; the secret stands in the fragment, which no server sees."""
    return f"{public_url}/door/#{secret}"
