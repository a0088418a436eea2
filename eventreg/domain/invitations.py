"""Invitations of colleagues by mail: a link for seven days, taken up once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from eventreg.domain import accounts, audit
from eventreg.domain.errors import InvitationOver
from eventreg.domain.tickets import digest
from eventreg.models import Invitation, Organisation, Project, Role, User

LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Offer:
    """What somebody is invited to: a role in a project, perhaps of one organisation only; or to administer."""

    email: str
    name: str
    language: str
    project: Project | None = None
    role: Role | None = None
    organisation: Organisation | None = None

    @property
    def administrator(self) -> bool:
        """Say whether the offer is the right of an administrator."""
        return self.project is None


def invite(session: Session, offer: Offer, *, by: User, now: datetime) -> tuple[Invitation, str]:
    """Offer access to somebody; return the invitation with the secret of its link, which is not kept."""
    secret = secrets.token_urlsafe(24)
    made = Invitation(
        email=offer.email.strip().lower(),
        name=offer.name,
        language=offer.language,
        administrator=offer.administrator,
        project_id=offer.project.id if offer.project else None,
        organisation_id=offer.organisation.id if offer.organisation else None,
        role=offer.role,
        token_hash=digest(secret),
        created_at=now,
        created_by_id=by.id,
        expires_at=now + LASTS,
    )
    session.add(made)
    session.flush()
    audit.log(session, "invite", "invitation", made.id, by=by, now=now, project_id=made.project_id, **_what(made))
    return made, secret


def find(session: Session, secret: str, *, now: datetime) -> Invitation | None:
    """Return the invitation of a link, if it still stands."""
    return session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == digest(secret), *_standing(now))
        .options(joinedload(Invitation.project))
    )


def accept(session: Session, invitation: Invitation, user: User, *, now: datetime) -> None:
    """Give a user what was offered; raises InvitationOver. Two at once: only one UPDATE finds it open."""
    open_one = update(Invitation).where(Invitation.id == invitation.id, *_standing(now))
    if session.execute(open_one.values(accepted_at=now)).rowcount == 0:
        raise InvitationOver
    audit.log(
        session, "accept", "invitation", invitation.id, by=user, now=now, project_id=invitation.project_id,
        **_what(invitation),
    )  # fmt: skip
    if invitation.administrator:
        user.administrator = True
        return
    project, role = invitation.project, invitation.role
    terms = {"organisation_id": invitation.organisation_id, "by": user, "now": now}
    accounts.grant(session, user, project, role, **terms)
    accounts.limit(session, user, project, role, **terms)  # of a role that they had, as it was offered now


def withdraw(session: Session, invitation_id: int, project: Project | None, *, by: User, now: datetime) -> bool:
    """Take an invitation back, of a project or (None) to administer; return whether it still stood."""
    of = Invitation.project_id == project.id if project else Invitation.project_id.is_(None)
    standing = update(Invitation).where(Invitation.id == invitation_id, of, *_standing(now))
    gone = session.execute(standing.values(revoked_at=now)).rowcount > 0
    if gone:
        project_id = project.id if project else None
        audit.log(session, "withdraw", "invitation", invitation_id, by=by, now=now, project_id=project_id)
    return gone


def list_waiting(session: Session, project: Project | None, *, now: datetime) -> list[Invitation]:
    """Return the invitations of a project, or (None) to administer, that still stand; the newest first."""
    of = Invitation.project_id == project.id if project else Invitation.project_id.is_(None)
    found = select(Invitation).where(of, *_standing(now)).order_by(Invitation.created_at.desc(), Invitation.id.desc())
    return list(session.scalars(found))


def _standing(now: datetime) -> tuple[object, ...]:
    return (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)


def _what(invitation: Invitation) -> dict[str, object]:
    return {"role": invitation.role.value if invitation.role else "administrator"}
