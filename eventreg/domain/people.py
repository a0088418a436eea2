"""Who is the same person within a project, as far as it is certain (DESIGN.md 4)."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain.folding import fold
from eventreg.models import KeyKind, Person, PersonKey


def key_digest(identity_key: bytes, project_id: int, kind: KeyKind, *parts: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) of what identifies somebody in one project."""
    message = "\0".join([str(project_id), kind.value, *parts])
    return hmac.new(identity_key, message.encode(), hashlib.sha256).hexdigest()


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
    if not email:
        return _create(session, project_id, now).id
    digest = key_digest(identity_key, project_id, KeyKind.EMAIL_AND_NAME, email.lower(), fold(name), fold(surname))
    key = {"project_id": project_id, "kind": KeyKind.EMAIL_AND_NAME, "digest": digest}
    known = select(PersonKey.person_id).filter_by(**key)
    person_id = session.scalar(known)
    if person_id is not None:
        return person_id
    try:
        with session.begin_nested():
            person = _create(session, project_id, now)
            session.add(PersonKey(person_id=person.id, **key))
        return person.id
    except IntegrityError:  # somebody signed the same person up at this moment: the constraint decided
        return session.execute(known).scalar_one()


def _create(session: Session, project_id: int, now: datetime) -> Person:
    person = Person(project_id=project_id, created_at=now)
    session.add(person)
    session.flush()
    return person
