"""Events: making, changing and publishing them, and who finds which."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from eventreg.domain import accounts, events, public_events
from eventreg.domain.errors import DayHasScans, Meanwhile, NoDays, NotADraft, NotEnoughPlaces, NumberTaken
from eventreg.domain.events import Day, EventDraft
from eventreg.models import AuditEntry, Event, EventStatus, EventType, Kind, Mode, Role
from tests.factories import NOW, admit, at_hour, make_event, make_project, make_registration, make_user

DAYS = tuple(Day(date(2019, 1, day), time(10), time(17)) for day in (23, 24, 25))
DRAFT = EventDraft(
    number=3,
    name={"lv": "Reģionālo ekspertu sanāksme", "en": "Regional experts' meeting"},
    description={"lv": "Labās prakses vizītes"},
    place="Malta",
    days=DAYS,
    type=EventType.VISIT,
    capacity=20,
)


def days_of(event):
    return [(day.date, day.starts_at, day.ends_at) for day in event.days]


def change(session, event, **terms):
    """Change an event made from DRAFT."""
    return events.change(session, event, replace(DRAFT, **terms), by=None, now=NOW)


@pytest.fixture
def event(session):
    return events.create(session, make_project(session), DRAFT, by=None, now=NOW)


def test_creates_a_draft(session):
    project, user = make_project(session), make_user(session)

    event = events.create(session, project, replace(DRAFT, days=DAYS[::-1]), by=user, now=NOW)

    session.expire_all()
    assert (event.project, event.number, event.slug) == (project, 3, "regionalo-ekspertu-sanaksme")
    assert (event.status, event.kind, event.type, event.mode) == (
        EventStatus.DRAFT, Kind.EVENT, EventType.VISIT, Mode.IN_SITU,
    )  # fmt: skip
    assert (event.name, event.description, event.place) == (DRAFT.name, DRAFT.description, "Malta")
    assert (event.capacity, event.places_taken, event.created_at) == (20, 0, NOW)
    assert days_of(event) == [(date(2019, 1, day), time(10), time(17)) for day in (23, 24, 25)]
    assert (event.first_day, event.last_day) == (date(2019, 1, 23), date(2019, 1, 25))
    entries = select(AuditEntry.user_id, AuditEntry.project_id, AuditEntry.subject_id)
    assert session.execute(entries.where(AuditEntry.subject == "event")).all() == [(user.id, project.id, event.id)]


def test_an_activity_has_a_period_and_no_days(session):
    period = {"first_day": date(2018, 10, 1), "last_day": date(2019, 6, 30)}
    draft = replace(DRAFT, kind=Kind.SERVICE, days=(), **period)

    event = events.create(session, make_project(session), draft, by=None, now=NOW)

    assert (event.first_day, event.last_day, event.days) == (date(2018, 10, 1), date(2019, 6, 30), [])


def test_addresses_of_events_with_the_same_name_are_numbered(session):
    project = make_project(session)

    made = [events.create(session, project, replace(DRAFT, number=n), by=None, now=NOW).slug for n in (1, 2, 3)]

    name = "regionalo-ekspertu-sanaksme"
    assert made == [name, f"{name}-2", f"{name}-3"]


def test_a_number_is_given_once_in_a_project(session, event):
    with pytest.raises(NumberTaken) as taken:
        events.create(session, event.project, DRAFT, by=None, now=NOW)

    assert taken.value.field == "number"
    assert events.create(session, make_project(session), DRAFT, by=None, now=NOW).number == 3


def test_a_number_that_another_event_has_is_refused_in_a_change(session, event):
    make_event(session, event.project, number=7)

    with pytest.raises(NumberTaken):
        change(session, event, number=7, place="Viļaka")

    assert (event.number, event.place) == (3, "Malta")
    assert change(session, event, number=8).number == 8


@pytest.mark.parametrize("terms", [{"capacity": 0}, {"days": (Day(DAYS[0].date, time(17), time(10)),)}])
def test_whatever_else_the_database_refuses_is_not_a_taken_number(session, terms):
    with pytest.raises(Meanwhile):
        events.create(session, make_project(session), replace(DRAFT, **terms), by=None, now=NOW)


def test_an_address_that_somebody_took_meanwhile_is_asked_for_again(session, event, monkeypatch):
    monkeypatch.setattr(events, "_free_slug", lambda _session, _name: event.slug)

    with pytest.raises(Meanwhile):
        events.create(session, event.project, replace(DRAFT, number=4), by=None, now=NOW)

    assert events.list_of(session, event.project) == [event]


def test_proposes_the_number_after_the_highest(session, event):
    make_event(session, number=40)

    assert events.next_number(session, event.project) == 4
    assert events.next_number(session, make_project(session)) == 1


def test_changes_what_was_said_and_keeps_the_address(session, event):
    name = {"lv": "Vizīte", "en": "Visit"}

    change(session, event, name=name, place="Viļaka", capacity=None, sensitive=True)

    session.expire_all()
    assert (event.name, event.place, event.capacity, event.sensitive) == (name, "Viļaka", None, True)
    assert (event.slug, event.status) == ("regionalo-ekspertu-sanaksme", EventStatus.DRAFT)


def test_changes_the_days(session, event):
    kept = event.days[1].id
    days = (Day(date(2019, 1, 24), time(9), None), Day(date(2019, 1, 28)))

    change(session, event, days=days)

    session.expire_all()
    assert days_of(event) == [(date(2019, 1, 24), time(9), None), (date(2019, 1, 28), None, None)]
    assert event.days[0].id == kept
    assert (event.first_day, event.last_day) == (date(2019, 1, 24), date(2019, 1, 28))


def test_a_day_on_which_somebody_was_scanned_stays(session, event):
    events.publish(session, event, by=None, now=NOW)
    admit(session, make_registration(session, event), now=at_hour(8, date(2019, 1, 24)))

    with pytest.raises(DayHasScans) as refused:
        change(session, event, days=DAYS[:1])

    assert refused.value.field == "days"
    change(session, event, days=DAYS[1:2])
    assert [day.date for day in event.days] == [date(2019, 1, 24)]


def test_the_capacity_may_not_fall_below_the_places_taken(session, event):
    events.publish(session, event, by=None, now=NOW)
    for _ in range(3):
        make_registration(session, event)

    with pytest.raises(NotEnoughPlaces) as refused:
        change(session, event, capacity=2)

    assert refused.value.field == "capacity"
    assert session.scalar(select(Event.capacity).where(Event.id == event.id)) == 20
    assert change(session, event, capacity=3).capacity == 3


def test_publishes_a_draft_once(session, event):
    other = events.create(session, event.project, replace(DRAFT, number=4), by=None, now=NOW)

    events.publish(session, event, by=None, now=NOW)
    with pytest.raises(NotADraft):
        events.publish(session, event, by=None, now=NOW)

    assert (event.status, other.status) == (EventStatus.PUBLISHED, EventStatus.DRAFT)


def test_an_event_without_a_day_cannot_be_published_but_an_activity_can(session):
    project = make_project(session)
    event = events.create(session, project, replace(DRAFT, days=()), by=None, now=NOW)
    activity = events.create(session, project, replace(DRAFT, number=4, days=(), kind=Kind.MEDIA), by=None, now=NOW)

    events.publish(session, activity, by=None, now=NOW)
    with pytest.raises(NoDays) as refused:
        events.publish(session, event, by=None, now=NOW)

    assert refused.value.field == "days"
    assert (event.status, activity.status) == (EventStatus.DRAFT, EventStatus.PUBLISHED)


@pytest.mark.parametrize("status", list(EventStatus))
def test_the_public_finds_every_event_but_a_draft(session, event, status):
    event.status = status
    session.flush()

    assert events.find_public(session, event.slug) is (None if status is EventStatus.DRAFT else event)


@pytest.mark.parametrize("kind", [Kind.SERVICE, Kind.PUBLICATION, Kind.MEDIA])
def test_the_public_finds_no_activity(session, kind):
    activity = make_event(session, kind=kind)

    assert events.find_public(session, activity.slug) is None
    assert public_events.list_coming(session, today=date(2019, 1, 1)).events == []


def test_somebody_elses_event_is_not_found(session):
    mine, other = make_event(session), make_event(session)
    user = make_user(session, Role.ORGANISER, project=mine.project)
    make_user(session, Role.ORGANISER, project=other.project)

    assert events.find_for(session, user, Role.ORGANISER, mine.id) is mine
    assert events.find_for(session, user, Role.ORGANISER, other.id) is None
    assert events.find_for(session, user, Role.COORDINATOR, mine.id) is None
    assert events.find_for(session, make_user(session, administrator=True), Role.ORGANISER, mine.id) is None


def test_a_command_finds_an_event_by_slug_or_id(session, event):
    make_event(session)

    assert events.find(session, event.slug) is event
    assert events.find(session, str(event.id)) is event
    assert events.find(session, "no-such-event") is None


def test_lists_the_events_of_a_project_by_number(session):
    project = make_project(session)
    made = [make_event(session, project, number=number, published=number != 2) for number in (3, 1, 2)]
    other, empty = make_event(session), make_project(session)
    make_event(session)

    assert events.list_of(session, project) == [made[1], made[2], made[0]]
    user = make_user(session)
    for organised in (other.project, project, empty):
        accounts.grant(session, user, organised, Role.ORGANISER, by=None, now=NOW)
    assert events.list_organised(session, user, [other.project, project, empty]) == {
        other.project_id: [other],
        project.id: [made[1], made[2], made[0]],
        empty.id: [],
    }


def test_lists_coming_events_the_next_first_and_past_ones_the_last_first(session):
    def on(*days, **draft):
        return make_event(session, days=tuple(Day(date(2019, 1, day)) for day in days), **draft)

    later, soon, same, now, past, long_past = on(20), on(12), on(12), on(9, 10), on(8, 9), on(7)
    on(12, published=False), on(12, by_invitation=True), on(8, by_invitation=True), on(8, kind=Kind.SERVICE)
    today = date(2019, 1, 10)

    assert public_events.list_coming(session, today=today).events == [now, soon, same, later]
    assert public_events.list_past(session, today=today).events == [past, long_past]


def test_a_public_event_keeps_at_least_one_day(session):
    draft, public = make_event(session, published=False), make_event(session)

    change(session, draft, number=8, days=())
    with pytest.raises(NoDays):
        change(session, public, number=9, days=())

    assert (len(draft.days), len(public.days)) == (0, 3)


def test_what_the_public_searches_in_follows_each_change(session, event):
    told = [event.folded]
    change(session, event, name={"lv": "Ņikuļinas lasījumi", "en": "Readings"}, place="Viļaka")
    session.expire_all()
    told.append(event.folded)

    assert told == ["regionalo ekspertu sanaksme regional experts' meeting malta", "nikulinas lasijumi readings vilaka"]
