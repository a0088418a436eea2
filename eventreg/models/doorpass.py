"""One device's access to one event's door."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.extensions import db
from eventreg.models.columns import Id, Line, Moment, one_of
from eventreg.models.event import Event


class PassKind(StrEnum):
    """A scanner sees a name only for a ticket; a desk sees names for codes too."""

    SCANNER = "scanner"
    DESK = "desk"


class DoorPass(db.Model):
    """A device's pass: made as a link for one use, redeemed for a bearer token; only hashes are kept."""

    __tablename__ = "door_pass"
    __table_args__ = (UniqueConstraint("secret_hash"), UniqueConstraint("token_hash"))

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[Line]
    operator: Mapped[Line] = mapped_column(default="")
    kind: Mapped[PassKind] = mapped_column(one_of(PassKind), default=PassKind.SCANNER)
    supervisor: Mapped[bool] = mapped_column(default=False)
    secret_hash: Mapped[str | None] = mapped_column(String(43))
    secret_expires_at: Mapped[Moment | None]
    token_hash: Mapped[str | None] = mapped_column(String(43))
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    redeemed_at: Mapped[Moment | None]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    last_seen_at: Mapped[Moment | None]

    event: Mapped[Event] = relationship()
