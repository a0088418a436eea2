"""The door: scans are answered and kept (DESIGN.md 5). The attendance that follows is kept by the tables themselves.

Attendance is never decided by looking first: scans are kept as they come, in any order, and a
registration is present on a day exactly if some accepted scan stands that no undo names; triggers
of the table of scans see to it (models/scan.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from eventreg.domain import answers, attendance, desk, judging, places, posts, scans
from eventreg.domain.answers import Answer
from eventreg.domain.attendance import Counts, Standing
from eventreg.domain.desk import Kept, Place
from eventreg.domain.judging import Moment
from eventreg.domain.ledger import Ledger
from eventreg.domain.posts import Key, Post, PostDay
from eventreg.domain.scans import Malformed, Scan
from eventreg.domain.walk_ins import Reception
from eventreg.models import Action, DoorPass, Event, ReviewKind, User, Verdict

Recorded = tuple[list[Answer], Counts]


@dataclass(frozen=True)
class Sent:
    """What a device sends: the hash of its bearer token, and its scans; of what cannot be read, the answer."""

    token_hash: str
    scans: list[Scan | Answer]


def record(
    session: Session, door_pass: DoorPass, elements: list[object], *, now: datetime, person_key: bytes | None = None
) -> Recorded:
    """Keep the scans that a device sends whose pass was found in force; see `record_all`."""
    session.flush()
    key = posts.by_pass(door_pass.id, event_id=door_pass.event_id)
    sent = [Sent(door_pass.token_hash or "", read(elements, now=now))]
    (recorded,) = _record(session, key, sent, Reception(session, door_pass.event_id, now, person_key))
    assert recorded is not None
    return recorded


def record_by(session: Session, event: Event, elements: list[object], *, by: User, now: datetime) -> Recorded:
    """Keep scans that an organiser of the event makes, with the rights of a supervisor at a desk; see `record_all`."""
    session.flush()
    sent = [Sent("", read(elements, now=now))]
    (recorded,) = _record(session, posts.by_user(by, event), sent, Reception(session, event.id, now))
    assert recorded is not None
    return recorded


def record_all(
    session: Session, sent: Sequence[Sent], *, event_id: int, now: datetime, person_key: bytes | None = None
) -> list[Recorded | None]:
    """Keep the scans that devices send at one event, in order, and answer each; the counts of today come with them.

    An unreadable element is answered with its error and the others are kept. The same id again
    gives the same verdict and adds nothing; with other content it is an error. The number of
    statements does not depend on the number of scans or devices, but for walk-ins, which `person_key` opens.
    A pass that has ended may still deliver, which an organiser decides about, and learns nothing. For a
    device without a pass, or with nothing to deliver after its end, it is None, and nothing of it is kept.
    """
    key = posts.by_tokens((each.token_hash for each in sent), event_id=event_id, now=now)
    return _record(session, key, sent, Reception(session, event_id, now, person_key))


def _record(session: Session, key: Key, sent: Sequence[Sent], reception: Reception) -> list[Recorded | None]:
    readable = [(each.token_hash, each.scans) for each in sent]
    if any(isinstance(scan, Scan) and scan.sealed for _, scans_ in readable for scan in scans_):
        if not posts.find(session, key):
            return [None] * len(sent)
        places.hold(session, key.event_id)  # which is never taken after a registration
    return keep(session, key, readable, reception)


def read(elements: list[object], *, now: datetime) -> list[Scan | Answer]:
    """Return what a device sends as scans; of what cannot be read the answer."""
    readable: list[Scan | Answer] = []
    for element in elements:
        try:
            readable.append(scans.read(element, now=now))
        except Malformed as malformed:
            readable.append(Answer(id=scans.read_id(element), error=str(malformed)))
    return readable


def keep(
    session: Session, key: Key, sent: Sequence[tuple[str, list[Scan | Answer]]], reception: Reception
) -> list[Recorded | None]:
    """Keep scans that are read already, by the hash of who sends them, and answer each; see `record_all`."""
    wanted = [scan for _, readable in sent for scan in readable if isinstance(scan, Scan)]
    found, known, kept = desk.read(session, key, wanted)
    if not found:
        return [None] * len(sent)
    served = _Served.open(next(iter(found.values())), known, kept, reception)
    recorded = [
        served.at(found[token_hash]).serve(readable) if token_hash in found else None for token_hash, readable in sent
    ]
    served.ledger.write(session)
    others = answers.find_others(session, served.elsewhere)
    return [each and ([answers.name_other(answer, others) for answer in each[0]], each[1]) for each in recorded]


@dataclass
class _Served:
    """What scans are answered from at one post, read once and kept in step while they are answered."""

    post: Post
    reception: Reception
    ledger: Ledger
    known: dict[str, Kept]
    undone: set[str]
    by_hash: dict[str, Place]
    by_code: dict[str, Place]
    by_id: dict[int, Place]
    standing: dict[tuple[int, int], list[Standing]]
    days: dict[int, PostDay]
    before: set[tuple[int, int]]
    elsewhere: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, post: Post, known: list[Place], kept: list[Kept], reception: Reception) -> "_Served":
        """Lay out what was read."""
        by_id = {place.id: place for place in known}
        standing: dict[tuple[int, int], list[Standing]] = {}
        for scan in kept:
            counts = attendance.is_accepted(scan.action, scan.verdict) and scan.day_id and not scan.undone
            if counts and scan.registration_id in by_id:
                door = Standing(scan.uuid, scan.at, scan.door, scan.operator)
                standing.setdefault((scan.registration_id, scan.day_id), []).append(door)  # type: ignore[arg-type]
        return cls(
            post=post,
            reception=reception,
            ledger=Ledger(post, reception.now),
            known={scan.uuid: scan for scan in kept},
            undone={scan.undoes for scan in kept if scan.undoes},
            by_hash={place.ticket_hash: _standing_for(place, by_id) for place in known},
            by_code={place.code: _standing_for(place, by_id) for place in known if place.event_id == post.event_id},
            by_id=by_id,
            standing=standing,
            days={day.id: day for day in post.days},
            before=set(standing),
        )

    def at(self, post: Post) -> "_Served":
        """Return the same for another post of the event: what happens at one is known at all."""
        if post is self.post:
            return self
        return replace(self, post=post, ledger=replace(self.ledger, post=post))

    def serve(self, readable: Sequence[Scan | Answer]) -> Recorded | None:
        """Answer what one device has sent, and count; None tells one whose pass has ended and that sends nothing."""
        if self.post.ended and not readable:
            return None
        said = [scan if isinstance(scan, Answer) else self.answer(scan) for scan in readable]
        today = self.post.today(self.reception.now)
        return said, self.post.counts(today, self.came_today(), joined=self.reception.joined)

    def answer(self, scan: Scan) -> Answer:
        """Answer one scan, and keep it if it is new."""
        earlier = self.known.get(scan.uuid)
        if earlier is not None and earlier.digest != scan.digest:
            return Answer(id=scan.uuid, error=scans.OTHER_CONTENT)
        if scan.action is Action.UNDO:
            return self._undo(scan, earlier)
        if earlier is not None:
            return self._again(scan, earlier)
        error = judging.refusal(self.post, scan)
        return Answer(id=scan.uuid, error=error) if error else self._admit(scan)

    def came_today(self) -> int:
        """Return how many more are present today than before."""
        today = self.post.find_day(self.post.today(self.reception.now))
        if today is None:
            return 0
        after = {key for key, scans_ in self.standing.items() if scans_}
        return sum(day == today.id for _, day in after) - sum(day == today.id for _, day in self.before)

    def _admit(self, scan: Scan) -> Answer:
        moment = judging.place_in_time(self.post, scan, now=self.reception.now)
        place = self._enter(scan, moment) if scan.sealed else self._place(scan)
        key = (place.id, moment.day.id) if place and moment.day else None
        state = {"undone": scan.uuid in self.undone, "present": bool(key and self.standing.get(key))}
        verdict = judging.verdict(self.post, scan, place, moment, **state)
        review = judging.review(self.post, scan, verdict, moment)
        day = None if self.post.ended else moment.day  # which an organiser says
        own = place.id if place and place.event_id == self.post.event_id else None
        self.known[scan.uuid] = self.ledger.append(scan, verdict, registration_id=own, day=day, review=review)
        if key and day and attendance.is_accepted(scan.action, verdict):
            door = Standing(scan.uuid, scan.at, self.post.door, self.post.operator)
            self.standing[key] = sorted([*self.standing.get(key, ()), door], key=lambda each: each.at)
        return self._describe(scan, self.known[scan.uuid], place, day)

    def _again(self, scan: Scan, earlier: Kept) -> Answer:
        """Answer an admission that was kept before.

        Kept while the device still heard us, and sent again as offline, it was decided there without what we said.
        """
        kind = judging.TO_REVIEW.get(earlier.verdict) if scan.offline and not earlier.review else None
        if kind:
            self.ledger.give_to_review(scan, kind)
            earlier = self.known[scan.uuid] = replace(earlier, review=True)
        place = self.by_id.get(earlier.registration_id or 0) if scan.sealed else self._place(scan)
        return self._describe(scan, earlier, place, self.days.get(earlier.day_id or 0))

    def _undo(self, scan: Scan, earlier: Kept | None) -> Answer:
        target = self.known.get(scan.undoes or "")
        if earlier is None:
            if target is not None and target.action is Action.UNDO:
                return Answer(id=scan.uuid, error=scans.UNDO_OF_UNDO)
            # An ended pass takes back what nobody counts yet; of all else an organiser decides.
            held = self.post.ended and (target is None or target.day_id is not None)
            undoes, kind = (None, ReviewKind.PASS_ENDED) if held else (scan.undoes, None)
            earlier = self.known[scan.uuid] = self.ledger.append(scan, Verdict.UNDONE, undoes=undoes, review=kind)
            if undoes:
                self._take_back(undoes, target)
        place = self.by_id.get(target.registration_id or 0) if target else None
        return self._describe(scan, earlier, place, self.days.get(target.day_id or 0) if target else None)

    def _take_back(self, undoes: str, target: Kept | None) -> None:
        self.undone.add(undoes)
        if target is not None and target.registration_id and target.day_id:
            key = (target.registration_id, target.day_id)
            self.standing[key] = [s for s in self.standing.get(key, []) if s.uuid != target.uuid]

    def _enter(self, scan: Scan, moment: Moment) -> Place | None:
        """Sign a walk-in up who is let in; of one that an ended pass sends an organiser decides first."""
        if self.post.ended or not (moment.day or moment.lost):
            return None
        place = self.reception.enter(scan)
        if place:
            self.by_id[place.id] = place
        return place

    def _place(self, scan: Scan) -> Place | None:
        named = self.by_id.get(scan.registration or 0)
        found = self.by_hash.get(scan.ticket_hash or "") or self.by_code.get(scan.code or "")
        return _standing_for(named, self.by_id) if named else found

    def _describe(self, scan: Scan, kept: Kept, place: Place | None, day: PostDay | None) -> Answer:
        if place is None or place.event_id != self.post.event_id:
            if place is not None and not self.post.ended:
                self.elsewhere[scan.uuid] = place.event_id
            return Answer(scan.uuid, kept.verdict, review=kept.review)
        standing = self.standing.get((place.id, day.id), []) if day else []
        taken, most = self.post.confirmed + self.reception.joined, self.post.capacity
        over = scan.sealed is not None and most is not None and taken > most
        return answers.of_place(self.post, kept, place, day, standing, named=scan.named, over=over)


def _standing_for(place: Place, by_id: dict[int, Place]) -> Place:
    """Return the place that a ticket admits to: where two sign-ups were merged, the one that stayed."""
    return by_id.get(place.merged_into_id or 0, place)
