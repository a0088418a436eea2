"""The organiser's list of registrations: search, filters, order and pages, all in the address."""

import pytest

from eventreg.domain import guests, registration
from eventreg.domain.tickets import show_code
from eventreg.models import Part, Registration
from tests.conftest import NOW
from tests.factories import admit, make_event, make_registration
from tests.web.reading import rows

LIST = "organiser_people.registrations"


def names(page):
    """The names in the list, without the tags beside them."""
    return [row[0] for row in rows(page)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("panko", ["Ženija Paņko"]),
        ("PAŅKO", ["Ženija Paņko"]),
        ("tilts", ["Māra Ozola"]),
        ("  māra   ozola ", ["Māra Ozola"]),
        ("CODE", ["Māra Ozola"]),
        ("SHOWN", ["Māra Ozola"]),
        ("mara@example", ["Māra Ozola"]),
        ("20 000 111", ["Māra Ozola"]),
        ("ozola tilts", ["Māra Ozola"]),
        ("ozola panko", []),
        ("ilga-anna", ["Ilga-Anna Bērziņa"]),
        ("_", []),
        ("nobody", []),
        ("%", []),
    ],
)
def test_finds_each_word_in_all_that_is_known(wanted, found, organiser, web_session, project):
    event = make_event(web_session, project)
    make_registration(web_session, event, name="Ženija", surname="Paņko")
    mara = make_registration(
        web_session,
        event,
        name="Māra",
        surname="Ozola",
        organisation="biedrība „Tilts”",
        email="mara@example.org",
        phone="20 000 111",
    )
    make_registration(web_session, event, name="Ilga-Anna", surname="Bērziņa")
    web_session.commit()

    wanted = {"CODE": mara.code, "SHOWN": show_code(mara.code).lower()}.get(wanted, wanted)
    assert names(organiser.get(LIST, event_id=event.id, q=wanted)) == found


@pytest.fixture
def crowd(web_session, project):
    """An event with an interpreter who came, somebody who cancelled, somebody twice; and another event's guest."""
    event = make_event(web_session, project)
    make_registration(web_session, make_event(web_session, project), surname="Citur")
    zane = make_registration(web_session, event, name="Zane", surname="Āboliņa", organisation="biedrība")
    zane.part = Part.INTERPRETER
    admit(web_session, zane)
    gone = make_registration(web_session, event, name="Anna", surname="Zariņa", organisation="Alūksne")
    registration.cancel(web_session, gone, now=NOW)
    for _ in range(2):
        make_registration(
            web_session, event, name="Ivo", surname="Celms", email="ivo@example.org", organisation="Cēsis"
        )
    web_session.commit()
    return event


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Ivo Celms second sign-up", "Ivo Celms second sign-up", "Anna Zariņa", "Zane Āboliņa Interpreter"]),
        ({"sort": "oldest", "status": "confirmed", "came": "yes"}, ["Zane Āboliņa Interpreter"]),
        ({"status": "cancelled"}, ["Anna Zariņa"]),
        ({"came": "no", "status": "confirmed"}, ["Ivo Celms second sign-up"] * 2),
        ({"part": "interpreter"}, ["Zane Āboliņa Interpreter"]),
        ({"part": "staff"}, []),
        ({"repeats": "1"}, ["Ivo Celms second sign-up"] * 2),
        ({"sort": "name"}, ["Zane Āboliņa Interpreter", *["Ivo Celms second sign-up"] * 2, "Anna Zariņa"]),
        ({"sort": "organisation", "came": "no"}, ["Anna Zariņa", *["Ivo Celms second sign-up"] * 2]),
        ({"status": "roma", "sort": "sideways", "part": "x", "came": "1", "page": "x", "q": "zane"}, None),
    ],
)
def test_filters_and_sorts_as_the_address_asks(asked, found, organiser, crowd):
    page = organiser.get(LIST, event_id=crowd.id, **asked)

    assert names(page) == (["Zane Āboliņa Interpreter"] if found is None else found)


def test_the_filter_stays_as_it_was_asked(organiser, crowd):
    asked = {"q": "ivo", "status": "confirmed", "came": "no", "sort": "name", "repeats": "1"}

    page = organiser.get(LIST, event_id=crowd.id, **asked)

    assert page.form(organiser.url(LIST, event_id=crowd.id)) == asked | {"part": ""}
    assert "2 found" in page.words()


def test_two_whom_an_organiser_keeps_are_no_second_sign_ups(organiser, web_session, crowd):
    for each in web_session.query(Registration).filter_by(name="Ivo"):
        each.repeat_kept = True
    web_session.commit()

    assert names(organiser.get(LIST, event_id=crowd.id, repeats="1")) == []


def test_shows_the_list_page_by_page(organiser, crowd, monkeypatch):
    monkeypatch.setattr(guests, "PAGE", 3)

    first = organiser.get(LIST, event_id=crowd.id, sort="name")
    second = organiser.get(LIST, event_id=crowd.id, sort="name", page=2)

    assert (len(names(first)), names(second)) == (3, ["Anna Zariņa"])
    assert "Page 1 of 2" in first.words()
    (onward,) = [link.get("href") for link in first.all("a", rel="next")]
    assert names(organiser._page(organiser.client.get(onward), 200)) == names(second)
    assert second.all("a", rel="next") == []
    for beyond in (99, 0, -1):
        assert len(names(organiser.get(LIST, event_id=crowd.id, sort="name", page=beyond))) == (1 if beyond > 1 else 3)


def test_a_longer_list_needs_no_more_statements(organiser, web_session, crowd, count_statements):
    def opened():
        return count_statements(lambda: organiser.get(LIST, event_id=crowd.id, q="a", sort="name"))

    few = opened()
    for _ in range(3):
        make_registration(web_session, crowd)
    web_session.commit()

    assert opened() == few
