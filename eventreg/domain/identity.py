"""Who somebody is once name or e-mail were corrected: the rules of domain.people, and nobody counts twice for it."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventreg.domain import people
from eventreg.domain.folding import fold
from eventreg.models import Attendance, KeyKind, PersonKey, Registration

Names = tuple[str, str, str | None]  # name, surname, e-mail


def recognise_anew(session: Session, found: Registration, names: Names, *, identity_key: bytes, now: datetime) -> int:
    """Return the id of the person who a registration is of, once it says these names and this e-mail.

    Who is known by them, if anybody is. Else the same person as before, who is known by the new ones
    from now on: the slip of a pen makes nobody another. Only another name in a registration that was
    not used yet, of somebody who has more than this one, is somebody new.
    """
    before = _digest(found.project_id, (found.name, found.surname, found.email), identity_key)
    after = _digest(found.project_id, names, identity_key)
    known = _owner(session, found.project_id, after) if after else None
    if known is not None:
        return known
    same_name = [fold(part) for part in names[:2]] == [fold(found.name), fold(found.surname)]
    has_more = _has_more(session, found)
    if has_more and not same_name and not _came(session, found):
        name, surname, email = names
        given = {"name": name, "surname": surname, "email": email}
        return people.find_or_create(session, found.project_id, **given, identity_key=identity_key, now=now)
    if not has_more and before and before != after:
        session.execute(delete(PersonKey).where(PersonKey.person_id == found.person_id, PersonKey.digest == before))
    return _give_key(session, found, after) if after else found.person_id


def _digest(project_id: int, names: Names, identity_key: bytes) -> str | None:
    name, surname, email = names
    if not email:
        return None
    parts = (email.lower(), fold(name), fold(surname))
    return people.key_digest(identity_key, project_id, KeyKind.EMAIL_AND_NAME, *parts)


def _owner(session: Session, project_id: int, digest: str) -> int | None:
    return session.scalar(select(PersonKey.person_id).filter_by(project_id=project_id, digest=digest))


def _has_more(session: Session, found: Registration) -> bool:
    other = exists().where(Registration.person_id == found.person_id, Registration.id != found.id)
    return bool(session.scalar(select(other)))


def _came(session: Session, found: Registration) -> bool:
    return bool(session.scalar(select(exists().where(Attendance.registration_id == found.id))))


def _give_key(session: Session, found: Registration, digest: str) -> int:
    key = {"project_id": found.project_id, "kind": KeyKind.EMAIL_AND_NAME, "digest": digest}
    try:
        with session.begin_nested():
            session.add(PersonKey(person_id=found.person_id, **key))
    except IntegrityError:  # somebody signed up with the same at this moment: the constraint decided
        return _owner(session, found.project_id, digest) or found.person_id
    return found.person_id
