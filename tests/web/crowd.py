"""A house of one row of everything that lists show, and how it becomes fifty of each at once."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from eventreg.domain import documents, indicators, mail_links, members, tally
from eventreg.domain.events import Day
from eventreg.domain.indicators import IndicatorDraft
from eventreg.domain.tickets import digest
from eventreg.extensions import Model
from eventreg.models import (
    Announcement,
    AuditEntry,
    Category,
    CategoryAnswer,
    Consent,
    Event,
    EventDay,
    Invitation,
    Kind,
    Membership,
    Notice,
    PassKind,
    Person,
    Purpose,
    RemovedDay,
    Role,
    Scan,
    Target,
    User,
    UserSession,
)
from tests.conftest import MAIL_KEY, NOW
from tests.factories import (
    admit,
    make_event,
    make_mail,
    make_pass_with_token,
    make_project,
    make_registration,
    make_review_item,
    make_user,
)

MORE = 49
serial = itertools.count(1000)


@dataclass(frozen=True)
class Crowd:
    """One of everything: the rows, who may open all of it, and what addresses need."""

    rows: dict[str, Model]
    user: User
    token: str
    values: dict[str, object]


def make_crowd(session: Session) -> Crowd:
    """Make one of everything."""
    project, made = make_project(session), {"by": None, "now": NOW}
    organisation = members.add_organisation(session, project, "Cerība", **made)
    event = make_event(session, project, organisation_id=organisation.id, days=(Day(date(2019, 1, 23)),))
    guest = make_registration(session, event, email="guest@example.lv", country="LV")
    admit(session, guest)
    make_registration(session, make_event(session, project), email="guest@example.lv", name=guest.name)
    make_event(session, project)  # where nobody is yet
    activity = make_event(session, project, kind=Kind.PUBLICATION, days=())
    counted = IndicatorDraft(name={"lv": "Bukleti"}, value=3, unit={}, counted_on=None, source="")
    numbers = [indicators.add(session, project, of, counted, **made) for of in (None, activity)]
    paper = documents.add(session, event, title={"lv": "Karte"}, filename="map.pdf", content=b"%PDF-1.7", **made)
    user = make_user(session, *Role, project=project, administrator=True)
    door_pass, token = make_pass_with_token(session, event, kind=PassKind.DESK)
    door_pass.last_seen_at = NOW  # which is noted once a minute
    rows = {
        "project": project, "organisation": organisation, "event": event, "guest": guest, "activity": activity,
        "number": numbers[0], "number_of_activity": numbers[1], "document": paper, "pass": door_pass,
        "mail": make_mail(session, event), "to_decide": make_review_item(session, event),
    }  # fmt: skip
    rows |= _make_the_rest(session, rows, user)
    session.commit()
    values = {
        "slug": project.slug, "event_id": event.id, "registration_id": guest.id, "activity_id": activity.id,
        "indicator_id": numbers[0].id, "document_id": paper.id, "organisation_id": organisation.id,
        "filename": paper.filename, "manage": guest.manage, "ticket": guest.ticket, "kind": "invitation",
        "code": "lv", "signed": mail_links.token(rows["mail"].id, MAIL_KEY),
        "token": "unknown", "secret": "unknown", "item_id": rows["to_decide"].id,
    }  # fmt: skip
    return Crowd(rows, user, token, values)


def _make_the_rest(session: Session, rows: dict[str, Model], user: User) -> dict[str, Model]:
    project, event, guest = rows["project"], rows["event"], rows["guest"]
    both = {"lv": "Vārdi", "en": "Words"}
    offer = {"email": "new@events.example", "name": "New", "language": "lv", "created_at": NOW}
    offer |= {"expires_at": NOW + timedelta(days=1)}
    rest = {
        "message": Announcement(event_id=event.id, subject=both, body=both, audience={}, created_at=NOW),
        "invitation": Invitation(
            project_id=project.id, role=Role.ORGANISER, token_hash=digest("one"), created_by_id=user.id, **offer
        ),
        "administrator": Invitation(administrator=True, token_hash=digest("two"), **offer),
        "removed": RemovedDay(event_id=event.id, number=99, date=date(2019, 1, 20), removed_at=NOW),
        "photo": Consent(
            registration_id=guest.id,
            project_id=project.id,
            purpose=Purpose.PHOTO,
            notice_id=guest.notice_id,
            given_at=NOW,
        ),
        "target": Target(project_id=project.id, persons=7),
        "sitting": UserSession(
            user_id=user.id, token_hash=digest("three"), device="Firefox", created_at=NOW, seen_at=NOW
        ),
    }
    session.add_all(rest.values())
    session.flush()
    return rest


def multiply(session: Session, crowd: Crowd, more: int = MORE) -> None:
    """Add so many more rows of everything, a table at a time."""
    rows, copy = crowd.rows, Copies(session, more)
    projects = copy(rows["project"], lambda n: {"slug": f"crowd-{n}"})
    organisations = copy(rows["organisation"], lambda n: {"name": f"Biedrība {n}"})
    day = _of(session, EventDay, rows["event"])
    days = copy(day, lambda n: {"date": date(2019, 1, 24) + timedelta(days=n), "number": 100 + n})
    events = copy(rows["event"], lambda n: _named() | {"organisation_id": organisations[n]})
    foreign = copy(rows["event"], lambda n: _named() | {"project_id": projects[n], "organisation_id": None})
    copy(rows["activity"], lambda n: _named())
    copy(day, lambda n: {"event_id": events[n]})
    copy(day, lambda n: {"event_id": foreign[n]})
    for name in ("number", "number_of_activity", "document", "message"):
        copy(rows[name], lambda n: {})
    copy(rows["removed"], lambda n: {"number": 300 + n})
    copy(rows["mail"], lambda n: {"message_id": uuid.uuid4().hex, "recipient": f"guest{n}@guests.example"})
    _multiply_guests(session, copy, crowd, events, days)
    _multiply_staff(session, copy, crowd, projects)
    session.commit()
    tally.bring_up_to_date(session, rows["project"].id)
    session.commit()


def _named() -> dict[str, object]:
    number = next(serial)
    return {"slug": f"crowd-{number}", "number": number}


def _multiply_guests(session: Session, copy: "Copies", crowd: Crowd, events: list[int], days: list[int]) -> None:
    """More guests who came, more sign-ups of the one guest at the event, and more events of that guest."""
    guest, event = crowd.rows["guest"], crowd.rows["event"]
    people = copy(session.get_one(Person, guest.person_id), lambda n: {})
    guests = copy(guest, lambda n: _unique() | {"person_id": people[n], "surname": f"Ozols {n}"})
    repeats = copy(guest, lambda n: _unique())
    copy(guest, lambda n: _unique() | {"event_id": events[n]})
    copy(guest, lambda n: _unique() | {"merged_into_id": guest.id, "status": "cancelled", "cancelled_at": NOW})
    copy(crowd.rows["photo"], lambda n: {"registration_id": guests[n]})
    answer = session.get_one(CategoryAnswer, guest.id)
    copy(answer, lambda n: {"registration_id": guests[n]})
    copy(answer, lambda n: {"registration_id": repeats[n]})
    scan = _of(session, Scan, event)
    copy(scan, lambda n: {"registration_id": guests[n], "uuid": str(uuid.uuid4())})
    copy(scan, lambda n: {"day_id": days[n], "uuid": str(uuid.uuid4())})
    to_decide = crowd.rows["to_decide"]
    scans = copy(session.get_one(Scan, to_decide.scan_id), lambda n: {"uuid": str(uuid.uuid4())})
    copy(to_decide, lambda n: {"scan_id": scans[n]})


def _unique() -> dict[str, object]:
    made = {name: uuid.uuid4().hex for name in ("submission", "ticket_hash", "manage")}
    return made | {"ticket": uuid.uuid4().hex[:26], "code": uuid.uuid4().hex[:8]}


def _multiply_staff(session: Session, copy: "Copies", crowd: Crowd, projects: list[int]) -> None:
    """More people with access, more invited, more projects of the one user; more devices, and what is in the log."""
    rows, project = crowd.rows, crowd.rows["project"]
    users = copy(crowd.user, lambda n: {"email": f"crowd{n}@events.example", "fs_uniquifier": uuid.uuid4().hex})
    for membership in session.scalars(select(Membership).where(Membership.project_id == project.id)).all():
        copy(membership, lambda n: {"user_id": users[n]})
        copy(membership, lambda n: {"project_id": projects[n]})
    for name in ("invitation", "administrator", "sitting"):
        copy(rows[name], lambda n: {"token_hash": digest(uuid.uuid4().hex)})
    copy(rows["pass"], lambda n: {"token_hash": digest(uuid.uuid4().hex), "secret_hash": None})
    category = session.scalars(select(Category).where(Category.project_id == project.id).limit(1)).one()
    categories = copy(category, lambda n: {"key": f"crowd{n}", "position": 100 + n})
    copy(rows["target"], lambda n: {"category_id": categories[n]})
    notice = session.scalars(select(Notice).where(Notice.project_id == project.id).limit(1)).one()
    copy(notice, lambda n: {"version": 100 + n})
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).limit(3)).all():
        copy(entry, lambda n: {"user_id": users[n]})


def _of(session: Session, model: type[Model], event: Event) -> Model:
    return session.scalars(select(model).where(model.event_id == event.id).order_by(model.id).limit(1)).one()


class Copies:
    """Copies rows with a difference, so many of each."""

    def __init__(self, session: Session, more: int) -> None:
        self.session, self.more = session, more

    def __call__(self, row: Model, differing: Callable[[int], dict[str, object]]) -> list[int]:
        """Insert copies of a row; return their keys."""
        table = row.__table__
        key = next(iter(table.primary_key))
        whole = dict(self.session.execute(select(table).where(key == getattr(row, key.key))).mappings().one())
        if key.key == "id":
            del whole["id"]
        given = [whole | differing(n) for n in range(self.more)]
        return list(self.session.scalars(insert(table).returning(key), given))
