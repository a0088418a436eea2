"""What is appended at a door: the scans, why somebody was let in all the same, and what an organiser has to decide."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eventreg.domain import desk
from eventreg.domain.desk import Kept
from eventreg.domain.posts import Post, PostDay
from eventreg.domain.scans import Scan
from eventreg.models import ReviewItem, ReviewKind, ScanNote, Verdict
from eventreg.models import Scan as Row

SCAN, NOTE, ITEM = Row.__table__, ScanNote.__table__, ReviewItem.__table__
NAMED = (SCAN.c.event_id == bindparam("event"), SCAN.c.uuid == bindparam("uuid"))


def _given(*names: str) -> list[object]:
    return [bindparam(f"the_{name}", type_=ITEM.c[name].type) for name in names]


NOTED = insert(NOTE).from_select(
    ["scan_id", "reason"], select(SCAN.c.id, bindparam("why", type_=NOTE.c.reason.type)).where(*NAMED)
)
OF_KEPT = ("uuid", "digest", "action", "verdict", "registration_id", "day_id", "at", "undoes")
OF_ITEM = ("kind", "undoes", "sealed", "made_at")
FOR_REVIEW = {
    name: dialect.insert(ITEM)
    .from_select(
        ["event_id", "scan_id", *OF_ITEM, "reason"],
        select(SCAN.c.event_id, SCAN.c.id, *_given(*OF_ITEM), literal("")).where(*NAMED),
    )
    .on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass
class Ledger:
    """What one request appends, each table in one statement, and the third two only where there is anything."""

    post: Post
    now: datetime
    scans: list[dict[str, object]] = field(default_factory=list)
    notes: list[dict[str, object]] = field(default_factory=list)
    items: list[dict[str, object]] = field(default_factory=list)

    def append(
        self,
        scan: Scan,
        said: Verdict,
        *,
        registration_id: int | None = None,
        day: PostDay | None = None,
        undoes: str | None = None,
        review: ReviewKind | None = None,
    ) -> Kept:
        """Append a scan and what it was answered; return it as one that is kept."""
        row = self._row(scan, said, registration_id, day, undoes)
        self.scans.append(row)
        if scan.reason:
            self.notes.append({"event": self.post.event_id, "uuid": scan.uuid, "why": scan.reason})
        if review:
            self.give_to_review(scan, review, sealed=scan.sealed if registration_id is None else None)
        kept = {name: row[name] for name in OF_KEPT}
        who = {"door": self.post.door, "operator": self.post.operator}
        return Kept(**kept, **who, undone=False, review=review is not None)  # type: ignore[arg-type]

    def _row(
        self, scan: Scan, said: Verdict, registration_id: int | None, day: PostDay | None, undoes: str | None
    ) -> dict[str, object]:
        return {
            "event_id": self.post.event_id,
            "uuid": scan.uuid,
            "action": scan.action,
            "way": scan.way,
            "verdict": said,
            "registration_id": registration_id,
            "day_id": day.id if registration_id and day else None,
            "undoes": undoes,
            "payload_hash": None if registration_id or scan.undoes else scan.payload,
            "digest": scan.digest,
            "door_pass_id": self.post.pass_id,
            "user_id": self.post.user_id,
            "at": scan.at,
            "received_at": self.now,
            "offline": scan.offline,
            "override": scan.override,
        }

    def give_to_review(self, scan: Scan, kind: ReviewKind, *, sealed: str | None = None) -> None:
        """Let an organiser decide about a scan, also about one that was kept before."""
        item = {"kind": kind, "undoes": scan.undoes, "sealed": sealed, "made_at": self.now}
        about = {"event": self.post.event_id, "uuid": scan.uuid}
        self.items.append(about | {f"the_{name}": value for name, value in item.items()})

    def write(self, session: Session) -> None:
        """Write it; attendance follows by trigger."""
        connection = session.connection()
        if self.scans:
            desk.keep(session, self.scans)
        if self.notes:
            connection.execute(NOTED, self.notes)
        if self.items:
            connection.execute(FOR_REVIEW[connection.dialect.name], self.items)
