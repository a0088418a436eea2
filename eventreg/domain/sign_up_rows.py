"""What somebody writes into a form, and the row that it becomes: written in one statement, and not read again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from eventreg.domain import tickets
from eventreg.domain.folding import searched
from eventreg.models import Event, Notice, Part, Registration, RegistrationStatus

SEVERAL_TRIES = 3  # a short code that is taken within the event happens once in millions
COLUMNS = Registration.__table__.columns
_notice = Notice.__table__.c
_shown = select(_notice.id).where(_notice.id == bindparam("read"), _notice.project_id == bindparam("of_project"))
_in_force = (
    select(_notice.id).where(_notice.project_id == bindparam("of_project")).order_by(_notice.version.desc()).limit(1)
)
INSERT = {
    name: dialect.insert(Registration.__table__)
    .values(notice_id=func.coalesce(_shown.scalar_subquery(), _in_force.scalar_subquery()))
    .on_conflict_do_nothing()
    .returning(COLUMNS.id, COLUMNS.notice_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass(frozen=True)
class SignUp:
    """What somebody writes into the sign-up form; `submission` is the form's own random id.

    `category` is a key of the project's choices, or nothing; `consent` answers the question that
    a sensitive one asks: True, False, or None while it was not answered. `notice` is the id of the
    privacy notice that stood in the form.
    """

    submission: str
    name: str
    surname: str
    organisation: str
    country: str
    language: str
    email: str | None = None
    phone: str | None = None
    category: str | None = None
    consent: bool | None = None
    photo: bool = False
    notice: int | None = None


def insert(
    session: Session, event: Event, sign_up: SignUp, submission: str, *, person_id: int, now: datetime
) -> Registration | None:
    """Add a confirmed registration, under the notice that was read or else the one in force.

    Returns nothing if it conflicts with another one: the same form, or a code that is taken. It belongs to no
    session yet, see `keep`.
    """
    drawn = draw(event, sign_up, now=now)
    drawn.person_id, drawn.submission = person_id, submission
    values = {column.key: getattr(drawn, column.key) for column in COLUMNS if column.key not in ("id", "notice_id")}
    values |= {"read": sign_up.notice, "of_project": event.project_id}
    found = session.execute(INSERT[session.get_bind().dialect.name], values).first()
    if found is None:
        return None
    drawn.id, drawn.notice_id = found
    return drawn


def keep(session: Session, written: Registration) -> Registration:
    """Take a registration into the session as what it is: written already, with nothing to be read again."""
    make_transient_to_detached(written)
    session.add(written)
    return written


def search_text(found: Registration, *, code: str | None = None) -> str:
    """Return what the organiser's search looks in, and sorts by: to be kept whenever one of these changes."""
    return searched(found.surname, found.name, found.organisation, found.email, found.phone, code or found.code)


def draw(event: Event, sign_up: SignUp, *, now: datetime) -> Registration:
    """Return a confirmed registration with identifiers drawn at random."""
    ticket = tickets.new_ticket()
    drawn = Registration(
        project_id=event.project_id,
        event_id=event.id,
        ticket=ticket,
        ticket_hash=tickets.ticket_hash(ticket),
        manage=tickets.new_manage(),
        code=tickets.new_code(),
        status=RegistrationStatus.CONFIRMED,
        part=Part.PARTICIPANT,
        name=sign_up.name,
        surname=sign_up.surname,
        organisation=sign_up.organisation,
        country=sign_up.country,
        email=sign_up.email,
        phone=sign_up.phone,
        language=sign_up.language,
        repeat_kept=False,
        version=1,
        added_by_id=None,
        merged_into_id=None,
        cancelled_at=None,
        signed_up_at=now,
        changed_at=now,
    )
    drawn.folded = search_text(drawn)
    return drawn
