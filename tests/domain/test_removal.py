"""Removing the demo takes everything of it and nothing else."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventreg.demo import today
from eventreg.domain import removal, tally
from eventreg.extensions import Model
from eventreg.models import (
    Announcement,
    AuditEntry,
    Document,
    Event,
    Indicator,
    Invitation,
    MailKind,
    MailText,
    Organisation,
    OutgoingMail,
    Project,
    Registration,
    RemovedDay,
    Role,
    ScanNote,
    Unsubscription,
)
from tests import factories
from tests.domain.counting import statements

KEY = b"a person key for tests, long enough"
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def rows_of(session: Session) -> dict[str, list[tuple]]:
    """Everything in the database, by table; only those that hold something."""
    tables = Model.metadata.sorted_tables
    rows = {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }
    return {name: held for name, held in rows.items() if held}


OF_NO_PROJECT = {"beat", "failed_try", "user_session"}
TEXTS = {"lv": "Teksts"}


def add_the_rest(session: Session, project: Project) -> None:
    """What a project may have that the demo does not."""
    event = session.scalars(select(Event).where(Event.project_id == project.id).order_by(Event.id)).first()
    written = Announcement(event_id=event.id, subject=TEXTS, body=TEXTS, audience={}, created_at=NOW)
    dates = {"created_at": NOW, "expires_at": NOW}
    session.add_all(
        [
            Indicator(project_id=project.id, name={"lv": "stāsti"}, value=3, created_at=NOW),
            Organisation(project_id=project.id, name="Biedrība", created_at=NOW),
            MailText(
                **{"project_id": project.id, "kind": MailKind.CONFIRMATION, "language": "lv"},
                **{"subject": "S", "body": "B", "changed_at": NOW},
            ),
            Unsubscription(project_id=project.id, digest="d", created_at=NOW),
            Invitation(email="a@x.lv", name="A", language="lv", project_id=project.id, token_hash="t", **dates),
            Document(
                **{"event_id": event.id, "title": TEXTS, "filename": "a.pdf", "media_type": "application/pdf"},
                **{"size": 1, "sha256": "s", "content": b"x", "created_at": NOW},
            ),
            RemovedDay(event_id=event.id, number=9, date=NOW.date(), removed_at=NOW),
            written,
        ]
    )
    session.flush()
    session.add(ScanNote(scan_id=factories.make_review_item(session, event).scan_id, reason="R"))
    session.add(
        OutgoingMail(
            **{"kind": MailKind.ANNOUNCEMENT, "event_id": event.id, "announcement_id": written.id},
            **{"recipient": "a@x.lv", "language": "lv", "message_id": "m", "created_at": NOW, "due_at": NOW},
        )
    )
    session.flush()


def test_leaves_nothing_but_users_and_its_own_entry(session):
    project = today.build(session, identity_key=KEY, now=NOW)
    add_the_rest(session, project)
    user = factories.make_user(session, Role.ORGANISER, Role.COORDINATOR, project=project)
    tally.bring_up_to_date(session, project.id)
    not_counted = factories.make_event(session, project, period_reason="later")
    factories.make_registration(session, not_counted)
    before = rows_of(session)

    removed = removal.remove_demo(session, now=NOW)

    left = rows_of(session)
    assert set(Model.metadata.tables) - set(before) == {"deletion_permit"} | OF_NO_PROJECT
    assert removed == len(before["registration"])
    assert (sorted(left), [row[0] for row in left["user"]]) == (["audit_entry", "user"], [user.id])
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["create", "remove_demo"]


def test_keeps_a_real_project(session):
    real = factories.make_project(session)
    factories.make_user(session, Role.ORGANISER, project=real)
    place = factories.make_registration(
        session, factories.make_event(session, real), email="liga@epasts.example", category="roma", consent=True
    )
    factories.admit(session, place)
    add_the_rest(session, real)
    kept = rows_of(session)
    today.build(session, identity_key=KEY, now=NOW)

    removal.remove_demo(session, now=NOW)

    left = rows_of(session)
    assert left.pop("audit_entry")[:-1] == kept.pop("audit_entry")
    assert left == kept


def test_the_mails_to_accounts_of_the_demo_go_too(session):
    real = factories.make_event(session)
    kept, gone = (
        factories.make_mail(session, real, recipient=to) for to in ("a@demo.example.org", "organiser@demo.example")
    )
    gone.event_id = None
    session.flush()
    listed, number, gone_at = removal.list_mails(session), gone.id, gone.created_at

    removal.remove_demo(session, now=NOW)

    assert (listed, session.scalars(select(OutgoingMail.id)).all()) == ([(number, gone_at)], [kept.id])


def test_says_what_it_has_removed(session):
    project = factories.make_project(session, demo=True)
    factories.make_registration(session, factories.make_event(session, project))

    slug = project.slug

    removal.remove_demo(session, now=NOW)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.at, entry.detail) == (
        "remove_demo", NOW, {"projects": [slug], "registrations": 1},
    )  # fmt: skip


def test_takes_the_same_statements_for_one_person_or_many(session):
    counts = []
    for guests in (1, 3):
        event = factories.make_event(session, factories.make_project(session, demo=True))
        for _ in range(guests):
            factories.admit(session, factories.make_registration(session, event))
        with statements(session) as sent:
            removal.remove_demo(session, now=NOW)
        counts.append((len(sent), session.scalars(select(Registration)).all()))

    assert counts[1] == counts[0]


def test_nothing_to_remove_is_no_error(session):
    assert removal.remove_demo(session, now=NOW) == 0
