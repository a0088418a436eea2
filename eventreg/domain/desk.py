"""What the scans of one request are about, read in two statements: the places that they name, and what was scanned.

Written as SQL by hand (DESIGN.md 8): this is what a queue at a door waits for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import BigInteger, String, TextClause, bindparam, text
from sqlalchemy.orm import Session

from eventreg.domain.scans import Scan
from eventreg.models import Action, RegistrationStatus, Verdict
from eventreg.models.columns import UtcDateTime

# A ticket may be of another event, a code is of this one; an undo names the place by the scan that it undoes. Where
# two sign-ups were merged, the one that stayed comes too. Each arm is one look into one index.
NAMED = """
named AS (
    SELECT id FROM registration WHERE ticket_hash IN :hashes
    UNION SELECT id FROM registration WHERE event_id = :event_id AND code IN :codes
    UNION SELECT registration_id FROM scan WHERE event_id = :event_id AND uuid IN :uuids
),
wanted AS (
    SELECT id FROM named
    UNION SELECT r.merged_into_id FROM registration r JOIN named ON named.id = r.id WHERE r.event_id = :event_id
)
"""
PLACES = """
SELECT r.id, r.event_id, r.ticket_hash, r.code, r.status, r.merged_into_id, r.name, r.surname, r.organisation,
    r.cancelled_at, EXISTS (
        SELECT 1 FROM consent c WHERE c.registration_id = r.id AND c.purpose = 'photo' AND c.withdrawn_at IS NULL
    ) AS photo
FROM registration r WHERE r.id IN (SELECT id FROM wanted)
"""
# Whoever records scans holds the lock on their uuids, and on the registrations: two doors with one ticket, or an undo
# and its scan, follow each other. SQLite has one writer at a time anyway.
LOCKED = """
WITH uuids AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(k) FROM (SELECT unnest(CAST(:keys AS bigint[])) AS k ORDER BY 1) AS o
),
{named} {places} AND (SELECT count(*) FROM uuids) >= 0 ORDER BY r.id FOR NO KEY UPDATE OF r
"""
# A statement sees what stood when it began, before it waited: what an undo names may have been kept while it did.
# So where there are undos the uuids are locked beforehand, that registrations are all locked in one order.
UUIDS = text("SELECT pg_advisory_xact_lock(k) FROM (SELECT unnest(CAST(:keys AS bigint[])) AS k ORDER BY 1) AS o")
SCANNED = """
WITH about AS (
    SELECT id FROM scan WHERE event_id = :event_id AND uuid IN :uuids
    UNION SELECT id FROM scan WHERE event_id = :event_id AND undoes IN :uuids
    UNION SELECT id FROM scan WHERE event_id = :event_id AND registration_id IN :ids
)
SELECT s.id, s.uuid, s.digest, s.action, s.verdict, s.registration_id, s.day_id, s.at, s.undoes,
    p.name AS door, p.operator, EXISTS (
        SELECT 1 FROM scan u WHERE u.event_id = s.event_id AND u.undoes = s.uuid
    ) AS undone
FROM scan s LEFT JOIN door_pass p ON p.id = s.door_pass_id WHERE s.id IN (SELECT id FROM about)
ORDER BY s.at, s.id
"""


LISTS = {"hashes": String, "codes": String, "uuids": String, "ids": BigInteger}


def _prepared(statement: str, *lists: str, **types: object) -> TextClause:
    prepared = text(statement).bindparams(*(bindparam(name, expanding=True, type_=LISTS[name]) for name in lists))
    return prepared.columns(**types)  # type: ignore[return-value]


PLACES_IN = {
    "sqlite": _prepared(f"WITH {NAMED} {PLACES}", "hashes", "codes", "uuids", cancelled_at=UtcDateTime),
    "postgresql": _prepared(
        LOCKED.format(named=NAMED, places=PLACES), "hashes", "codes", "uuids", cancelled_at=UtcDateTime
    ),
}
SCANS_OF = _prepared(SCANNED, "uuids", "ids", at=UtcDateTime)


@dataclass(frozen=True)
class Place:
    """A registration, as far as a door needs it."""

    id: int
    event_id: int
    ticket_hash: str
    code: str
    status: RegistrationStatus
    merged_into_id: int | None
    full_name: str
    organisation: str
    cancelled_at: datetime | None
    photo: bool


@dataclass(frozen=True)
class Kept:
    """A scan that was kept before; `undone` if some undo names it."""

    uuid: str
    digest: str
    action: Action
    verdict: Verdict
    registration_id: int | None
    day_id: int | None
    at: datetime
    undoes: str | None
    door: str
    operator: str
    undone: bool


def read(session: Session, event_id: int, wanted: Sequence[Scan]) -> tuple[list[Place], list[Kept]]:
    """Lock what scans are about until the transaction ends, and return it: places, and scans in the order of time."""
    uuids = {scan.uuid for scan in wanted} | {scan.undoes for scan in wanted if scan.undoes}
    named = {
        "event_id": event_id,
        "uuids": sorted(uuids),
        "hashes": [scan.ticket_hash for scan in wanted if scan.ticket_hash],
        "codes": [scan.code for scan in wanted if scan.code],
    }
    connection = session.connection()
    dialect = connection.dialect.name
    if dialect == "postgresql":
        named["keys"] = sorted(_key(event_id, uuid) for uuid in uuids)
        if any(scan.undoes for scan in wanted):
            connection.execute(UUIDS, {"keys": named["keys"]})
    while True:
        places = [_place(row) for row in connection.execute(PLACES_IN[dialect], named)]
        about = {"event_id": event_id, "uuids": named["uuids"], "ids": [place.id for place in places]}
        kept = [_kept(row) for row in connection.execute(SCANS_OF, about)]
        # While this one waited for a lock, another may have merged a place, or kept the scan that is undone here.
        if dialect == "sqlite" or not _unlocked(event_id, places, kept, uuids):
            return places, kept


def _unlocked(event_id: int, places: Iterable[Place], kept: Iterable[Kept], uuids: set[str]) -> set[int]:
    """Return the registrations that the places and scans lead to, and that were not among them."""
    needed = {place.merged_into_id for place in places if place.event_id == event_id}
    needed |= {scan.registration_id for scan in kept if scan.uuid in uuids}
    return {each for each in needed if each is not None} - {place.id for place in places}


def _key(event_id: int, uuid: str) -> int:
    return int.from_bytes(sha256(f"{event_id}/{uuid}".encode()).digest()[:8], signed=True)


def _place(row: object) -> Place:
    return Place(
        id=row.id,
        event_id=row.event_id,
        ticket_hash=row.ticket_hash,
        code=row.code,
        status=RegistrationStatus(row.status),
        merged_into_id=row.merged_into_id,
        full_name=f"{row.name} {row.surname}",
        organisation=row.organisation,
        cancelled_at=row.cancelled_at,
        photo=bool(row.photo),
    )


def _kept(row: object) -> Kept:
    return Kept(
        uuid=row.uuid,
        digest=row.digest,
        action=Action(row.action),
        verdict=Verdict(row.verdict),
        registration_id=row.registration_id,
        day_id=row.day_id,
        at=row.at,
        undoes=row.undoes,
        door=row.door or "",
        operator=row.operator or "",
        undone=bool(row.undone),
    )
