"""Decisions and walk-ins that come twice at once: one of each stands."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.models import Attendance, Decision, Event, PassKind, Person, Registration, ReviewItem, Scan
from tests.domain.racers import decide, deliver, do
from tests.domain.together import in_processes
from tests.factories import KEY, make_event, make_pass, make_registration, make_review_item, make_user
from tests.sealing import walk_in

SEVERAL = 3


@pytest.fixture
def session(shared):
    """A session on a database that processes can share."""
    with Session(shared) as session:
        yield session


def test_of_two_decisions_at_once_one_stands(session, file_url):
    event = make_event(session)
    items = [make_review_item(session, event) for _ in range(SEVERAL)]
    guests, users = [make_registration(session, event) for _ in items], [make_user(session) for _ in range(2)]
    jobs = [
        (decide, (item.id, users[number % 2].id, guest.id if accepts else None))
        for number, (item, guest) in enumerate(zip(items, guests, strict=True))
        for accepts in (True, False)
    ]
    session.commit()

    said = in_processes(file_url, do, jobs)

    session.expire_all()
    present = set(session.scalars(select(Attendance.registration_id)))
    for number, (item, guest) in enumerate(zip(items, guests, strict=True)):
        pair = said[2 * number : 2 * number + 2]
        attached = item.decision is Decision.ATTACH
        assert pair == (["decided", "DecidedMeanwhile"] if attached else ["DecidedMeanwhile", "decided"])
        assert (guest.id in present) is attached is (item.deciding_scan_id is not None)


def test_a_walk_in_that_is_delivered_twice_at_once_is_one_registration(session, file_url):
    event = make_event(session)
    doors = [make_pass(session, event, kind=PassKind.DESK).id for _ in range(2)]
    scans = [walk_in(event.id, person_key=KEY) for _ in range(SEVERAL)]
    session.commit()

    said = in_processes(file_url, do, [(deliver, (door, [[scan]])) for scan in scans for door in doors])

    assert [verdict for verdict, _ in said] == ["admitted"] * len(said)
    for table in (Scan, Registration, Person, Attendance):
        assert session.scalar(select(func.count()).select_from(table)) == SEVERAL
    assert session.scalars(select(Event.places_taken).where(Event.id == event.id)).one() == SEVERAL
    assert session.scalars(select(ReviewItem)).all() == []
