"""Entering from paper: rows that mean one person are entered, others come back; and taking attendance back."""

import uuid
from datetime import date

import pytest

from eventreg import clock
from eventreg.domain import registration
from eventreg.models import Attendance, AuditEntry, EventStatus, Scan, Verdict, Way
from tests.factories import admit, at_hour, make_event, make_registration, stored
from tests.web.reading import page_form, words

ENTER, FIND, BACK = (f"organiser_attendance.{name}" for name in ("enter", "find", "take_back"))
FIRST, SECOND = date(2019, 1, 23), date(2019, 1, 24)


@pytest.fixture
def event(web_session, project, monkeypatch):
    """An event on whose second day it is four in the afternoon in Riga."""
    monkeypatch.setattr(clock, "now", lambda: at_hour(14, day=SECOND))
    made = make_event(web_session, project)
    web_session.commit()
    return made


@pytest.fixture
def guests(web_session, event):
    """Two of one name, and others whose names begin alike; and somebody with the same name elsewhere."""
    names = [("Anna", "Ozola"), ("Anna", "Ozola"), ("Anna", "Ozoliņa"), ("Pēteris", "Paņko"), ("Žanis", "Krauja")]
    made = [
        make_registration(web_session, event, name=name, surname=surname, organisation=f"Novads {number}")
        for number, (name, surname) in enumerate(names)
    ]
    make_registration(web_session, make_event(web_session, event.project), name="Pēteris", surname="Paņko")
    web_session.commit()
    return made


def enter(organiser, event, *typed, expect=303, day=SECOND, **more):
    """Type rows and send them."""
    form = {f"rows-{number}-who": text for number, text in enumerate(typed)} | more
    where = {"event_id": event.id, "day": day.isoformat()}
    if expect == 303:
        return organiser.submit(ENTER, form, **where)
    return organiser.fill(ENTER, form, expect=expect, **where)


def present(session, day):
    """Return who is present on a day, by surname."""
    ids = {each.registration_id for each in stored(session, Attendance) if each.day_id == day.id}
    return sorted(each.surname for each in stored(session, registration.Registration) if each.id in ids)


def test_enters_several_people_at_once_as_the_organisers_scans(organiser, web_session, event, guests):
    enter(organiser, event, "panko", "", guests[0].code.lower(), "Krauja Žanis", day=FIRST)

    first, second, _ = event.days
    assert (present(web_session, first), present(web_session, second)) == (["Krauja", "Ozola", "Paņko"], [])
    scans = stored(web_session, Scan)
    assert {(scan.way, scan.verdict, scan.door_pass_id) for scan in scans} == {(Way.PAPER, Verdict.ADMITTED, None)}
    assert {scan.user_id for scan in scans} != {None}
    assert {scan.at for scan in scans} == {at_hour(14, day=SECOND)}  # when it was entered: paper tells no hour


def test_a_suggestion_is_understood_as_it_was_offered(organiser, web_session, event, guests):
    people = organiser.client.get(organiser.url(FIND, event_id=event.id, q="ozola")).json["people"]

    assert [each["organisation"] for each in people] == ["Novads 0", "Novads 1"]
    enter(organiser, event, people[1]["who"])

    assert [scan.registration_id for scan in stored(web_session, Scan)] == [guests[1].id]
    again = organiser.client.get(organiser.url(FIND, event_id=event.id, q="ozola")).json["people"]
    assert [each["present"] for each in again] == [False, True]


def test_a_row_that_means_several_asks_who_of_them(organiser, web_session, event, guests):
    page = enter(organiser, event, "Anna Ozola", "panko", expect=200)

    assert page.errors() == ["Several people are called so. Choose one"]
    assert "1 person is marked as present." in page.words()
    assert present(web_session, event.days[1]) == ["Paņko"]
    offered = [words(label) for label in page.all("label", class_="choice")]
    assert [each.rpartition(", ")[2] for each in offered] == ["Novads 0", "Novads 1"]
    url = organiser.url(ENTER, event_id=event.id, day=SECOND.isoformat())
    assert page.form(url)["rows-0-who"] == "Anna Ozola"

    answer = organiser.client.post(url, data=page.form(url) | {"rows-0-choice": str(guests[1].id)})

    assert answer.status_code == 303
    assert {each.registration_id for each in stored(web_session, Attendance)} == {guests[1].id, guests[3].id}


def test_a_choice_that_was_not_offered_is_none(organiser, web_session, event, guests):
    stranger = make_registration(web_session, make_event(web_session, event.project))
    web_session.commit()

    for chosen in (str(stranger.id), str(guests[3].id), "x", "-1", "9" * 30):
        page = enter(organiser, event, "Anna Ozola", expect=200, **{"rows-0-choice": chosen})
        assert page.errors() == ["Several people are called so. Choose one"]

    assert stored(web_session, Scan) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pa", "Enter at least three letters of the name, or the code"),
        ("%%%", "Nobody at this event is called so. Sign the person up first."),
        ("Nevienam", "Nobody at this event is called so. Sign the person up first."),
        ("x" * 201, "This is too long. Shorten it"),
        ("\x00<script>alert(1)</script>", "Nobody at this event is called so. Sign the person up first."),
    ],
)
def test_what_means_nobody_is_said_at_its_row(typed, said, organiser, web_session, event, guests):
    page = enter(organiser, event, typed, expect=200)

    assert page.errors() == [said]
    assert stored(web_session, Scan) == []


def test_somebody_without_a_place_is_not_entered(organiser, web_session, event, guests):
    registration.cancel(web_session, guests[3], now=at_hour(8))
    web_session.commit()

    page = enter(organiser, event, "Paņko", expect=200)

    (said,) = page.errors()
    assert said.endswith("has no confirmed place: Cancelled")
    assert stored(web_session, Scan) == []


def test_very_many_are_not_offered(organiser, web_session, event):
    for _ in range(9):
        make_registration(web_session, event, name="Jānis")
    web_session.commit()

    page = enter(organiser, event, "janis", expect=200)

    assert page.errors() == ["Many people are called so. Enter more of the name, or the code"]
    assert page.all("label", class_="choice") == []


def test_the_same_form_sent_twice_is_entered_once(organiser, web_session, event, guests):
    where = {"event_id": event.id, "day": SECOND.isoformat()}
    form = page_form(organiser, ENTER, **where) | {"rows-0-who": "panko", "rows-1-who": "panko"}
    for _ in range(2):
        assert organiser.client.post(organiser.url(ENTER, **where), data=form).status_code == 303

    assert [scan.verdict for scan in stored(web_session, Scan)] == [Verdict.ADMITTED, Verdict.ALREADY_IN]
    assert len(stored(web_session, Attendance)) == 1


def test_a_form_without_ids_and_one_with_nonsense_are_entered_too(organiser, web_session, event, guests):
    enter(organiser, event, "panko", "krauja", **{"rows-0-nonce": "", "rows-1-nonce": "x" * 300})

    assert present(web_session, event.days[1]) == ["Krauja", "Paņko"]


def test_whoever_came_by_the_door_too_is_one_attendance(organiser, web_session, event, guests):
    admit(web_session, guests[3], now=at_hour(8, day=SECOND))
    web_session.commit()

    enter(organiser, event, "panko")

    assert [scan.verdict for scan in stored(web_session, Scan)] == [Verdict.ADMITTED, Verdict.ALREADY_IN]
    assert len(stored(web_session, Attendance)) == 1


def test_nobody_was_present_on_a_day_that_has_not_come(organiser, event, monkeypatch):
    organiser.get(ENTER, event_id=event.id, day="2019-01-25", expect=404)
    organiser.get(ENTER, event_id=event.id, day="x", expect=404)
    monkeypatch.setattr(clock, "now", lambda: at_hour(8, day=date(2019, 1, 22)))

    assert "No day of this event has come yet" in organiser.get(ENTER, event_id=event.id).words()


def test_more_rows_need_no_more_statements(organiser, web_session, event, guests, count_statements):
    where = {"event_id": event.id, "day": SECOND.isoformat()}
    form, url = page_form(organiser, ENTER, **where), organiser.url(ENTER, **where)

    def send(*typed):
        rows = {f"rows-{number}-who": text for number, text in enumerate(typed)}
        ids = {f"rows-{number}-nonce": str(uuid.uuid4()) for number in range(len(typed))}
        return count_statements(lambda: organiser.client.post(url, data=form | rows | ids))

    assert send("panko") == send("krauja", guests[0].code, guests[1].code, "ozoliņa")


def test_the_numbers_of_a_closed_event_change_only_with_a_reason(organiser, web_session, event, guests):
    event.status = EventStatus.CLOSED
    web_session.add(event)
    web_session.commit()

    page = enter(organiser, event, "panko", expect=200)
    assert page.errors() == ["The event is closed. Say why its numbers change"]
    assert stored(web_session, Scan) == []
    url = organiser.url(ENTER, event_id=event.id, day=SECOND.isoformat())
    assert organiser.client.post(url, data=page.form(url) | {"reason": "The list came by post"}).status_code == 303
    take_back(organiser, guests[3], event.days[1])
    assert present(web_session, event.days[1]) == ["Paņko"]
    take_back(organiser, guests[3], event.days[1], reason="It was Pēteris the elder")

    assert present(web_session, event.days[1]) == []
    lines = [(each.action, each.detail) for each in stored(web_session, AuditEntry) if each.detail.get("day")]
    about = {"event": event.id, "day": "2019-01-24"}
    assert lines == [
        ("enter", about | {"people": 1, "reason": "The list came by post"}),
        ("take_back", about | {"reason": "It was Pēteris the elder"}),
    ]


# --- taking back ---


def take_back(organiser, guest, day, expect=303, **more):
    page = organiser.get("organiser_registration.show", event_id=guest.event_id, registration_id=guest.id)
    token = page.all("input", name="csrf_token")[0].get("value")
    url = organiser.url(BACK, event_id=guest.event_id, registration_id=guest.id, day_id=day.id)
    answer = organiser.client.post(url, data={"csrf_token": token} | more)
    assert answer.status_code == expect
    return page


def test_an_attendance_is_taken_back_by_whatever_scans_it_stands(organiser, web_session, event, guests):
    panko = guests[3]
    for day in (FIRST, SECOND, SECOND):
        admit(web_session, panko, now=at_hour(8, day=day))
    web_session.commit()
    enter(organiser, event, "panko")

    for _ in range(2):
        take_back(organiser, panko, event.days[1])

    assert (present(web_session, event.days[0]), present(web_session, event.days[1])) == (["Paņko"], [])
    undos = [scan for scan in stored(web_session, Scan) if scan.undoes]
    assert len(undos) == 3
    assert {(scan.way, scan.verdict, scan.door_pass_id) for scan in undos} == {(Way.PAPER, Verdict.UNDONE, None)}


def test_the_page_of_a_day_lists_who_was_entered_and_takes_them_back(organiser, web_session, event, guests):
    admit(web_session, guests[4], now=at_hour(8, day=SECOND))
    web_session.commit()
    enter(organiser, event, "panko")
    page = organiser.get(ENTER, event_id=event.id, day=SECOND.isoformat())
    (listed,) = page.all("ul", class_="past plain")
    assert "Pēteris Paņko" in words(listed)
    assert "Krauja" not in words(listed)

    organiser.press(page, BACK, event_id=event.id, registration_id=guests[3].id, day_id=event.days[1].id, expect=303)

    assert present(web_session, event.days[1]) == ["Krauja"]
    assert "Nobody has been entered for this day yet." in organiser.get(ENTER, event_id=event.id).words()


def test_the_registration_says_that_it_came_from_paper(organiser, web_session, event, guests):
    enter(organiser, event, "panko")

    page = organiser.get("organiser_registration.show", event_id=event.id, registration_id=guests[3].id)

    assert "From paper, entered 24 January 2019 16:00 by" in page.words()
    organiser.press(page, BACK, event_id=event.id, registration_id=guests[3].id, day_id=event.days[1].id, expect=303)
    assert stored(web_session, Attendance) == []


def test_a_day_of_another_event_is_not_taken_back(organiser, web_session, event, guests):
    other = make_event(web_session, event.project)
    admit(web_session, guests[3])
    web_session.commit()

    take_back(organiser, guests[3], other.days[0], expect=404)

    assert len(stored(web_session, Attendance)) == 1
