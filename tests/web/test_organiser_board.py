"""The live board: who is present, when they came and by which door, and that a page follows it cheaply."""

from datetime import date, timedelta

import pytest

from eventreg import clock, language
from eventreg.domain import checkin, registration
from eventreg.web import arrivals_chart
from tests.browser import HTML
from tests.factories import at_hour, make_event, make_pass, make_registration, make_review_item, scan_of, undo_of
from tests.web.reading import figures, rows, words

SHOW, STATE = "organiser_board.show", "organiser_board.state"


@pytest.fixture
def door(web_session, project, monkeypatch):
    """An event with four guests and two doors, at eleven o'clock in Riga on its first day."""
    monkeypatch.setattr(clock, "now", lambda: at_hour(9))
    event = make_event(web_session, project)
    guests = [
        make_registration(web_session, event, name=name, surname="Ozola") for name in ("Ada", "Berta", "Cilda", "Dora")
    ]
    doors = [make_pass(web_session, event, name=name) for name in ("North", "South")]
    other = make_event(web_session, project)
    let_in(web_session, make_pass(web_session, other, name="Elsewhere"), make_registration(web_session, other), 8, 1)
    web_session.commit()
    return event, guests, doors


def let_in(session, door_pass, guest, hour, minute, day=date(2019, 1, 23)):
    """Somebody comes in; return the scan."""
    scan = scan_of(guest)
    checkin.record(session, door_pass, [scan], now=at_hour(hour, day=day, minute=minute))
    session.commit()
    return scan


def last(page):
    """Return the last arrivals as they stand on a page."""
    (found,) = page.all("ol")
    return [[words(part) for part in item] for item in found.iter(HTML + "li")]


def ask(organiser, event, tag=None, **asked):
    headers = {"If-None-Match": tag} if tag else {}
    return organiser.client.get(organiser.url(STATE, event_id=event.id, **asked), headers=headers)


def test_shows_who_is_present_when_they_came_and_by_which_door(organiser, web_session, door):
    event, (ada, berta, cilda, _), (north, south) = door
    let_in(web_session, north, ada, 7, 59)
    let_in(web_session, south, berta, 8, 14)
    let_in(web_session, south, cilda, 8, 31)
    let_in(web_session, south, ada, 8, 40)  # again: she came at 7:59

    page = organiser.get(SHOW, event_id=event.id)

    assert figures(page) == {"Present": "3 of 4 confirmed", "Still to come": "1"}
    assert rows(page) == [
        ["9:45", "1"], ["10:00", "1"], ["10:15", "0"], ["10:30", "1"],
        ["South", "2"], ["North", "1"],
    ]  # fmt: skip
    assert last(page) == [
        ["10:31 · South", "Cilda Ozola"],
        ["10:14 · South", "Berta Ozola"],
        ["9:59 · North", "Ada Ozola"],
    ]


def test_whoever_was_taken_back_is_not_there(organiser, web_session, door):
    event, (ada, berta, *_), (north, _) = door
    scan = let_in(web_session, north, ada, 8, 0)
    let_in(web_session, north, berta, 8, 1)
    checkin.record(web_session, north, [undo_of(scan)], now=at_hour(8, minute=2))
    web_session.commit()

    page = organiser.get(SHOW, event_id=event.id)

    assert figures(page)["Present"] == "1 of 4 confirmed"
    assert (rows(page), last(page)) == ([["10:00", "1"], ["North", "1"]], [["10:01 · North", "Berta Ozola"]])


def test_leads_to_what_waits_for_a_decision(organiser, web_session, door):
    event, *_ = door
    make_review_item(web_session, event)
    make_review_item(web_session, make_event(web_session, event.project))
    web_session.commit()

    page = organiser.get(SHOW, event_id=event.id)

    assert figures(page)["To decide"] == "1"
    assert page.all("a", href=organiser.url("organiser_review.show", event_id=event.id)) != []


def test_each_day_has_its_own_board_and_today_is_the_first_to_be_seen(organiser, web_session, door, monkeypatch):
    event, (ada, berta, *_), (north, _) = door
    let_in(web_session, north, ada, 8, 0)
    let_in(web_session, north, berta, 8, 0, day=date(2019, 1, 24))
    monkeypatch.setattr(clock, "now", lambda: at_hour(9, day=date(2019, 1, 24)))

    today, first = organiser.get(SHOW, event_id=event.id), organiser.get(SHOW, event_id=event.id, day="2019-01-23")

    assert [[name for _, name in last(page)] for page in (today, first)] == [["Berta Ozola"], ["Ada Ozola"]]
    for day in ("2019-01-22", "x", ""):
        organiser.get(SHOW, event_id=event.id, day=day, expect=404)


def test_an_event_to_come_has_an_empty_board_and_one_without_days_asks_for_them(organiser, web_session, project):
    event = make_event(web_session, project)
    empty = make_event(web_session, project, days=(), published=False)
    web_session.commit()

    assert "As soon as somebody is let in, the name stands here." in organiser.get(SHOW, event_id=event.id).words()
    assert "No days yet." in organiser.get(SHOW, event_id=empty.id).words()
    assert ask(organiser, empty).status_code == 404


def test_a_page_that_asks_again_is_told_in_no_bytes_that_nothing_changed(
    organiser, web_session, door, count_statements
):
    event, (ada, *_), (north, _) = door
    first = ask(organiser, event)
    answers = []

    statements = count_statements(lambda: answers.append(ask(organiser, event, first.headers["ETag"])))
    let_in(web_session, north, ada, 8, 0)
    after = ask(organiser, event, first.headers["ETag"])

    assert [(each.status_code, each.data) for each in answers] == [(304, b"")]
    assert statements < count_statements(lambda: ask(organiser, event))
    assert after.status_code == 200
    assert "Ada Ozola" in after.json["parts"]["last"]
    assert sorted(after.json["parts"]) == ["arrivals", "doors", "figures", "last"]


@pytest.mark.parametrize("change", ["undo", "sign_up", "cancel", "to_decide", "language"])
def test_each_change_gives_the_board_another_tag(change, organiser, web_session, door):
    event, (ada, berta, *_), (north, _) = door
    scan = let_in(web_session, north, ada, 8, 0)
    before = ask(organiser, event).headers["ETag"]
    if change == "undo":
        checkin.record(web_session, north, [undo_of(scan)], now=at_hour(9))
    elif change == "sign_up":
        make_registration(web_session, event)
    elif change == "to_decide":
        make_review_item(web_session, event)
    elif change == "cancel":
        registration.cancel(web_session, berta, now=at_hour(9))
    else:
        organiser.read_in("lv")
    web_session.commit()

    assert ask(organiser, event, before).status_code == 200


def test_the_board_of_a_crowd_asks_no_more(organiser, web_session, door, count_statements):
    event, guests, (north, _) = door
    let_in(web_session, north, guests[0], 8, 0)
    ask(organiser, event)  # the first request of a session writes that it is there
    few = count_statements(lambda: ask(organiser, event))
    for minute, guest in enumerate(guests[1:]):
        let_in(web_session, north, guest, 8, minute)

    assert count_statements(lambda: ask(organiser, event)) == few


# --- the chart ---


def drawn(*minutes):
    chart = arrivals_chart.of([at_hour(7) + timedelta(minutes=each) for each in minutes], language.RIGA)
    return [(f"{bar.begins:%H:%M}", bar.number, bar.height) for bar in chart.bars]


def test_counts_by_the_quarter_of_an_hour_without_a_gap():
    assert drawn(0, 14, 15, 44) == [("09:00", 2, 100), ("09:15", 1, 50), ("09:30", 1, 50)]
    assert [number for _, number, _ in drawn(59, 106)] == [1, 0, 0, 0, 1]


def test_counts_by_the_hour_where_people_came_over_a_long_time():
    chart = arrivals_chart.of([at_hour(7), at_hour(7, minute=50), at_hour(13)], language.RIGA)

    assert chart.hourly
    assert [bar.number for bar in chart.bars] == [2, 0, 0, 0, 0, 0, 1]
    assert [f"{bar.begins:%H}" for bar in chart.axis] == ["09", "12", "15"]


def test_there_is_no_chart_of_nobody():
    assert arrivals_chart.of([], language.RIGA) is None
