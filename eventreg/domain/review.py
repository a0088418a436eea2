"""An organiser decides about what a door could not (DESIGN.md 5): accept, attach to somebody, or set aside.

The scan that was reviewed stays as it is. What an acceptance changes is another scan, made by the organiser, from which
attendance follows like from any other.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from eventreg.domain import audit, checkin, posts, reviewing, tickets
from eventreg.domain.review_errors import (
    DayNeeded,
    DecidedMeanwhile,
    NobodyToAdmit,
    NoSuchPerson,
    NothingToOpen,
    ReasonNeeded,
)
from eventreg.domain.reviewing import Case
from eventreg.domain.scans import Scan
from eventreg.domain.walk_ins import Reception
from eventreg.models import (
    Action,
    Attendance,
    Decision,
    Event,
    EventStatus,
    Registration,
    ReviewItem,
    ReviewKind,
    User,
    Verdict,
)
from eventreg.models import Scan as Row

ITEM = ReviewItem.__table__
DECIDING = select(Row.id).where(Row.event_id == bindparam("event"), Row.uuid == bindparam("uuid")).scalar_subquery()
POINT = update(ITEM).where(ITEM.c.id == bindparam("item")).values(deciding_scan_id=DECIDING)


@dataclass(frozen=True)
class Judge:
    """Who decides, when, and why; `person_key` opens what walk-ins have said."""

    by: User
    now: datetime
    reason: str = ""
    person_key: bytes | None = None


def accept(session: Session, event: Event, case: Case, judge: Judge, *, day: date | None) -> None:
    """Let a scan count on a day of the event, or an undo take its effect; a walk-in is signed up.

    Raises DecidedMeanwhile, ReasonNeeded (at a closed event), NobodyToAdmit, NothingToOpen, DayNeeded.
    """
    old = _present(session, event)
    _decide(session, event, [case], Decision.ACCEPT, judge)
    reception = Reception(session, event.id, judge.now, judge.person_key, amending=True)
    if case.item.undoes:
        scan = _undo(case)
    elif case.sealed:
        entered = reception.enter(_again(case, None, day, judge))
        if entered is None:
            raise NothingToOpen
        scan = _again(case, entered.id, day, judge)
    elif case.registration is None:
        raise NobodyToAdmit
    else:
        scan = _again(case, case.registration.id, day, judge)
    _record(session, event, [(case, scan)], reception, judge)
    _log(session, event, Decision.ACCEPT, case, judge, old=old)


def attach(session: Session, event: Event, case: Case, judge: Judge, *, registration_id: int, day: date | None) -> None:
    """Let a scan count for somebody whom an organiser knows it was; what a walk-in said goes.

    Raises DecidedMeanwhile, ReasonNeeded (at a closed event), NoSuchPerson, DayNeeded.
    """
    known = select(Registration.id).where(Registration.event_id == event.id, Registration.id == registration_id)
    if case.item.undoes or session.scalar(known) is None:
        raise NoSuchPerson
    old = _present(session, event)
    _decide(session, event, [case], Decision.ATTACH, judge)
    scan = _again(case, registration_id, day, judge)
    _record(session, event, [(case, scan)], Reception(session, event.id, judge.now), judge)
    _log(session, event, Decision.ATTACH, case, judge, old=old)


def dismiss(session: Session, event: Event, case: Case, judge: Judge) -> None:
    """Set a scan aside; it stays, and counts for nothing. Raises DecidedMeanwhile, ReasonNeeded."""
    if not judge.reason:
        raise ReasonNeeded
    _decide(session, event, [case], Decision.DISMISS, judge)
    _log(session, event, Decision.DISMISS, case, judge)


def accept_all(session: Session, event: Event, kind: ReviewKind, judge: Judge) -> int:
    """Accept all of a kind that lead to somebody, each on the day when it was made; return how many.

    Raises ReasonNeeded (at a closed event), DecidedMeanwhile.
    """
    cases = [case for case in reviewing.list_waiting(session, event, kind=kind, limit=None) if case.is_plain]
    if not cases:
        return 0
    old = _present(session, event)
    _decide(session, event, cases, Decision.ACCEPT, judge)
    scans = [(case, _again(case, case.registration.id, case.day, judge)) for case in cases if case.registration]
    _record(session, event, scans, Reception(session, event.id, judge.now), judge)
    about = {"project_id": event.project_id, "event": event.id, "scans": len(scans), "kind": kind.value}
    about |= {"old": old, "new": _present(session, event)} if old is not None else {}
    audit.log(session, "accept_all", "review_item", None, by=judge.by, now=judge.now, **about)
    return len(scans)


def _decide(session: Session, event: Event, cases: Sequence[Case], decision: Decision, judge: Judge) -> None:
    """Take the decision in one statement, which finds what nobody has decided yet."""
    if event.status is EventStatus.CLOSED and not judge.reason:
        raise ReasonNeeded
    waiting = update(ReviewItem).where(
        ReviewItem.event_id == event.id,
        ReviewItem.id.in_([case.item.id for case in cases]),
        ReviewItem.decided_at.is_(None),
    )
    taken = {"decided_at": judge.now, "decided_by_id": judge.by.id, "decision": decision, "reason": judge.reason}
    decided = session.execute(
        waiting.values(sealed=None, **taken), execution_options={"synchronize_session": False}
    ).rowcount
    if decided != len(cases):
        raise DecidedMeanwhile


def _again(case: Case, registration_id: int | None, day: date | None, judge: Judge) -> Scan:
    """Return the scan that lets the one of a case count."""
    if day is None:
        raise DayNeeded
    made = case.scan
    return Scan(
        uuid=str(uuid.uuid4()),
        action=Action.ADMIT,
        way=made.way,
        at=made.received_at if case.item.kind is ReviewKind.CLOCK else made.at,
        day=day,
        offline=made.offline,
        digest=tickets.digest(f"review {case.item.id}"),
        registration=registration_id,
        sealed=None if registration_id else case.sealed,
        override=True,
        reason=judge.reason,
    )


def _undo(case: Case) -> Scan:
    made = case.scan
    digest = tickets.digest(f"review {case.item.id}")
    given = {"action": Action.UNDO, "way": made.way, "at": made.at, "offline": made.offline, "day": None}
    return Scan(uuid=str(uuid.uuid4()), digest=digest, undoes=case.item.undoes, **given)


def _record(session: Session, event: Event, scans: list[tuple[Case, Scan]], reception: Reception, judge: Judge) -> None:
    """Append the scans of the organiser, and let the decisions point to them."""
    made = [scan for _, scan in scans]
    (kept,) = checkin.keep(session, posts.by_user(judge.by, event), [("", made)], reception)  # type: ignore[list-item]
    said = {answer.verdict for answer in kept[0]} if kept else set()
    if Verdict.OTHER_DAY in said:
        raise DayNeeded
    if not said <= {Verdict.ADMITTED, Verdict.ALREADY_IN, Verdict.UNDONE}:
        raise NoSuchPerson
    pointed = [{"item": case.item.id, "event": event.id, "uuid": scan.uuid} for case, scan in scans]
    session.connection().execute(POINT, pointed)


def _present(session: Session, event: Event) -> int | None:
    """Return how many times somebody was present, to be noted where a closed event is amended."""
    if event.status is not EventStatus.CLOSED:
        return None
    return session.scalar(select(func.count()).where(Attendance.event_id == event.id))


def _log(
    session: Session, event: Event, decision: Decision, case: Case, judge: Judge, *, old: int | None = None
) -> None:
    about = {"project_id": event.project_id, "event": event.id, "kind": case.item.kind.value}
    amended = {"old": old, "new": _present(session, event)} if old is not None else {}
    audit.log(session, decision.value, "review_item", case.item.id, by=judge.by, now=judge.now, **about, **amended)
