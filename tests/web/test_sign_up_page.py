"""The empty sign-up form, which is kept: what it says is never older than the request, and never another reader's."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from eventreg import clock
from eventreg.domain import offered_events
from eventreg.models import Category, Event, EventDay, EventStatus, Notice, Project, Registration, Role
from eventreg.web import sign_up_page
from tests.browser import Browser
from tests.conftest import NOW
from tests.factories import make_event, make_registration, make_user, stored

ANSWERS = {"name": "Līga", "surname": "Bērziņa", "organisation": "Balvu novads", "country": "LV"}


@pytest.fixture
def event(web_session):
    """An event with two places, beside another one."""
    made = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, capacity=2)
    make_event(web_session)
    web_session.commit()
    return made


def opened(reader, event):
    """Return what a newcomer reads who speaks the language of `reader`."""
    newcomer = Browser(reader.app)
    with reader.client.session_transaction() as known, newcomer.client.session_transaction() as session:
        session["lang"] = known["lang"]
    return newcomer.get("public.register", slug=event.slug)


def change(session, kind, where, **values):
    """Change a row behind the back of all rules and counters of changes."""
    session.execute(update(kind).where(where).values(**values))
    session.commit()


@pytest.mark.parametrize(
    ("kind", "of", "values", "said"),
    [
        (Event, "id", {"name": {"lv": "Sapulce", "en": "Gathering"}}, "Gathering"),
        (Event, "id", {"place": "Rēzekne"}, "Rēzekne"),
        (Event, "id", {"places_taken": 1}, "1 place left"),
        (Event, "id", {"capacity": 7}, "7 places left"),
        (Event, "id", {"status": EventStatus.CANCELLED, "cancelled_at": NOW}, "This event has been cancelled."),
        (EventDay, "event_id", {"starts_at": None, "ends_at": None}, "23–25 January 2019 Where"),
        (Project, "id", {"disclaimer": {"lv": "Atruna", "en": "A disclaimer"}}, "A disclaimer"),
        (Notice, "project_id", {"short": {"lv": "Īsi", "en": "In short, nothing"}}, "In short, nothing"),
        (Category, "project_id", {"label": {"lv": "Kāds", "en": "Somebody"}}, "Somebody"),
        (Category, "project_id", {"sensitive": True}, "The law protects this answer"),
    ],
)
def test_a_change_shows_at_once_whoever_made_it(kind, of, values, said, reader, web_session, event):
    if values == {"sensitive": True}:
        change(web_session, Category, Category.project_id == event.project_id, sensitive=False)
    text = " ".join("".join(opened(reader, event).all("body")[0].itertext()).split())
    assert said not in text

    key = event.id if kind in (Event, EventDay) else event.project_id
    change(web_session, kind, getattr(kind, of) == key, **values)

    assert said in " ".join("".join(opened(reader, event).all("body")[0].itertext()).split())


def test_a_new_notice_shows_at_once_and_is_the_one_that_is_sent(reader, web_session, event):
    before = opened(reader, event).form()["notice"]
    known = {"project_id": event.project_id, "full": {"lv": "Jauns"}, "created_at": NOW}
    made = Notice(version=2, short={"lv": "Jauns", "en": "Quite new"}, **known)
    web_session.add(made)
    web_session.commit()

    page = opened(reader, event)

    assert before != page.form()["notice"] == str(made.id)
    assert "Quite new" in page.words()


def test_a_day_that_is_added_or_taken_away_shows_at_once(reader, web_session, event):
    opened(reader, event)
    web_session.delete(event.days[2])
    web_session.commit()

    assert "23–24 January 2019" in opened(reader, event).words()


def test_time_alone_closes_the_form(reader, web_session, event, monkeypatch):
    change(web_session, Event, Event.id == event.id, closes_at=NOW + timedelta(minutes=5))
    assert "2 places left" in opened(reader, event).words()

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))

    assert "Sign-up has closed." in opened(reader, event).words()


def test_each_language_has_its_own_page(browser, event):
    pages = [opened(browser.read_in(spoken), event) for spoken in ("lv", "en", "lv")]

    assert [page.all("html")[0].get("lang") for page in pages] == ["lv", "en", "lv"]
    assert [page.all("h1")[0].text for page in pages] == ["Sanāksme", "Meeting", "Sanāksme"]


def test_each_reader_has_their_own_token_and_form(reader, web_session, event):
    forms = [opened(reader, event).form() for _ in range(3)]

    assert len({form["submission"] for form in forms}) == 3
    assert len({form["csrf_token"] for form in forms}) == 3
    assert all(len(form["submission"]) == 22 for form in forms)


def test_the_token_of_a_kept_page_is_that_of_its_reader(reader, web_session, event):
    opened(reader, event)
    form = reader.get("public.register", slug=event.slug).form()

    address = reader.url("public.register", slug=event.slug)
    assert reader.client.post(address, data=form | ANSWERS).status_code == 303
    assert reader.client.post(address, data=opened(reader, event).form() | ANSWERS).status_code == 200


def test_two_events_do_not_share_a_page(reader, web_session, event):
    other = make_event(web_session, event.project, name={"lv": "Cits", "en": "Another"})
    web_session.commit()

    assert [opened(reader, each).all("h1")[0].text for each in (event, other, event)] == [
        "Meeting",
        "Another",
        "Meeting",
    ]


def test_a_kept_page_says_what_a_new_one_says(reader, web_session, event):
    def told():
        page = opened(reader, event)
        form = page.form()
        return page.text.replace(form["csrf_token"], "").replace(form["submission"], "")

    first, again = told(), told()
    reader.app.extensions["sign_up_pages"].clear()
    offered_events.kept.clear()

    assert first == again == told()


def test_who_is_logged_in_leaves_nothing_on_the_page_of_others(reader, web_session, event):
    staff = make_user(web_session, Role.ORGANISER, project=event.project)
    web_session.commit()
    logged_in = Browser(reader.app).read_in("en").log_in(staff)

    own = logged_in.get("public.register", slug=event.slug)
    others = opened(reader, event)
    again = logged_in.get("public.register", slug=event.slug)

    assert ["My account" in page.text for page in (own, others, again)] == [True, False, True]


def test_an_address_that_asks_for_something_is_kept_for_nobody(reader, event):
    page = reader.get("public.register", slug=event.slug, kind="wish")

    assert "kind=wish" in page.text
    assert "kind=wish" not in opened(reader, event).text


def test_no_more_is_kept_than_there_is_room_for(reader, web_session, event, monkeypatch):
    monkeypatch.setattr(sign_up_page, "MOST_KEPT", 1)
    monkeypatch.setattr(offered_events, "MOST_KEPT", 1)
    other = make_event(web_session, event.project)
    web_session.commit()
    for each in (event, other, event):
        opened(reader, each)

    assert (len(reader.app.extensions["sign_up_pages"]), len(offered_events.kept)) == (1, 1)


@pytest.mark.parametrize("days", [1, 3])
def test_the_form_takes_two_statements(days, reader, web_session, event, count_statements):
    for day in event.days[days:]:
        web_session.delete(day)
    web_session.commit()
    make_registration(web_session, event)
    web_session.commit()
    address = reader.url("public.register", slug=event.slug)

    assert [count_statements(lambda: reader.client.get(address)) for _ in range(2)] == [2, 2]


@pytest.mark.parametrize("before", [0, 3])
def test_a_submit_takes_nine_statements(before, reader, web_session, event, count_statements):
    change(web_session, Event, Event.id == event.id, capacity=10)
    for _ in range(before):
        make_registration(web_session, event)
    web_session.commit()
    page = reader.get("public.register", slug=event.slug)
    answers = page.form() | ANSWERS | {"email": "liga@example.lv", "category": "ngo"}
    address = reader.url("public.register", slug=event.slug)

    assert count_statements(lambda: reader.client.post(address, data=answers)) == 9
    assert len(stored(web_session, Registration)) == before + 1
