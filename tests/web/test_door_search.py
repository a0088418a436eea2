"""The door without JavaScript: a ticket's typed address, and people found by name at a desk."""

import pytest

from eventreg.domain import registration
from eventreg.models import Attendance, DoorPass, PassKind, Scan, Way
from tests.browser import HTML, Page
from tests.factories import NOW, admit, at_hour, make_registration, stored
from tests.web.reading import words
from tests.web.verdicts import present, type_code, verdict

SEARCH, ADMIT = "door_search.search", "door_search.admit"
LETTERS = "Enter at least three letters"


@pytest.fixture
def guests(web_session, event, ada):
    """Ada, and three others at the same event; one elsewhere with Ada's name."""
    make_registration(web_session, name="Ada", surname="Ņikuļina")
    people = [("Pēteris", "Paņko", "Balvi"), ("Pēteris", "Ozols", "Panorāma"), ("Žanis", "Krauja", "Malta")]
    named = [{"name": name, "surname": surname, "organisation": place} for name, surname, place in people]
    return [ada] + [make_registration(web_session, event, email="guest@example.lv", **each) for each in named]


def search(reader, text, expect=200):
    """Type a name at the door and look for it."""
    form = reader.get("door.scan").form(reader.url(SEARCH))
    return reader.post(SEARCH, form | {"text": text}, expect=expect)


def found(page):
    """Return what stands on the page for each person."""
    return [words(item) for items in page.all("ul", class_="cards") for item in items.iter(HTML + "li")]


def press(reader, page, place=0):
    """Press the button of one who was found."""
    forms = [form for form in page.all("form") if form.get("action") == reader.url(ADMIT)]
    fields = {field.get("name"): field.get("value") for field in forms[place].iter(HTML + "input")}
    return Page(reader.client.post(reader.url(ADMIT), data=fields)), fields


# --- a ticket's address ---


@pytest.mark.parametrize("form", ["HTTP://LOCALHOST/T/{0}", "https://other.example/t/{1}", "  /t/{0} "])
def test_the_address_of_a_ticket_can_be_typed(form, open_door, web_session, ada):
    reader = open_door()

    page = type_code(reader, form.format(ada.ticket, ada.ticket.lower()))

    assert verdict(page)[0] == "admitted"
    assert "Ada Ņikuļina" in verdict(page)[3]  # whoever holds the ticket learns the name
    (scan,) = stored(web_session, Scan)
    assert (scan.way, scan.registration_id) == (Way.QR, ada.id)


@pytest.mark.parametrize("typed", ["/t/", "http://x/t/short", "/t/{}0", "t/{}"])
def test_what_is_no_address_of_a_ticket_is_a_code(typed, open_door, ada):
    assert verdict(type_code(open_door(), typed.format(ada.ticket)))[0] == "unknown"


# --- by name ---


def test_a_desk_finds_people_whatever_the_accents_and_lets_them_in(open_door, web_session, guests):
    reader = open_door(PassKind.DESK)

    page = search(reader, "PANKO")
    assert found(page) == ["Pēteris Paņko Balvi Let in : Pēteris Paņko"]
    let_in, fields = press(reader, page)
    again = Page(reader.client.post(reader.url(ADMIT), data=fields))

    assert [verdict(each)[0] for each in (let_in, again)] == ["admitted", "admitted"]
    assert present(let_in) == ["1 of 4 present"]
    (scan,) = stored(web_session, Scan)
    assert (scan.way, scan.registration_id) == (Way.SEARCH, guests[1].id)


def test_whoever_has_not_come_stands_first(open_door, web_session, guests):
    admit(web_session, guests[2])
    registration.cancel(web_session, guests[3], now=NOW)
    web_session.commit()
    reader = open_door(PassKind.DESK)

    assert found(search(reader, "pēteris pan")) == [
        "Pēteris Paņko Balvi Let in : Pēteris Paņko",
        "Pēteris Ozols Panorāma Already here Let in : Pēteris Ozols",
    ]
    assert found(search(reader, "krauja")) == ["Žanis Krauja Malta Cancelled Let in : Žanis Krauja"]


def test_the_first_twenty_are_shown(open_door, web_session, event):
    for number in range(21):
        make_registration(web_session, event, name="Jānis", surname=f"Bērziņš-{number:02}")
    web_session.commit()

    page = search(open_door(PassKind.DESK), "janis")

    assert len(found(page)) == 20
    assert "These are the first 20. Enter more letters." in page.words()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", LETTERS), ("  p  ", LETTERS), ("x" * 201, "This is too long. Shorten it")],
)
def test_too_few_letters_find_nobody(typed, said, open_door, guests):
    page = search(open_door(PassKind.DESK), typed)

    assert page.errors() == [said]
    assert found(page) == []


@pytest.mark.parametrize("typed", ["guest@example", "example", "%%%", "pēteris krauja"])
def test_what_a_desk_does_not_see_finds_nobody(typed, open_door, guests):
    page = search(open_door(PassKind.DESK), typed)

    assert found(page) == []
    assert "Nobody at this event is called so." in page.words()


@pytest.mark.parametrize("why", ["scanner", "sensitive"])
def test_no_names_where_a_pass_may_not_see_them(why, open_door, web_session, event, guests):
    reader = open_door(PassKind.DESK)
    form = reader.get("door.scan").form(reader.url(SEARCH)) | {"text": "panko"}
    if why == "sensitive":
        event.sensitive = True
    else:
        web_session.query(DoorPass).update({"kind": PassKind.SCANNER})
    web_session.commit()

    page = reader.post(SEARCH, form)

    assert reader.get("door.scan").all("form", action=reader.url(SEARCH)) == []
    assert "Paņko" not in page.text


def test_what_is_typed_stands_in_no_address(open_door, guests):
    reader = open_door(PassKind.DESK)

    assert reader.client.get(f"{reader.url(SEARCH)}?text=panko").status_code == 405


def test_a_device_without_javascript_is_seen_too(open_door, web_session, ada):
    type_code(open_door(), ada.code)

    assert stored(web_session, DoorPass)[-1].last_seen_at == at_hour(8)


def test_a_button_without_a_person_lets_nobody_in(open_door, web_session, guests):
    reader = open_door(PassKind.DESK)
    _, fields = press(reader, search(reader, "panko"))

    for nonsense in ("", "x", "-1", "99999999999999999999"):
        reader.client.post(reader.url(ADMIT), data=fields | {"registration": nonsense})

    assert len(stored(web_session, Attendance)) == 1
