"""What is said to a scan, and what of it a human has to decide: the rules of the door (DESIGN.md 5)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from eventreg.domain.desk import Place
from eventreg.domain.errors import N_
from eventreg.domain.posts import Post, PostDay
from eventreg.domain.scans import Scan
from eventreg.models import PassKind, RegistrationStatus, ReviewKind, Verdict, Way

SLOW = timedelta(hours=1)  # as long as a clock may be slow; what was scanned before its pass was made, was not then
NOT_HERE = N_("This kind of scan is not possible at this door.")
SUPERVISORS_ONLY = N_("Only a supervisor lets somebody in all the same.")
TO_REVIEW = {
    Verdict.UNKNOWN: ReviewKind.UNKNOWN,
    Verdict.OTHER_EVENT: ReviewKind.OTHER_EVENT,
    Verdict.CANCELLED: ReviewKind.CANCELLED,
    Verdict.NOT_CONFIRMED: ReviewKind.NOT_CONFIRMED,
    Verdict.OTHER_DAY: ReviewKind.OTHER_DAY,
}


class Moment(NamedTuple):
    """For which day a scan is, if for any; `lost` if the clock it was made by is wrong, so that nobody knows."""

    day: PostDay | None
    lost: bool


def refusal(post: Post, scan: Scan) -> str | None:
    """Return why this door may not send such a scan at all."""
    if scan.override and not post.supervisor:
        return SUPERVISORS_ONLY
    at_desk = post.kind is PassKind.DESK
    if (scan.registration and not (at_desk and not post.sensitive)) or (scan.sealed and not at_desk):
        return NOT_HERE
    return None


def place_in_time(post: Post, scan: Scan, *, now: datetime) -> Moment:
    """Return the day that a scan is for: today, as long as that is the one meant; one picked, for a supervisor."""
    if scan.override and scan.day:
        return Moment(post.find_day(scan.day), lost=False)
    if scan.offline and _is_wrong(post, scan):
        return Moment(None, lost=True)
    today = post.today(scan.at if scan.offline else now)
    return Moment(post.find_day(today) if scan.day in (None, today) else None, lost=False)


def verdict(post: Post, scan: Scan, place: Place | None, moment: Moment, *, undone: bool, present: bool) -> Verdict:
    """Return what is said to an admission; somebody whose day nobody knows is let in, on none as yet."""
    nowhen = moment.day is None and not moment.lost
    if place is None:
        return Verdict.OTHER_DAY if scan.sealed and nowhen else Verdict.UNKNOWN
    if place.event_id != post.event_id:
        return Verdict.OTHER_EVENT
    if not scan.override and place.status is RegistrationStatus.CANCELLED:
        return Verdict.CANCELLED
    if not scan.override and place.status is not RegistrationStatus.CONFIRMED:
        return Verdict.NOT_CONFIRMED
    if nowhen:
        return Verdict.OTHER_DAY
    if undone:  # its undo was faster
        return Verdict.UNDONE
    return Verdict.ALREADY_IN if present else Verdict.ADMITTED


def review(post: Post, scan: Scan, said: Verdict, moment: Moment) -> ReviewKind | None:
    """Return why an organiser has to decide about an admission, if so: people were let in by it, or may have been."""
    if post.ended:
        return ReviewKind.PASS_ENDED
    if scan.sealed and said is Verdict.UNKNOWN:
        return ReviewKind.WALK_IN
    if moment.lost and said in (Verdict.ADMITTED, Verdict.ALREADY_IN):
        return ReviewKind.CLOCK
    return TO_REVIEW.get(said) if scan.offline else None


def _is_wrong(post: Post, scan: Scan) -> bool:
    """Say whether the clock that an offline scan was made by is wrong by hours; paper may be older than a pass."""
    early = post.since is not None and scan.way is not Way.PAPER and scan.at < post.since - SLOW
    return scan.ahead or early
