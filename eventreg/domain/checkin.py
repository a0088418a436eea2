"""The door: what a scan is answered, and the attendance that follows (DESIGN.md 2 and 5).

Attendance is never decided by looking first: scans are kept as they come, in any order, and a
registration is present on a day exactly if some accepted scan stands that no undo names. Whoever
records scans holds the lock on their uuids and registrations (on SQLite: on the whole file), so
that an undo and its scan, or two doors with one ticket, follow each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from eventreg.domain import attendance, scans, tickets
from eventreg.domain.attendance import Counts, Standing
from eventreg.domain.scans import Malformed
from eventreg.models import (
    Action,
    Consent,
    DoorPass,
    Event,
    EventDay,
    PassKind,
    Purpose,
    Registration,
    RegistrationStatus,
    Scan,
    Verdict,
)


@dataclass(frozen=True)
class Answer:
    """What the door is told of one scan; `error` says why a scan could not be read, and then all else is empty.

    `name` is empty where this pass may not learn it. `days` are the dates of the event that the
    registration is for; `first` is the standing scan that came first that day.
    """

    id: str | None
    verdict: Verdict | None = None
    name: str | None = None
    organisation: str | None = None
    marks: tuple[str, ...] = ()
    day: date | None = None
    day_number: int | None = None
    days: tuple[date, ...] = ()
    first: Standing | None = None
    cancelled_at: datetime | None = None
    event_name: dict[str, str] | None = None
    standing: tuple[str, ...] = ()
    error: str | None = None


def record(
    session: Session, door_pass: DoorPass, elements: list[object], *, now: datetime
) -> tuple[list[Answer], Counts]:
    """Keep the scans that a device sends, in order, and answer each; return the counts of today with them.

    An unreadable element is answered with its error and the others are kept. The same id again
    gives the same verdict and adds nothing; with other content it is an error. The number of
    statements does not depend on the number of scans.
    """
    readable: list[scans.Scan | Answer] = []
    for element in elements:
        try:
            readable.append(scans.read(element, now=now))
        except Malformed as malformed:
            readable.append(Answer(id=scans.read_id(element), error=str(malformed)))
    wanted = [scan for scan in readable if isinstance(scan, scans.Scan)]
    desk = _Desk.open(session, door_pass, wanted, now=now) if wanted else None
    answers = [scan if isinstance(scan, Answer) else desk.answer(scan) for scan in readable]  # type: ignore[union-attr]
    if desk:
        desk.keep(session)
    return answers, attendance.count(session, door_pass.event, now=now)


@dataclass
class _Desk:
    """What the scans of one request are answered from, read once and kept in step while they are answered."""

    door_pass: DoorPass
    now: datetime
    known: dict[str, Scan]
    undone: set[str]
    by_hash: dict[str, Registration]
    by_code: dict[str, Registration]
    by_id: dict[int, Registration]
    photographed: set[int]
    standing: dict[tuple[int, int], list[Standing]]
    new: list[dict[str, object]] = field(default_factory=list)
    touched: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def open(cls, session: Session, door_pass: DoorPass, wanted: list[scans.Scan], *, now: datetime) -> "_Desk":
        """Lock what the scans are about, then read it."""
        event = door_pass.event
        uuids = {scan.uuid for scan in wanted} | {scan.undoes for scan in wanted if scan.undoes}
        attendance.lock(session, event, uuids)
        named = session.scalars(
            select(Scan).where(Scan.event_id == event.id, or_(Scan.uuid.in_(uuids), Scan.undoes.in_(uuids)))
        )
        known = {scan.uuid: scan for scan in named}
        registrations = _find_registrations(session, event, wanted, known.values())
        ids = [registration.id for registration in registrations]
        own = [registration for registration in registrations if registration.event_id == event.id]
        by_id = {registration.id: registration for registration in registrations}
        return cls(
            door_pass=door_pass,
            now=now,
            known=known,
            undone={scan.undoes for scan in known.values() if scan.undoes},
            by_hash={registration.ticket_hash: _standing_for(registration, by_id) for registration in registrations},
            by_code={registration.code: _standing_for(registration, by_id) for registration in own},
            by_id=by_id,
            photographed=_with_photo_consent(session, ids),
            standing=attendance.read_standing(session, event, ids),
        )

    def answer(self, scan: scans.Scan) -> Answer:
        """Answer one scan, and keep it if it is new."""
        earlier = self.known.get(scan.uuid)
        if earlier is not None and earlier.digest != scan.digest:
            return Answer(id=scan.uuid, error=scans.OTHER_CONTENT)
        if scan.action is Action.UNDO:
            return self._undo(scan, earlier)
        return self._admit(scan, earlier)

    def keep(self, session: Session) -> None:
        """Append the new scans and bring the attendance of all that they touched in step."""
        if self.new:
            # One statement on SQLite too, which add_all() is not; NULLs written out, so that all rows are alike.
            session.execute(insert(Scan), self.new, execution_options={"render_nulls": True})
        attendance.keep_in_step(session, self.door_pass.event, self.standing, self.touched, now=self.now)

    def _admit(self, scan: scans.Scan, earlier: Scan | None) -> Answer:
        registration = self.by_hash.get(scan.ticket_hash or "") or self.by_code.get(scan.code or "")
        if earlier is not None:
            return self._describe(scan, earlier.verdict, registration, self._day_of(earlier), named=scan.named)
        day = self._day(scan)
        verdict = self._verdict(scan, registration, day)
        self._append(scan, verdict, registration, day)
        return self._describe(scan, verdict, registration, day, named=scan.named)

    def _verdict(self, scan: scans.Scan, registration: Registration | None, day: EventDay | None) -> Verdict:
        if registration is None:
            return Verdict.UNKNOWN
        if registration.event_id != self.door_pass.event_id:
            return Verdict.OTHER_EVENT
        if registration.status is RegistrationStatus.CANCELLED:
            return Verdict.CANCELLED
        if registration.status is not RegistrationStatus.CONFIRMED:
            return Verdict.NOT_CONFIRMED
        if day is None:
            return Verdict.OTHER_DAY
        if scan.uuid in self.undone:  # its undo was faster
            return Verdict.UNDONE
        return Verdict.ALREADY_IN if self.standing.get((registration.id, day.id)) else Verdict.ADMITTED

    def _undo(self, scan: scans.Scan, earlier: Scan | None) -> Answer:
        target = self.known.get(scan.undoes or "")
        if earlier is None:
            if target is not None and target.action is Action.UNDO:
                return Answer(id=scan.uuid, error=scans.UNDO_OF_UNDO)
            self._append(scan, Verdict.UNDONE, None, None)
            self.undone.add(scan.undoes or "")
            if target is not None and target.registration_id and target.day_id:
                key = (target.registration_id, target.day_id)
                self.standing[key] = [s for s in self.standing.get(key, []) if s.uuid != target.uuid]
                self.touched.add(key)
        registration = self.by_id.get(target.registration_id or 0) if target else None
        day = self._day_of(target) if target else None
        return self._describe(scan, Verdict.UNDONE, registration, day, named=False)

    def _append(
        self, scan: scans.Scan, verdict: Verdict, registration: Registration | None, day: EventDay | None
    ) -> None:
        own = registration if registration and registration.event_id == self.door_pass.event_id else None
        foreign = scan.ticket_hash or tickets.digest(scan.code or "")
        row: dict[str, object] = {
            "event_id": self.door_pass.event_id,
            "uuid": scan.uuid,
            "action": scan.action,
            "way": scan.way,
            "verdict": verdict,
            "registration_id": own.id if own else None,
            "day_id": day.id if own and day else None,
            "undoes": scan.undoes,
            "payload_hash": None if own or scan.action is Action.UNDO else foreign,
            "digest": scan.digest,
            "door_pass_id": self.door_pass.id,
            "at": scan.at,
            "received_at": self.now,
            "offline": scan.offline,
        }
        self.new.append(row)
        self.known[scan.uuid] = Scan(**row)
        if verdict in attendance.ACCEPTED and own and day:
            door = Standing(scan.uuid, scan.at, self.door_pass.name, self.door_pass.operator)
            self.standing.setdefault((own.id, day.id), []).append(door)
            self.touched.add((own.id, day.id))

    def _day(self, scan: scans.Scan) -> EventDay | None:
        """Return the day that a scan is for: today, as long as today is a day of the event and the one meant."""
        present = attendance.today(self.door_pass.event, scan.at if scan.offline else self.now)
        if scan.day not in (None, present):
            return None
        return next((day for day in self.door_pass.event.days if day.date == present), None)

    def _day_of(self, kept: Scan) -> EventDay | None:
        """Return the day that a scan was kept for."""
        return next((day for day in self.door_pass.event.days if day.id == kept.day_id), None)

    def _describe(
        self,
        scan: scans.Scan,
        verdict: Verdict,
        registration: Registration | None,
        day: EventDay | None,
        *,
        named: bool,
    ) -> Answer:
        if registration is None:
            return Answer(id=scan.uuid, verdict=verdict)
        event = registration.event
        if event.id != self.door_pass.event_id:
            return _elsewhere(scan, verdict, event)
        dates = tuple(day.date for day in event.days)
        standing = self.standing.get((registration.id, day.id), []) if day else []
        seen = named or (self.door_pass.kind is PassKind.DESK and not event.sensitive)
        return Answer(
            id=scan.uuid,
            verdict=verdict,
            name=registration.full_name if seen else None,
            organisation=registration.organisation if seen else None,
            marks=() if registration.id in self.photographed else ("no_photo",),
            day=day.date if day else None,
            day_number=dates.index(day.date) + 1 if day else None,
            days=dates,
            first=min(standing, key=lambda s: s.at) if standing else None,
            cancelled_at=registration.cancelled_at,
            standing=tuple(s.uuid for s in standing),
        )


def _elsewhere(scan: scans.Scan, verdict: Verdict, event: Event) -> Answer:
    dates = tuple(day.date for day in event.days)
    return Answer(id=scan.uuid, verdict=verdict, days=dates, event_name=None if event.sensitive else event.name)


def _standing_for(registration: Registration, by_id: dict[int, Registration]) -> Registration:
    """Return the registration that a ticket admits: where two sign-ups were merged, the one that stayed."""
    return by_id.get(registration.merged_into_id or 0, registration)


def _find_registrations(
    session: Session, event: Event, wanted: Iterable[scans.Scan], known: Iterable[Scan]
) -> list[Registration]:
    """Return the registrations that scans name, and those they were merged into, locked in the order of their ids."""
    hashes = [scan.ticket_hash for scan in wanted if scan.ticket_hash]
    codes = [scan.code for scan in wanted if scan.code]
    ids = [scan.registration_id for scan in known if scan.registration_id]
    merged = aliased(Registration)
    standing_for = select(merged.merged_into_id).where(
        merged.event_id == event.id,
        merged.merged_into_id.is_not(None),
        or_(merged.ticket_hash.in_(hashes), merged.code.in_(codes)),
    )
    here = or_(Registration.code.in_(codes), Registration.id.in_(ids), Registration.id.in_(standing_for))
    own = and_(Registration.event_id == event.id, here)
    locked = (
        select(Registration)
        .where(or_(Registration.ticket_hash.in_(hashes), own))
        .order_by(Registration.id)
        .with_for_update(of=Registration, key_share=True)
        .options(selectinload(Registration.event).options(joinedload(Event.project), selectinload(Event.days)))
        .execution_options(populate_existing=True)
    )
    found = list(session.scalars(locked))
    missing = {each.merged_into_id for each in found if each.event_id == event.id} - {
        None,
        *(each.id for each in found),
    }
    # One that was merged while this waited for it: a statement begun now sees the other one.
    return list(session.scalars(locked)) if missing else found


def _with_photo_consent(session: Session, ids: list[int]) -> set[int]:
    standing = select(Consent.registration_id).where(
        Consent.registration_id.in_(ids), Consent.purpose == Purpose.PHOTO, Consent.withdrawn_at.is_(None)
    )
    return set(session.scalars(standing))
