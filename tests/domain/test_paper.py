"""Attendance from paper: whom a text means, and that organisers and doors at the same moment make one attendance."""

import uuid
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from eventreg.domain import namesakes, paper
from eventreg.models import Attendance, DayCount, Scan, Verdict
from tests.domain.racers import deliver, enter, take_back
from tests.domain.together import in_processes
from tests.factories import at_hour, make_event, make_pass, make_registration, make_user, scan_of, stored


def names(session, event, *texts):
    """Return the names that each text means."""
    found = namesakes.find(session, event, event.days[0], texts)
    return [[f"{each.name} {each.surname}" for each in matches] for matches in found]


def test_a_text_means_those_who_have_all_its_words(session):
    event = make_event(session)
    people = [("Anna", "Ozola", "Balvi"), ("Anna", "Ozola-Liepa", "Malta"), ("Ozols", "Anna", "Malta")]
    for name, surname, organisation in [*people, ("Žanis", "Roze", "Balvi")]:
        make_registration(session, event, name=name, surname=surname, organisation=organisation)
    make_registration(session, name="Anna", surname="Ozola")

    assert names(session, event, "ozol", "ANNA OZOLA", "Ozola Anna", "zanis", "anna malta", "an", "") == [
        ["Ozols Anna", "Anna Ozola", "Anna Ozola-Liepa"],
        ["Anna Ozola"],
        ["Anna Ozola"],
        ["Žanis Roze"],
        ["Ozols Anna", "Anna Ozola-Liepa"],
        [],
        [],
    ]


@pytest.mark.parametrize("form", ["{0}", "{1}", "{2}", "  {0} ", "Roze Žanis · {1}"])
def test_a_code_means_one_wherever_it_was_copied_from(form, session):
    event = make_event(session)
    found = make_registration(session, event, name="Žanis", surname="Roze")
    make_registration(session, event, name="Žanis", surname="Roze")
    found.code = "2346789A"
    session.flush()

    matches = namesakes.find(session, event, event.days[0], [form.format("2346789A", "2346-789A", "2346-789a")])

    assert [[each.registration_id for each in each_text] for each_text in matches] == [[found.id]]


def test_a_code_without_a_digit_may_be_a_name(session):
    event = make_event(session)
    coded, named = make_registration(session, event), make_registration(session, event, surname="Kraujina")
    coded.code = "KRAUJMAD"
    session.flush()

    found = namesakes.find(session, event, event.days[0], ["kraujmad", "kraujina"])

    assert [[each.registration_id for each in matches] for matches in found] == [[coded.id], [named.id]]


@pytest.fixture
def shared_session(shared):
    """A session on a database that processes can share."""
    with Session(shared) as session:
        yield session


def test_organisers_and_doors_at_once_make_one_attendance(shared_session, file_url):
    session, row = shared_session, str(uuid.uuid4())
    event, user = make_event(session), make_user(session, administrator=True)
    guest, door = make_registration(session, event), make_pass(session, event)
    session.flush()
    jobs = [("enter", row), ("enter", row), ("door", None)]
    told = [(what, (event.id, user.id, given, guest.id), (door.id, [[scan_of(guest)]])) for what, given in jobs]
    session.commit()

    in_processes(file_url, enter_or_deliver, told)

    scans = stored(session, Scan)
    assert Counter(scan.verdict for scan in scans) == {Verdict.ADMITTED: 1, Verdict.ALREADY_IN: 1}
    assert len(stored(session, Attendance)) == 1
    assert sum(each.present for each in stored(session, DayCount)) == 1


def test_two_who_take_the_same_back_do_it_once(shared_session, file_url):
    session = shared_session
    event, user = make_event(session), make_user(session, administrator=True)
    guest = make_registration(session, event)
    session.flush()
    entry, hand = paper.Entry(str(uuid.uuid4()), guest.id), paper.Hand(user, at_hour(8))
    paper.mark(session, event, event.days[0], [entry], hand)
    jobs = [(event.id, user.id, guest.id)] * 2
    session.commit()

    answers = in_processes(file_url, take_back, jobs)

    assert sorted(answers) == [False, True]
    assert stored(session, Attendance) == []
    assert sum(each.present for each in stored(session, DayCount)) == 0


def enter_or_deliver(engine, job):
    """An organiser enters, or a door scans, whatever the job says."""
    what, entered, delivered = job
    return enter(engine, entered) if what == "enter" else deliver(engine, delivered)
