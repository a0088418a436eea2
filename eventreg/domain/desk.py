"""What the scans of one request are about, read in one go: the post, the places that they name, what was scanned.

Written as SQL by hand (DESIGN.md 8): this is what a queue at a door waits for.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert
from sqlalchemy.orm import Session

from eventreg.domain import posts, round_trip
from eventreg.domain.posts import Key, Post
from eventreg.domain.round_trip import Statement
from eventreg.domain.scans import Scan
from eventreg.models import Action, RegistrationStatus, Verdict
from eventreg.models import Scan as KeptScan

# A ticket may be of another event, a code is of this one; an undo names the place by the scan that it undoes. Where
# two sign-ups were merged, the one that stayed comes too. Each arm is one look into one index: the subqueries and
# the + keep SQLite from walking through all registrations or scans instead, as it does for a join.
NAMED = """
named AS (
    SELECT id FROM registration WHERE ticket_hash IN :hashes
    UNION SELECT id FROM registration WHERE event_id = :event_id AND code IN :codes
    UNION SELECT id FROM registration WHERE +event_id = :event_id AND id IN :ids
    UNION SELECT registration_id FROM scan WHERE event_id = :event_id AND uuid IN :uuids
),
wanted AS (
    SELECT id FROM named
    UNION SELECT (SELECT r.merged_into_id FROM registration r WHERE r.id = named.id AND r.event_id = :event_id)
        FROM named
)
"""
PLACES = """
SELECT r.id, r.event_id, r.ticket_hash, r.code, r.status, r.merged_into_id, r.name, r.surname, r.organisation,
    r.cancelled_at, EXISTS (
        SELECT 1 FROM consent c WHERE c.registration_id = r.id AND c.purpose = 'photo' AND c.withdrawn_at IS NULL
    )
FROM registration r WHERE r.id IN (SELECT id FROM wanted)
"""
# Whoever records scans holds the lock on their uuids, and on the registrations: two doors with one ticket, or an undo
# and its scan, follow each other. SQLite has one writer at a time anyway.
UUIDS = "SELECT pg_advisory_xact_lock(k) FROM (SELECT unnest(CAST(:keys AS bigint[])) AS k ORDER BY 1) AS o"
LOCKED = """
WITH uuids AS MATERIALIZED (
    {uuids}
),
{named} {places} AND (SELECT count(*) FROM uuids) >= 0 ORDER BY r.id FOR NO KEY UPDATE OF r
"""
SCANNED = """
about AS (
    SELECT id FROM scan WHERE event_id = :event_id AND uuid IN :uuids
    UNION SELECT id FROM scan WHERE event_id = :event_id AND undoes IN :uuids
    UNION SELECT id FROM scan WHERE registration_id IN (SELECT id FROM wanted) AND +event_id = :event_id
)
SELECT s.uuid, s.digest, s.action, s.verdict, s.registration_id, s.day_id, s.at, s.undoes, p.name,
    coalesce(p.operator, (SELECT o.name FROM "user" o WHERE o.id = s.user_id)), EXISTS (
        SELECT 1 FROM scan u WHERE u.event_id = s.event_id AND u.undoes = s.uuid
    ), EXISTS (SELECT 1 FROM review_item i WHERE i.scan_id = s.id)
FROM scan s LEFT JOIN door_pass p ON p.id = s.door_pass_id WHERE s.id IN (SELECT id FROM about)
ORDER BY s.at, s.id
"""

# A statement sees what stood when it began, before it waited: what an undo names may have been kept while it did.
# So where there are undos the uuids are locked beforehand, that registrations are all locked in one order.
LOCK = Statement(UUIDS)
# PostgreSQL follows a statement's scans together, so they come in one, however many they are.
KEPT = (
    "event_id, uuid, action, way, verdict, registration_id, day_id, undoes, payload_hash, digest, door_pass_id,"
    " user_id, at, received_at, offline, override"
)
KEEP = f"INSERT INTO scan ({KEPT}) SELECT {KEPT} FROM json_populate_recordset(NULL::scan, %(rows)s::json)"
INSERT = insert(KeptScan.__table__).inline()  # nobody asks which number a scan gets
PLACES_IN = {
    "sqlite": Statement(f"WITH {NAMED} {PLACES}"),
    "postgresql": Statement(LOCKED.format(uuids=UUIDS, named=NAMED, places=PLACES)),
}
SCANS_OF = Statement(f"WITH {NAMED}, {SCANNED}")


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
    """A scan that was kept before; `undone` if some undo names it, `review` if an organiser decides about it."""

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
    review: bool


def read(session: Session, key: Key, wanted: Sequence[Scan]) -> tuple[dict[str, Post], list[Place], list[Kept]]:
    """Lock what scans are about until the transaction ends, and return it: posts, places, and scans as time went."""
    connection = session.connection()
    if not wanted:
        return posts.find(session, key), [], []
    uuids = {scan.uuid for scan in wanted} | {scan.undoes for scan in wanted if scan.undoes}
    dialect = connection.dialect.name
    values = key.values | {
        "event_id": key.event_id,
        "uuids": sorted(uuids),
        "hashes": [scan.ticket_hash for scan in wanted if scan.ticket_hash],
        "codes": [scan.code for scan in wanted if scan.code],
        "ids": [scan.registration for scan in wanted if scan.registration],
        "keys": sorted(_key(key.event_id, uuid) for uuid in uuids) if dialect == "postgresql" else [],
    }
    locks = [LOCK] if dialect == "postgresql" and any(scan.undoes for scan in wanted) else []
    while True:
        *_, found, places, kept = round_trip.run(
            connection, [*locks, key.statement, PLACES_IN[dialect], SCANS_OF], values
        )
        read_now = posts.read(found, now=key.now), [_place(row) for row in places], [_kept(row) for row in kept]
        # While this one waited for a lock, another may have merged a place, or kept the scan that is undone here.
        if dialect == "sqlite" or not read_now[0] or not _unlocked(key.event_id, *read_now[1:], uuids):
            return read_now


def keep(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Append scans, each a row of their table; attendance follows by trigger."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(KEEP, {"rows": json.dumps(rows, default=datetime.isoformat)})
    else:
        connection.execute(INSERT, rows if len(rows) > 1 else rows[0])


def _unlocked(event_id: int, places: Iterable[Place], kept: Iterable[Kept], uuids: set[str]) -> set[int]:
    """Return the registrations that the places and scans lead to, and that were not among them."""
    needed = {place.merged_into_id for place in places if place.event_id == event_id}
    needed |= {scan.registration_id for scan in kept if scan.uuid in uuids}
    return {each for each in needed if each is not None} - {place.id for place in places}


def _key(event_id: int, uuid: str) -> int:
    return int.from_bytes(sha256(f"{event_id}/{uuid}".encode()).digest()[:8], signed=True)


def _place(row: Sequence[object]) -> Place:
    own_id, event_id, ticket_hash, code, status, merged_into_id, name, surname, organisation, cancelled, photo = row
    return Place(
        id=own_id,
        event_id=event_id,
        ticket_hash=ticket_hash,
        code=code,
        status=RegistrationStatus(status),
        merged_into_id=merged_into_id,
        full_name=f"{name} {surname}",
        organisation=organisation,
        cancelled_at=posts.as_moment(cancelled) if cancelled else None,
        photo=bool(photo),
    )


def _kept(row: Sequence[object]) -> Kept:
    uuid, digest, action, verdict, registration_id, day_id, at, undoes, door, operator, undone, review = row
    return Kept(
        uuid=uuid,
        digest=digest,
        action=Action(action),
        verdict=Verdict(verdict),
        registration_id=registration_id,
        day_id=day_id,
        at=posts.as_moment(at),
        undoes=undoes,
        door=door or "",
        operator=operator or "",
        undone=bool(undone),
        review=bool(review),
    )
