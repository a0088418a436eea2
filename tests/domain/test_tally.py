"""What is kept of the results equals a count from scratch, whatever has changed and in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from eventreg.domain import checkin, corrections, moving, own_registration, repeats, results, tally
from eventreg.domain.corrections import Correction
from eventreg.domain.errors import Refused
from eventreg.domain.events import Day
from eventreg.models import (
    CategoryAnswer,
    EventDay,
    EventTally,
    Part,
    PersonAtEvent,
    PersonTally,
    Purpose,
    Registration,
    Stale,
)
from tests.domain import naive_sql
from tests.domain.counting import statements
from tests.domain.test_results import DAYS, equal, hold
from tests.factories import (
    KEY,
    NOW,
    admit,
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    make_user,
    scan_of,
    undo_of,
)

KEYS = ("municipality", "roma", "ngo", None)
KEPT = (PersonAtEvent, PersonTally, EventTally)
names, places, answers = st.integers(0, 1), st.integers(0, 5), st.sampled_from(KEYS)
days, held = st.integers(0, 1), st.integers(0, 1)
changes = st.one_of(
    st.tuples(st.just("sign_up"), names, held, answers),
    st.tuples(st.just("scan"), places, days),
    st.tuples(st.just("scan"), places, days),
    st.tuples(st.just("undo"), places),
    st.tuples(st.sampled_from(["merge", "part", "cancel", "withdraw"]), places),
    st.tuples(st.just("move"), places, held),
    st.tuples(st.just("correct"), places, names, st.sampled_from([Part.PARTICIPANT, Part.SPEAKER])),
    st.tuples(st.just("declare"), places, answers),
    st.tuples(st.just("rule"), st.integers(1, 2), st.sampled_from([["participant"], ["participant", "speaker"]])),
    st.tuples(st.just("number"), held, st.integers(1, 9)),
    st.tuples(st.just("date"), held),
)


class Stage:
    """A project of two events to which anything may happen, beside another one."""

    def __init__(self, session):
        self.session = session
        self.project = make_project(session)
        self.events = [make_event(session, self.project, days=tuple(Day(day) for day in DAYS[:2])) for _ in range(2)]
        self.organiser = make_user(session, administrator=True)
        self.doors = [make_pass(session, event) for event in self.events]
        self.found, self.scans = [], []
        for name, event, answer in ((0, 0, "ngo"), (0, 0, "roma"), (1, 0, None), (0, 1, "municipality")):
            self.sign_up(name, event, answer)
        for place in (0, 3):
            self.scan(place, place % 2)

    def do(self, what, *how):
        """Let something happen; what the rules refuse has not happened."""
        try:
            with self.session.begin_nested():
                getattr(self, what)(*how)
                self.session.flush()
        except Refused:
            pass

    def sign_up(self, name, event, answer):
        who = {"name": "Ilze", "surname": f"Paņko {name}", "email": "ilze@example.lv"}
        consent = True if answer == "roma" else None
        made = make_registration(self.session, self.events[event], category=answer, consent=consent, **who)
        self.found.append(made.id)

    def scan(self, place, day):
        found = self.one(place)
        scan = scan_of(found, at=at_hour(8, DAYS[day]).isoformat(), offline=True)
        self.scans.append((found.event_id, scan))
        self.send(found.event_id, scan)

    def undo(self, place):
        if self.scans:
            event_id, scan = self.scans[place % len(self.scans)]
            self.send(event_id, undo_of(scan))

    def send(self, event_id, scan):
        (door,) = (door for door in self.doors if door.event_id == event_id)
        checkin.record(self.session, door, [scan], now=at_hour(12, DAYS[2]))

    def merge(self, place):
        found = self.one(place)
        repeats.merge(self.session, found.event, found, by=self.organiser, now=NOW)

    def part(self, place):
        corrections.restore(self.session, self.one(place), all_the_same=True, by=self.organiser, now=NOW)

    def cancel(self, place):
        corrections.cancel(self.session, self.one(place), by=self.organiser, now=NOW)

    def withdraw(self, place):
        own_registration.withdraw(self.session, self.one(place), Purpose.CATEGORY, now=NOW)

    def move(self, place, event):
        target = self.events[event].id
        moving.move(self.session, self.one(place), target, all_the_same=True, by=self.organiser, now=NOW)

    def correct(self, place, name, part):
        who = {"name": "Ilze", "surname": f"Paņko {name}", "email": "ilze@example.lv"}
        what = Correction(**who, organisation="", country="LV", language="lv", part=part)
        corrections.correct(self.session, self.one(place), what, identity_key=KEY, by=self.organiser, now=NOW)

    def declare(self, place, answer):
        consent = True if answer == "roma" else None
        given = {"consent": consent, "notice": None}
        own_registration.declare_anew(self.session, self.one(place), answer, **given, now=NOW)

    def rule(self, days_required, parts):
        self.project.days_required, self.project.counted_parts = days_required, parts

    def number(self, event, number):
        if number not in [each.number for each in self.events]:
            self.events[event].number = number

    def date(self, event):
        """Change the order of the days, as only a correction by hand could once somebody has come."""
        first, second = sorted(self.events[event].days, key=lambda day: day.date)
        for day, when in ((second, DAYS[2]), (first, second.date), (second, first.date)):
            self.session.execute(update(EventDay).where(EventDay.id == day.id).values(date=when))
        self.session.expire_all()

    def one(self, place):
        return self.session.get_one(Registration, self.found[place % len(self.found)], populate_existing=True)


@pytest.fixture
def neighbour(session):
    """Another project, whose numbers stay what they are."""
    stage = Stage(session)
    stage.scan(0, 0)
    tally.bring_up_to_date(session, stage.project.id)
    return stage.project


@given(happening=st.lists(changes, min_size=6, max_size=16))
def test_whatever_happens_the_kept_numbers_are_those_of_a_count_from_scratch(session, neighbour, happening):
    with pytest.MonkeyPatch.context() as patched, session.begin_nested() as example:
        patched.setattr(tally, "MARKS", 3)
        patched.setattr(tally, "EVENTS", 1)
        stage = Stage(session)
        for change in happening:
            stage.do(*change)
            tally.refresh(session, stage.project.id)

        equal(session, stage.project)
        equal(session, neighbour)
        assert not tally.is_behind(session, stage.project.id)
        example.rollback()


def kept(session):
    return [
        [tuple(row) for row in session.execute(select(table.__table__).order_by(*table.__table__.primary_key))]
        for table in KEPT
    ]


CHANGES = {
    "a place is given back": ["UPDATE registration SET status = 'cancelled' WHERE id = :other"],
    "somebody is a speaker": ["UPDATE registration SET part = 'speaker' WHERE id = :first"],
    "it was somebody else": ["UPDATE registration SET person_id = :ada WHERE id = :first"],
    "two sign-ups are parted": ["UPDATE registration SET merged_into_id = NULL WHERE id = :said"],
    "somebody moves": ["UPDATE registration SET event_id = :event WHERE id = :other"],
    "a sign-up is deleted": [
        "DELETE FROM outgoing_mail WHERE registration_id = :other",
        "DELETE FROM category_answer WHERE registration_id = :other",
        "DELETE FROM registration WHERE id = :other",
    ],
    "somebody comes": ["INSERT INTO attendance (registration_id, day_id, event_id) VALUES (:other, :day, :another)"],
    "nobody came": ["DELETE FROM attendance WHERE registration_id = :first"],
    "an answer is given": [
        "INSERT INTO category_answer"
        " (registration_id, project_id, category_id, sensitive, consent_purpose, declared_at)"
        " SELECT :silent, project_id, category_id, false, consent_purpose, declared_at FROM category_answer"
        " WHERE registration_id = :first"
    ],
    "an answer is another": [
        "UPDATE category_answer SET category_id = ("
        "SELECT category_id FROM category_answer WHERE registration_id = :second) WHERE registration_id = :first"
    ],
    "an answer is taken back": ["DELETE FROM category_answer WHERE registration_id = :first"],
    "an event has another number": ["UPDATE event SET number = 9 WHERE id = :event"],
    "a day has another date": ["UPDATE event_day SET date = '2019-01-22' WHERE id = :day"],
    "a project asks for two days": ["UPDATE project SET days_required = 2 WHERE id = :project"],
    "speakers count": ["""UPDATE project SET counted_parts = '["speaker"]' WHERE id = :project"""],
}


@pytest.fixture
def counted(session):
    """A project whose numbers are counted, and the ids in it by which something changes."""
    project = make_project(session)
    event, another = (make_event(session, project) for _ in range(2))
    ilze, ada = ({"name": name, "surname": "Paņko", "email": f"{name}@example.lv"} for name in ("ilze", "ada"))
    found = {
        "first": make_registration(session, event, category="ngo", **ilze),
        "second": make_registration(session, another, category="ministry", **ilze),
        "silent": make_registration(session, event, category=None, **ada),
        "said": make_registration(session, event, category="international", **ada),
        "other": make_registration(session, another, category="ngo"),
    }
    for name in ("first", "second", "silent"):
        admit(session, found[name])
    session.delete(session.get_one(CategoryAnswer, found["silent"].id))
    found["said"].merged_into_id = found["silent"].id
    tally.bring_up_to_date(session, project.id)
    about = {"project": project.id, "event": event.id, "another": another.id, "day": another.days[0].id}
    return project, about | {name: each.id for name, each in found.items()} | {"ada": found["said"].person_id}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_what_is_counted_is_counted(session, counted, change):
    project, ids = counted
    before = naive_sql.recount(session, project)

    for statement in CHANGES[change]:
        session.execute(text(statement), ids)
    session.expire_all()

    after = naive_sql.recount(session, project)
    assert after != before
    hold(results.read(session, project), after)


def test_counts_only_who_has_changed(session):
    project = make_project(session)
    for _ in range(2):
        event = make_event(session, project)
        for _ in range(2):
            found = make_registration(session, event)
            admit(session, found)
    tally.bring_up_to_date(session, project.id)
    session.execute(update(PersonTally).values(category_id=None))  # which only a count can put right

    admit(session, found, now=at_hour(8, DAYS[1]))

    assert results.read(session, project).persons_not_stated == 3


def test_nothing_is_written_where_nothing_has_changed(session):
    project = make_event(session).project
    tally.bring_up_to_date(session, project.id)

    with statements(session) as sent:
        assert not tally.refresh(session, project.id)

    assert [statement.split()[0] for statement in sent] == ["SELECT"]


def test_a_change_that_counts_for_nothing_marks_nothing(session):
    found = admitted(session)
    tally.bring_up_to_date(session, found.project_id)

    found.organisation, found.event.name, found.event.project.website = "x", {"lv": "x"}, "x"
    admit(session, found)  # once more
    session.flush()

    assert not tally.is_behind(session, found.project_id)


def admitted(session):
    found = make_registration(session, make_event(session))
    admit(session, found)
    return found


def test_whatever_the_kept_numbers_say_they_are_counted_anew_from_scratch(session):
    found, other = admitted(session), admitted(session)
    for each in (found, other):
        tally.bring_up_to_date(session, each.project_id)
    right = kept(session)
    nowhere = {"project_id": found.project_id, "event_id": 10**6}
    session.execute(update(PersonAtEvent).values(attended=False))
    session.execute(update(EventTally).values(number=7))
    session.add_all(
        [
            PersonAtEvent(**nowhere, person_id=10**6, registered=True, attended=True),
            EventTally(**nowhere, measure="day", ref=1, number=5),
            PersonTally(project_id=found.project_id, person_id=10**6),
        ]
    )

    for each in (found, other):
        tally.mark_all(session, each.project_id)
        tally.bring_up_to_date(session, each.project_id)

    assert kept(session) == right


def test_more_changes_are_not_more_statements(session):
    numbers = []
    for size in (1, 6):
        project = make_project(session)
        for _ in range(size):
            event = make_event(session, project)
            for _ in range(size):
                admit(session, make_registration(session, event))
        project_id = project.id
        with statements(session) as sent:
            tally.bring_up_to_date(session, project_id)
        numbers.append(len(sent))

    assert numbers[0] == numbers[1]


def test_of_many_changes_some_are_counted_at_a_time(session, monkeypatch):
    monkeypatch.setattr(tally, "MARKS", 2)
    event = make_event(session)
    for _ in range(5):
        make_registration(session, event)
    waiting = select(func.count()).select_from(Stale)

    steps = [(tally.refresh(session, event.project_id), session.scalar(waiting)) for _ in range(4)]

    assert steps == [(True, 3), (True, 1), (False, 0), (False, 0)]
