"""The door: what a scan is answered (DESIGN.md 5). The attendance that follows is kept by the tables themselves.

Attendance is never decided by looking first: scans are kept as they come, in any order, and a
registration is present on a day exactly if some accepted scan stands that no undo names; triggers
of the table of scans see to it (models/scan.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from eventreg.domain import attendance, desk, posts, scans, tickets
from eventreg.domain.attendance import Counts, Standing
from eventreg.domain.desk import Kept, Place
from eventreg.domain.posts import Key, Post, PostDay
from eventreg.domain.scans import Malformed
from eventreg.models import Action, DoorPass, Event, PassKind, RegistrationStatus, Verdict


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


Recorded = tuple[list[Answer], Counts]


@dataclass(frozen=True)
class Sent:
    """What a device sends: the hash of its bearer token, and the elements that should be scans."""

    token_hash: str
    elements: list[object]


def record(session: Session, door_pass: DoorPass, elements: list[object], *, now: datetime) -> Recorded:
    """Keep the scans that a device sends whose pass was found in force; see `record_all`."""
    session.flush()
    key = posts.by_pass(door_pass.id, event_id=door_pass.event_id)
    (recorded,) = _record(session, key, [Sent(door_pass.token_hash or "", elements)], now=now)
    assert recorded is not None
    return recorded


def record_all(session: Session, sent: Sequence[Sent], *, event_id: int, now: datetime) -> list[Recorded | None]:
    """Keep the scans that devices send at one event, in order, and answer each; the counts of today come with them.

    An unreadable element is answered with its error and the others are kept. The same id again
    gives the same verdict and adds nothing; with other content it is an error. The number of
    statements does not depend on the number of scans or devices. For a device without a pass in force it is None,
    and nothing of it is kept.
    """
    return _record(
        session, posts.by_tokens((each.token_hash for each in sent), event_id=event_id, now=now), sent, now=now
    )


def _record(session: Session, key: Key, sent: Sequence[Sent], *, now: datetime) -> list[Recorded | None]:
    readable = [_read(each.elements, now=now) for each in sent]
    wanted = [scan for scans_ in readable for scan in scans_ if isinstance(scan, scans.Scan)]
    found, places, kept = desk.read(session, key, wanted)
    if not found:
        return [None] * len(sent)
    served = _Served.open(next(iter(found.values())), places, kept, now=now)
    recorded = [
        served.at(found[each.token_hash]).serve(its) if each.token_hash in found else None
        for each, its in zip(sent, readable, strict=True)
    ]
    served.keep(session)
    others = _find_others(session, served)
    return [each and ([_name(answer, others) for answer in each[0]], each[1]) for each in recorded]


def _read(elements: list[object], *, now: datetime) -> list[scans.Scan | Answer]:
    """Return what a device sends as scans; of what cannot be read the answer."""
    readable: list[scans.Scan | Answer] = []
    for element in elements:
        try:
            readable.append(scans.read(element, now=now))
        except Malformed as malformed:
            readable.append(Answer(id=scans.read_id(element), error=str(malformed)))
    return readable


@dataclass
class _Served:
    """What scans are answered from at one post, read once and kept in step while they are answered."""

    post: Post
    now: datetime
    known: dict[str, Kept]
    undone: set[str]
    by_hash: dict[str, Place]
    by_code: dict[str, Place]
    by_id: dict[int, Place]
    standing: dict[tuple[int, int], list[Standing]]
    days: dict[int, PostDay]
    before: set[tuple[int, int]]
    new: list[dict[str, object]] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, post: Post, places: list[Place], kept: list[Kept], *, now: datetime) -> "_Served":
        """Lay out what was read."""
        by_id = {place.id: place for place in places}
        standing: dict[tuple[int, int], list[Standing]] = {}
        for scan in kept:
            if attendance.is_accepted(scan.action, scan.verdict) and not scan.undone and scan.registration_id in by_id:
                door = Standing(scan.uuid, scan.at, scan.door, scan.operator)
                standing.setdefault((scan.registration_id, scan.day_id), []).append(door)  # type: ignore[arg-type]
        return cls(
            post=post,
            now=now,
            known={scan.uuid: scan for scan in kept},
            undone={scan.undoes for scan in kept if scan.undoes},
            by_hash={place.ticket_hash: _standing_for(place, by_id) for place in places},
            by_code={place.code: _standing_for(place, by_id) for place in places if place.event_id == post.event_id},
            by_id=by_id,
            standing=standing,
            days={day.id: day for day in post.days},
            before=set(standing),
        )

    def at(self, post: Post) -> "_Served":
        """Return the same for another post of the event: what happens at one is known at all."""
        return replace(self, post=post)

    def serve(self, readable: Sequence[scans.Scan | Answer]) -> Recorded:
        """Answer what one device has sent, and count."""
        answers = [scan if isinstance(scan, Answer) else self.answer(scan) for scan in readable]
        return answers, self.post.counts(self.post.today(self.now), self.came_today())

    def answer(self, scan: scans.Scan) -> Answer:
        """Answer one scan, and keep it if it is new."""
        earlier = self.known.get(scan.uuid)
        if earlier is not None and earlier.digest != scan.digest:
            return Answer(id=scan.uuid, error=scans.OTHER_CONTENT)
        if scan.action is Action.UNDO:
            return self._undo(scan, earlier)
        return self._admit(scan, earlier)

    def keep(self, session: Session) -> None:
        """Append the new scans; attendance follows by trigger."""
        if self.new:
            desk.keep(session, self.new)

    def came_today(self) -> int:
        """Return how many more are present today than before."""
        today = next((day.id for day in self.post.days if day.date == self.post.today(self.now)), None)
        after = {key for key, scans_ in self.standing.items() if scans_}
        return sum(day == today for _, day in after) - sum(day == today for _, day in self.before)

    def _admit(self, scan: scans.Scan, earlier: Kept | None) -> Answer:
        place = self.by_hash.get(scan.ticket_hash or "") or self.by_code.get(scan.code or "")
        if earlier is not None:
            return self._describe(scan, earlier.verdict, place, self.days.get(earlier.day_id or 0), named=scan.named)
        day = self._day(scan)
        verdict = self._verdict(scan, place, day)
        self._append(scan, verdict, place, day)
        return self._describe(scan, verdict, place, day, named=scan.named)

    def _verdict(self, scan: scans.Scan, place: Place | None, day: PostDay | None) -> Verdict:
        if place is None:
            return Verdict.UNKNOWN
        if place.event_id != self.post.event_id:
            return Verdict.OTHER_EVENT
        if place.status is RegistrationStatus.CANCELLED:
            return Verdict.CANCELLED
        if place.status is not RegistrationStatus.CONFIRMED:
            return Verdict.NOT_CONFIRMED
        if day is None:
            return Verdict.OTHER_DAY
        if scan.uuid in self.undone:  # its undo was faster
            return Verdict.UNDONE
        return Verdict.ALREADY_IN if self.standing.get((place.id, day.id)) else Verdict.ADMITTED

    def _undo(self, scan: scans.Scan, earlier: Kept | None) -> Answer:
        target = self.known.get(scan.undoes or "")
        if earlier is None:
            if target is not None and target.action is Action.UNDO:
                return Answer(id=scan.uuid, error=scans.UNDO_OF_UNDO)
            self._append(scan, Verdict.UNDONE, None, None)
            self.undone.add(scan.undoes or "")
            if target is not None and target.registration_id and target.day_id:
                key = (target.registration_id, target.day_id)
                self.standing[key] = [s for s in self.standing.get(key, []) if s.uuid != target.uuid]
        place = self.by_id.get(target.registration_id or 0) if target else None
        day = self.days.get(target.day_id or 0) if target else None
        return self._describe(scan, Verdict.UNDONE, place, day, named=False)

    def _append(self, scan: scans.Scan, verdict: Verdict, place: Place | None, day: PostDay | None) -> None:
        own = place if place and place.event_id == self.post.event_id else None
        foreign = scan.ticket_hash or tickets.digest(scan.code or "")
        row: dict[str, object] = {
            "event_id": self.post.event_id,
            "uuid": scan.uuid,
            "action": scan.action,
            "way": scan.way,
            "verdict": verdict,
            "registration_id": own.id if own else None,
            "day_id": day.id if own and day else None,
            "undoes": scan.undoes,
            "payload_hash": None if own or scan.undoes else foreign,
            "digest": scan.digest,
            "door_pass_id": self.post.pass_id,
            "user_id": None,
            "at": scan.at,
            "received_at": self.now,
            "offline": scan.offline,
        }
        self.new.append(row)
        self.known[scan.uuid] = _as_kept(row, self.post)
        if attendance.is_accepted(scan.action, verdict) and own and day:
            door = Standing(scan.uuid, scan.at, self.post.door, self.post.operator)
            self.standing.setdefault((own.id, day.id), []).append(door)

    def _day(self, scan: scans.Scan) -> PostDay | None:
        """Return the day that a scan is for: today, as long as today is a day of the event and the one meant."""
        present = self.post.today(scan.at if scan.offline else self.now)
        if scan.day not in (None, present):
            return None
        return next((day for day in self.post.days if day.date == present), None)

    def _describe(
        self, scan: scans.Scan, verdict: Verdict, place: Place | None, day: PostDay | None, *, named: bool
    ) -> Answer:
        if place is None:
            return Answer(id=scan.uuid, verdict=verdict)
        if place.event_id != self.post.event_id:
            self.elsewhere[scan.uuid] = place.event_id
            return Answer(id=scan.uuid, verdict=verdict)
        dates = tuple(day.date for day in self.post.days)
        standing = self.standing.get((place.id, day.id), []) if day else []
        seen = named or (self.post.kind is PassKind.DESK and not self.post.sensitive)
        return Answer(
            id=scan.uuid,
            verdict=verdict,
            name=place.full_name if seen else None,
            organisation=place.organisation if seen else None,
            marks=() if place.photo else ("no_photo",),
            day=day.date if day else None,
            day_number=dates.index(day.date) + 1 if day else None,
            days=dates,
            first=min(standing, key=lambda s: s.at) if standing else None,
            cancelled_at=place.cancelled_at,
            standing=tuple(s.uuid for s in standing),
        )


def _as_kept(row: dict[str, object], post: Post) -> Kept:
    names = ("uuid", "digest", "action", "verdict", "registration_id", "day_id", "at", "undoes")
    return Kept(**{name: row[name] for name in names}, door=post.door, operator=post.operator, undone=False)  # type: ignore[arg-type]


def _standing_for(place: Place, by_id: dict[int, Place]) -> Place:
    """Return the place that a ticket admits to: where two sign-ups were merged, the one that stayed."""
    return by_id.get(place.merged_into_id or 0, place)


def _find_others(session: Session, served: _Served) -> dict[str, Event]:
    """Return the events that scanned tickets of other events are for, by scan."""
    if not served.elsewhere:
        return {}
    found = select(Event).where(Event.id.in_(set(served.elsewhere.values()))).options(selectinload(Event.days))
    events = {event.id: event for event in session.scalars(found)}
    return {scan: events[event_id] for scan, event_id in served.elsewhere.items() if event_id in events}


def _name(answer: Answer, others: dict[str, Event]) -> Answer:
    """Say which event a ticket is for, unless that one is sensitive."""
    event = others.get(answer.id or "")
    if event is None or answer.error:
        return answer
    dates = tuple(day.date for day in event.days)
    return replace(answer, days=dates, event_name=None if event.sensitive else event.name)
