"""Who is the same person within a project, as far as it is certain (DESIGN.md 4)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eventreg.domain.folding import fold
from eventreg.models import KeyKind, Person, PersonKey

PERSON, KEY = Person.__table__, PersonKey.__table__
CLAIM = {
    name: dialect.insert(KEY).on_conflict_do_nothing().returning(KEY.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
OWNER = select(KEY.c.person_id).where(
    KEY.c.project_id == bindparam("of_project"),
    KEY.c.kind == KeyKind.EMAIL_AND_NAME,
    KEY.c.digest == bindparam("known_by"),
)


def key_digest(identity_key: bytes, project_id: int, kind: KeyKind, *parts: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) of what identifies somebody in one project."""
    message = "\0".join([str(project_id), kind.value, *parts])
    return hmac.new(identity_key, message.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Known:
    """Whom a sign-up is of, as far as it is certain: the id of a person, and the digest by which one is known."""

    person_id: int | None = None
    digest: str | None = None


def find(
    session: Session, project_id: int, *, name: str, surname: str, email: str | None, identity_key: bytes
) -> Known:
    """Return who it is if e-mail and folded name agree with a known person; without an e-mail, nobody is known."""
    if not email:
        return Known()
    parts = (email.lower(), fold(name), fold(surname))
    digest = key_digest(identity_key, project_id, KeyKind.EMAIL_AND_NAME, *parts)
    return Known(_owner(session, project_id, digest), digest)


def find_or_create(
    session: Session,
    project_id: int,
    *,
    name: str,
    surname: str,
    email: str | None,
    identity_key: bytes,
    now: datetime,
) -> int:
    """Return the id of the person who signs up: a known one if e-mail and folded name agree, else a new one.

    Whoever gives no e-mail is a new person; that two of them are one is for a coordinator to say.
    """
    given = {"name": name, "surname": surname, "email": email}
    known = find(session, project_id, **given, identity_key=identity_key)
    if known.person_id is not None:
        return known.person_id
    person_id = create(session, project_id, now=now)
    owner = claim(session, project_id, person_id, known.digest) if known.digest else person_id
    if owner != person_id:
        remove(session, person_id)
    return owner


def create(session: Session, project_id: int, *, now: datetime) -> int:
    """Add a person; return the id."""
    person = {"project_id": project_id, "created_at": now}
    return session.execute(insert(PERSON).returning(PERSON.c.id), person).scalar_one()


def claim(session: Session, project_id: int, person_id: int, digest: str) -> int:
    """Let a new person be known by a digest; return who is, should somebody have been faster: the constraint decides.

    On PostgreSQL it waits for whoever claims the same at this moment. So a place at an event, which others wait
    for too, is taken before and never after (see places.hold).
    """
    key = {"project_id": project_id, "person_id": person_id, "kind": KeyKind.EMAIL_AND_NAME, "digest": digest}
    ours = session.execute(CLAIM[session.get_bind().dialect.name], key).first()
    return person_id if ours else _owner(session, project_id, digest) or person_id


def remove(session: Session, person_id: int) -> None:
    """Take a person away again who turned out to be another one, before anybody else could know of them."""
    session.execute(delete(PERSON).where(PERSON.c.id == person_id))


def _owner(session: Session, project_id: int, digest: str) -> int | None:
    return session.execute(OWNER, {"of_project": project_id, "known_by": digest}).scalar()
