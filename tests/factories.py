"""Things that tests are about: say only what matters, the rest is plausible."""

import itertools
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.domain import accounts, checkin, doorpass, events, projects, registration
from eventreg.domain.checkin import Answer
from eventreg.domain.events import Day, EventDraft
from eventreg.domain.projects import ProjectTerms
from eventreg.domain.registration import SignUp
from eventreg.models import (
    DoorPass,
    Event,
    MailKind,
    OutgoingMail,
    PassKind,
    Programme,
    Project,
    Registration,
    ReviewItem,
    Role,
    User,
)

NOW = datetime(2019, 1, 10, 8, 0, tzinfo=UTC)
FIRST_DAY = date(2019, 1, 23)
KEY = b"a person key for tests, long enough"
counter = itertools.count(1)


def make_user(
    session: Session,
    *roles: Role,
    project: Project | None = None,
    administrator: bool = False,
    second_factor: bool = True,
) -> User:
    """A user with a second factor, and with roles in a project."""
    number = next(counter)
    user = accounts.create_user(
        session,
        email=f"staff{number}@events.example",
        name=f"Staff {number}",
        password_hash="not a hash",
        administrator=administrator,
        now=NOW,
    )
    if second_factor:
        user.tf_primary_method, user.tf_totp_secret = "authenticator", "not a secret"
    for role in roles:
        accounts.grant(session, user, project, role, by=None, now=NOW)
    return user


def make_project(session: Session, **terms: object) -> Project:
    """A project that runs from July 2018 to July 2019."""
    number = next(counter)
    given = {
        "slug": f"project-{number}",
        "name": {"lv": f"Projekts {number}", "en": f"Project {number}"},
        "contract_number": "792550-NRP3-LV",
        "programme": Programme.REC_2014_2020,
        "starts_on": date(2018, 7, 15),
        "ends_on": date(2019, 7, 14),
        "eu_share": Decimal(95),
        "national_share": Decimal(5),
        "controller": "Kultūras ministrija",
        "controller_contact": "pasts@ministry.example",
        "protection_contact": "dpo@ministry.example",
    }
    demo = bool(terms.pop("demo", False))
    return projects.create(session, ProjectTerms(**(given | terms)), by=None, now=NOW, demo=demo)


def make_event(session: Session, project: Project | None = None, *, published: bool = True, **draft: object) -> Event:
    """A published event on 23 to 25 January 2019 with room for all."""
    project = project or make_project(session)
    number = events.next_number(session, project)
    given = {
        "number": number,
        "name": {"lv": f"Pasākums {number}", "en": f"Event {number}"},
        "description": {"lv": "Apraksts", "en": "Description"},
        "place": "Malta",
        "days": tuple(Day(date(2019, 1, 23 + n), time(10), time(17)) for n in range(3)),
    }
    event = events.create(session, project, EventDraft(**(given | draft)), by=None, now=NOW)
    if published:
        events.publish(session, event, by=None, now=NOW)
    return event


def sign_up(**answers: object) -> SignUp:
    """What somebody writes into the form."""
    number = next(counter)
    given = {
        "submission": str(uuid.uuid4()),
        "name": "Līga",
        "surname": f"Bērziņa-{number}",
        "organisation": "Balvu novads",
        "country": "LV",
        "language": "lv",
        "category": "municipality",
    }
    return SignUp(**(given | answers))


def make_registration(
    session: Session, event: Event | None = None, *, now: datetime = NOW, **answers: object
) -> Registration:
    """Somebody with a place at an event."""
    event = event or make_event(session)
    return registration.register(session, event, sign_up(**answers), identity_key=KEY, now=now)


def make_pass(session: Session, event: Event, *, kind: PassKind = PassKind.SCANNER, **terms: object) -> DoorPass:
    """A device at the main door."""
    return make_pass_with_token(session, event, kind=kind, **terms)[0]


def make_pass_with_token(
    session: Session, event: Event, *, kind: PassKind = PassKind.SCANNER, now: datetime = NOW, **terms: object
) -> tuple[DoorPass, str]:
    """A device at the main door, and its bearer token."""
    given = {"name": "Galvenās durvis", "operator": "Anna"} | terms
    _, secret = doorpass.create(session, event, kind=kind, by=None, now=now, **given)
    return doorpass.redeem(session, secret, now=now)


def make_mail(
    session: Session, event: Event, kind: MailKind = MailKind.INVITATION, *, recipient: str = "ada@x.lv", **more: object
) -> OutgoingMail:
    """A mail about an event that waits."""
    given = {"language": "lv", "message_id": uuid.uuid4().hex, "created_at": NOW, "due_at": NOW}
    mail = OutgoingMail(event_id=event.id, kind=kind, recipient=recipient, **(given | more))
    session.add(mail)
    session.flush()
    return mail


def make_review_item(session: Session, event: Event) -> ReviewItem:
    """A scan of nobody, made without network, that an organiser has to decide about."""
    scan = {"id": str(uuid.uuid4()), "ticket": "no ticket of ours", "at": at_hour(8).isoformat(), "offline": True}
    checkin.record(session, make_pass(session, event), [scan], now=at_hour(9))
    return session.scalars(select(ReviewItem).order_by(ReviewItem.id.desc()).limit(1)).one()


def stored(session: Session, model: type, **like: object) -> list:
    """The rows of a table that are like this, by their keys, as the database has them now; leaves no lock behind."""
    with Session(session.get_bind(), expire_on_commit=False) as fresh:
        return list(fresh.scalars(select(model).filter_by(**like).order_by(*model.__mapper__.primary_key)))


def at_hour(hour: int, day: date = FIRST_DAY, minute: int = 0) -> datetime:
    """An hour in UTC of a day of the event."""
    return datetime.combine(day, time(hour, minute), UTC)


def scan_of(registration: Registration, **fields: object) -> dict[str, object]:
    """A scan of somebody's ticket, as a device sends it."""
    return {"id": str(uuid.uuid4()), "ticket": registration.ticket} | fields


def undo_of(scan: dict[str, object]) -> dict[str, object]:
    """The scan that takes another one back."""
    return {"id": str(uuid.uuid4()), "action": "undo", "undoes": scan["id"]}


def admit(session: Session, registration: Registration, *, now: datetime | None = None) -> Answer:
    """Somebody comes in, on the first day unless said otherwise."""
    door = make_pass(session, registration.event, now=now or at_hour(8))
    answers, _ = checkin.record(session, door, [scan_of(registration)], now=now or at_hour(8))
    return answers[0]
