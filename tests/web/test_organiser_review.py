"""The organiser's pages about what doors could not decide: what they show, and what a decision does."""

import pytest

from eventreg import clock
from eventreg.domain import categories, checkin, event_life, registration
from eventreg.models import (
    Attendance,
    AuditEntry,
    Decision,
    Event,
    EventDay,
    PassKind,
    Registration,
    ReviewItem,
    Role,
)
from tests.browser import Page
from tests.conftest import NOW, SETTINGS
from tests.factories import (
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    make_user,
    scan_of,
    stored,
)
from tests.sealing import ZANE, walk_in

KEY = SETTINGS["person_key"].encode()


@pytest.fixture
def event(web_session, project):
    """An event of the organiser's."""
    return make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})


@pytest.fixture
def record(web_session, event, monkeypatch):
    """Return a function that delivers scans which were made without network at eight; it is nine o'clock."""
    door = make_pass(web_session, event, name="Sānu durvis", operator="Anna", kind=PassKind.DESK)

    def deliver(*scans, at="2019-01-23T08:00:00Z"):
        sent = [scan | {"at": at, "offline": True} for scan in scans]
        checkin.record(web_session, door, sent, now=at_hour(9), person_key=KEY)
        web_session.commit()

    monkeypatch.setattr(clock, "now", lambda: at_hour(9))
    return deliver


@pytest.fixture
def gone(web_session, event):
    """Somebody who has cancelled."""
    found = make_registration(web_session, event, name="Ilze", surname="Liepa", organisation="Malta")
    registration.cancel(web_session, found, now=NOW)
    return found


def page_of(reader, event):
    return reader.get("organiser_review.show", event_id=event.id)


def item_of(session, number=0):
    return stored(session, ReviewItem)[number]


def decide(reader, event, item, answers, **asked):
    """Send the form of a case; return the response."""
    where = {"event_id": event.id, "item_id": item.id}
    address = reader.url("organiser_review.item", **where, **asked)
    blank = reader.get("organiser_review.item", **where, **asked).form(address)
    return reader.client.post(address, data=blank | answers)


def test_an_event_without_anything_to_decide_says_so(organiser, web_session, event):
    web_session.commit()

    assert "Nothing waits for a decision." in page_of(organiser, event).words()
    assert "waits for your decision" not in organiser.get("organiser_events.show", event_id=event.id).words()


def test_says_what_happened_to_whom_where_and_when(organiser, event, record, gone):
    record(scan_of(gone), {"id": scan_of(gone)["id"], "ticket": "x"})

    said, shown = page_of(organiser, event).words(), organiser.get("organiser_events.show", event_id=event.id).words()

    assert "2 scans wait for your decision" in shown
    for part in (
        "Scanned without network: the registration is cancelled",
        "Ilze Liepa, Malta",
        "23 January 2019 10:00",
        "Sānu durvis, Anna",
        "Scanned without network: nobody at this event has this code",
        "Not known",
    ):
        assert part in said


def test_one_press_lets_a_scan_count(organiser, web_session, event, record, gone):
    record(scan_of(gone))
    page = page_of(organiser, event)
    item = item_of(web_session)
    address = organiser.url("organiser_review.accept", event_id=event.id, item_id=item.id)

    responses = [organiser.client.post(address, data=page.form(address)) for _ in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    words = page_of(organiser, event).words()
    assert "It counts now." in words
    assert "Somebody has decided about this already." in words
    assert "Nothing waits for a decision." in words
    assert [row.registration_id for row in stored(web_session, Attendance)] == [gone.id]


def test_all_of_a_kind_count_by_one_press(organiser, web_session, event, record):
    people = [make_registration(web_session, event) for _ in range(3)]
    for each in people:
        registration.cancel(web_session, each, now=NOW)
    record(*map(scan_of, people))
    page = page_of(organiser, event)
    address = organiser.url("organiser_review.accept_all", event_id=event.id, case_kind="cancelled")
    assert "Let all 3 count" in page.words()

    organiser.client.post(address, data=page.form(address))

    assert "3 scans count now." in page_of(organiser, event).words()
    assert {row.registration_id for row in stored(web_session, Attendance)} == {each.id for each in people}
    (entry,) = stored(web_session, AuditEntry, action="accept_all")
    assert entry.detail == {"event": event.id, "scans": 3, "kind": "cancelled"}


def test_a_kind_that_there_is_not_is_not_found(organiser, event, record, gone):
    record(scan_of(gone))
    token = {"csrf_token": page_of(organiser, event).all("input", name="csrf_token")[0].get("value")}
    address = organiser.url("organiser_review.accept_all", event_id=event.id, case_kind="dragons")

    assert organiser.client.post(address, data=token).status_code == 404


def test_a_day_is_proposed_and_another_may_be_chosen(organiser, web_session, event, record, gone):
    record(scan_of(gone))
    item = item_of(web_session)
    where = {"event_id": event.id, "item_id": item.id}
    form = organiser.get("organiser_review.item", **where).form(organiser.url("organiser_review.item", **where))

    response = decide(organiser, event, item, {"decision": "accept", "day": "2019-01-24"})

    assert form["day"] == "2019-01-23"
    assert response.status_code == 303
    (row,) = stored(web_session, Attendance)
    assert stored(web_session, EventDay, id=row.day_id)[0].date.day == 24


def test_the_person_is_found_and_attached(organiser, web_session, event, record):
    make_registration(web_session, event)
    ada = make_registration(web_session, event, name="Ada", surname="Ņikuļina")
    record({"id": scan_of(ada)["id"], "code": "ZZZZ-ZZZZ", "way": "code"})
    item = item_of(web_session)
    page = organiser.get("organiser_review.item", event_id=event.id, item_id=item.id, q="nikul")
    assert "Let it count for the person chosen below" in page.words()
    assert len(page.all("input", name="registration")) == 1

    response = decide(organiser, event, item, {"decision": "attach", "registration": str(ada.id)}, q="nikul")

    assert response.status_code == 303
    assert [row.registration_id for row in stored(web_session, Attendance)] == [ada.id]
    assert item_of(web_session).decision is Decision.ATTACH


def test_nobody_is_found_by_nonsense(organiser, web_session, event, record, gone):
    record(scan_of(gone))
    page = organiser.get("organiser_review.item", event_id=event.id, item_id=item_of(web_session).id, q="\x00%_zzz")

    assert "Nobody was found." in page.words()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Choose what becomes of it"),
        ({"decision": "burn"}, "Choose from the list"),
        ({"decision": "dismiss"}, "Say why"),
        ({"decision": "dismiss", "reason": " \u200b "}, "Say why"),
        ({"decision": "dismiss", "reason": "x" * 501}, "This is too long. Shorten it"),
        ({"decision": "accept", "day": ""}, "Choose a day of the event"),
        ({"decision": "accept", "day": "2019-02-01"}, "Choose from the list"),
        ({"decision": "accept", "day": "yesterday"}, "Choose from the list"),
        ({"decision": "attach"}, "Choose a person of this event"),
        ({"decision": "attach", "registration": "1000000000"}, "Choose a person of this event"),
        ({"decision": "attach", "registration": "Ada"}, "Choose from the list"),
    ],
)
def test_bad_input_decides_nothing(answers, said, organiser, web_session, event, record, gone):
    record(scan_of(gone))

    response = decide(organiser, event, item_of(web_session), answers)

    assert response.status_code == 200
    assert said in Page(response).words()
    assert item_of(web_session).decision is None
    assert stored(web_session, Attendance) == []


def test_what_was_set_aside_says_why_and_by_whom(organiser, web_session, event, record, gone):
    record(scan_of(gone))
    item = item_of(web_session)

    decide(organiser, event, item, {"decision": "dismiss", "reason": "It was a test"})

    said = organiser.get("organiser_review.item", event_id=event.id, item_id=item.id).words()
    assert "Set aside" in said
    assert "It was a test" in said
    assert "Set aside" in page_of(organiser, event).words()
    assert stored(web_session, Attendance) == []
    (entry,) = stored(web_session, AuditEntry, action="dismiss")
    assert entry.detail == {"event": event.id, "kind": "cancelled"}


def test_a_walk_in_is_named_but_not_as_whom_they_take_part(organiser, web_session, event, record):
    scan = walk_in(event.id, person_key=KEY, category="roma", consent=True)
    record(scan, at="2019-01-22T20:00:00Z")  # on no day of the event
    item = item_of(web_session)

    pages = [page_of(organiser, event), organiser.get("organiser_review.item", event_id=event.id, item_id=item.id)]
    response = decide(organiser, event, item, {"decision": "accept", "day": "2019-01-23"})

    for page in pages:
        assert "Zane Kalniņa, Cerība" in page.words()
        assert "roma" not in page.words().lower()
    assert response.status_code == 303
    (found,) = stored(web_session, Registration, event_id=event.id)
    assert found.full_name == f"{ZANE['name']} {ZANE['surname']}"
    assert categories.has_consent(web_session, found, categories.Purpose.CATEGORY)
    web_session.rollback()


def test_two_doors_without_network_are_shown(organiser, web_session, event, record):
    ada = make_registration(web_session, event, name="Ada", surname="Ozola")
    record(scan_of(ada))
    other = make_pass(web_session, event, name="Pagalms", operator="")
    scan = scan_of(ada, at="2019-01-23T08:05:00Z", offline=True)
    checkin.record(web_session, other, [scan], now=at_hour(9))
    web_session.commit()

    said = page_of(organiser, event).words()

    assert "Admitted at two doors without network" in said
    assert "Ada Ozola, 23 January 2019" in said
    assert "10:00 Sānu durvis, Anna" in said
    assert "10:05 Pagalms" in said


def test_at_a_closed_event_every_decision_says_why(organiser, web_session, event, record, gone):
    record(scan_of(gone))
    event_life.close(web_session, web_session.get_one(Event, event.id), by=None, now=at_hour(9))
    web_session.commit()
    item = item_of(web_session)
    assert (
        page_of(organiser, event).all(
            "form", action=organiser.url("organiser_review.accept", event_id=event.id, item_id=item.id)
        )
        == []
    )

    refused = decide(organiser, event, item, {"decision": "accept"})
    accepted = decide(organiser, event, item, {"decision": "accept", "reason": "The phone came back late"})

    assert "Say why" in Page(refused).words()
    assert accepted.status_code == 303
    assert [row.registration_id for row in stored(web_session, Attendance)] == [gone.id]


def test_the_case_of_another_event_is_not_found(organiser, web_session, event, project, record, gone):
    record(scan_of(gone))
    other = make_event(web_session, project)
    foreign = make_event(web_session, make_project(web_session))
    web_session.commit()
    item = item_of(web_session)

    for elsewhere in (other, foreign):
        address = organiser.url("organiser_review.item", event_id=elsewhere.id, item_id=item.id)
        assert organiser.client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["lv", "en"])
def test_is_written_in_both_languages(language, browser, web_session, project, event, record, gone):
    user = make_user(web_session, Role.ORGANISER, project=project)
    record(scan_of(gone))
    reader = browser.log_in(user).read_in(language)

    said = page_of(reader, event).words()

    assert ("To decide" in said) is (language == "en")
    assert ("Scanned without network" in said) is (language == "en")
