"""What was answered is kept: a service that is killed right after an answer has the registration and its mail."""

import email
import email.policy
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventreg.domain.events import Day
from eventreg.models import OutgoingMail, Registration
from tests.browser import Page
from tests.crash.running import Service, new_database, wait
from tests.domain.together import connect
from tests.factories import make_event, make_project


def sign_up(service: Service, slug: str, **answers: str) -> str:
    """Fill in and send the form of an event; return where the registration can be seen."""
    with service.open(f"/events/{slug}/register") as page:
        form = Page(SimpleNamespace(get_data=lambda as_text: page.read().decode())).form()
        cookies = page.headers["Set-Cookie"].partition(";")[0]
    with service.open(f"/events/{slug}/register", form | answers, cookies) as answer:
        assert answer.status == 303
        return answer.headers["Location"]


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request, tmp_path) -> Iterator[Service]:
    """The service on an empty database."""
    url = f"sqlite:///{tmp_path / 'service.db'}"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgresql"), f"service_{os.urandom(6).hex()}")
    service = Service(tmp_path / "instance", url)
    try:
        service.start()
        yield service
    finally:
        service.kill()


def letters(service: Service) -> list[str]:
    """Return to whom letters were written, one entry a letter."""
    files = sorted((service.instance / "mail").glob("*.eml"))
    return [email.message_from_bytes(each.read_bytes(), policy=email.policy.default)["To"] for each in files]


def read(service: Service, column: object) -> list[object]:
    """Return what stands in one column, in the order in which it was written."""
    with connect(service.database_url) as engine, Session(engine) as session:
        return list(session.scalars(select(column).order_by(column.class_.id)))


def test_what_was_answered_outlives_a_kill(service):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    with connect(service.database_url) as engine, Session(engine) as session:
        period = {"starts_on": tomorrow, "ends_on": tomorrow}
        slug = make_event(session, make_project(session, **period), days=(Day(tomorrow),)).slug
        session.commit()
    guests = [f"guest{n}@example.lv" for n in range(3)]
    answers = {"name": "Ilze", "surname": "Paņko", "organisation": "Rūjiena", "category": "ngo"}

    pages = [sign_up(service, slug, email=guest, **answers) for guest in guests]
    service.kill()
    assert read(service, Registration.email) == read(service, OutgoingMail.recipient) == guests
    assert [f"/m/{manage}" for manage in read(service, Registration.manage)] == pages
    with connect(service.database_url) as engine, Session(engine) as session:
        # A mail that the killed worker held in its hands comes after five minutes: let them pass.
        session.execute(update(OutgoingMail).values(due_at=datetime.now(UTC)))
        session.commit()
    service.start()

    wait(lambda: letters(service) == guests)
    assert [service.open(page).status for page in pages] == [200, 200, 200]
    wait(lambda: None not in read(service, OutgoingMail.sent_at))
    assert read(service, Registration.email) == guests
