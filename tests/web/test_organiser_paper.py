"""What an organiser prints for the door, read back as eyes and phones read it."""

from datetime import date, time, timedelta

import pypdfium2
import pytest
import zxingcpp

from eventreg.delivery import cards, sheet
from eventreg.domain import categories, printing, registration
from eventreg.domain.events import Day
from eventreg.models import AuditEntry
from tests.conftest import NOW
from tests.factories import make_event, make_registration, stored

SHOW, CARDS, LIST = (f"organiser_paper.{name}" for name in ("show", "print_cards", "print_list"))


@pytest.fixture
def event(web_session, project):
    """An event with fourteen guests, of whom two gave an address, one who cancelled, and one of another event."""
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    for number in range(14):
        address = {"email": f"guest{number}@example.lv"} if number < 2 else {}
        named = {"name": "Ģirts", "surname": f"Ņikuļins-{number:02}", "organisation": "Balvu novads"}
        make_registration(web_session, event, language="en", **named, **address)
    registration.cancel(web_session, make_registration(web_session, event, surname="Projām"), now=NOW)
    make_registration(web_session, make_event(web_session, project), surname="Citur")
    web_session.commit()
    return event


def make(organiser, endpoint, event, expect=200, **asked):
    """Press a button of the page; return the file."""
    token = organiser.get(SHOW, event_id=event.id).all("input", name="csrf_token")[0].get("value")
    url = organiser.url(endpoint, event_id=event.id, **asked)
    response = organiser.client.post(url, data={"csrf_token": token})
    assert response.status_code == expect
    return pypdfium2.PdfDocument(response.get_data()) if expect == 200 else None


def words(document):
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def read_codes(document):
    pictures = [page.render(scale=2.5).to_pil() for page in document]
    return [sorted(code.text for code in zxingcpp.read_barcodes(picture)) for picture in pictures]


def offered(organiser, event):
    """Return what the buttons of the page say, by where they lead."""
    page = organiser.get(SHOW, event_id=event.id)
    return {
        button.get("formaction").rpartition("/")[2]: " ".join("".join(button.itertext()).split())
        for button in page.all("button")
        if button.get("formaction")
    }


# --- QR cards ---


def test_prints_twelve_cards_to_a_page_that_a_phone_reads(organiser, web_session, event):
    document = make(organiser, CARDS, event)

    codes = read_codes(document)
    guests = stored(web_session, registration.Registration, event_id=event.id)
    standing = [each for each in guests if not each.cancelled_at]
    assert [len(page) for page in codes] == [12, 2]
    assert sorted(code for page in codes for code in page) == sorted(
        f"HTTP://LOCALHOST/T/{each.ticket}" for each in standing
    )
    printed = words(document)
    for expected in ("Ģirts Ņikuļins-00", "Meeting", "23–25 January 2019, 10:00", standing[0].code[:4]):
        assert expected in printed, expected
    statement = "".join(event.project.funding_statement["en"].split()[-4:])
    assert "".join(printed.split()).count(statement) == 2  # below each sheet


def test_prints_cards_for_those_whom_no_mail_reaches(organiser, event):
    document = make(organiser, CARDS, event, **{"for": "unreachable"})

    assert [len(page) for page in read_codes(document)] == [12]
    assert "Ņikuļins-01" not in words(document)


def test_long_names_leave_room_for_the_code(organiser, web_session, project):
    event = make_event(web_session, project, name={"lv": "Ļoti garš nosaukums " * 10, "en": "A very long name " * 11})
    guest = make_registration(web_session, event, name="Anna-Marija " * 8, surname="Garšuzvārdiņa-" * 7)
    web_session.commit()

    document = make(organiser, CARDS, event)

    assert f"{guest.code[:4]}-{guest.code[4:]}" in words(document)
    assert len(document) == 1


# --- the list ---


def test_prints_everybody_by_surname_with_a_cell_a_day(organiser, web_session, event):
    for choice in categories.list_choices(web_session, event.project_id):
        make_registration(web_session, event, surname="Zariņa", category=choice.key, consent=choice.sensitive or None)
    web_session.commit()

    document = make(organiser, LIST, event)

    printed = words(document)
    for day in ("23 January 2019", "24 January 2019", "25 January 2019"):
        assert day in printed
    names = [printed.index(f"Ņikuļins-{number:02} Ģirts") for number in range(14)]
    assert names == sorted(names)
    assert "Projām" not in printed
    assert f"1 / {len(document)}" in printed
    for category in categories.list_all(web_session, event.project_id):
        assert category.label["en"] not in printed
    web_session.commit()
    assert stored(web_session, AuditEntry, action="export")[-1].detail == {"format": "list", "registrations": 19}


def test_a_long_event_has_several_lists(organiser, web_session, project):
    days = tuple(Day(date(2019, 1, 10) + timedelta(days=n), time(10), None) for n in range(7))
    event = make_event(web_session, project, days=days)
    make_registration(web_session, event)
    web_session.commit()

    assert offered(organiser, event) == {
        "list.pdf?part=1&days=1": "1 person", "list.pdf?part=1&days=2": "1 person",
        "cards.pdf?part=1": "1 person", "cards.pdf?part=1&for=unreachable": "1 person",
    }  # fmt: skip
    second = words(make(organiser, LIST, event, days=2))
    assert "15 January 2019" in second
    assert "14 January 2019" not in second


# --- both ---


def test_many_people_come_in_several_files(organiser, web_session, event, monkeypatch):
    monkeypatch.setattr(cards, "MOST", 6)
    monkeypatch.setattr(sheet, "MOST", 10)

    assert {place: said for place, said in offered(organiser, event).items() if "for=" not in place} == {
        "list.pdf?part=1&days=1": "Ņikuļins-00 – Ņikuļins-09: 10 people",
        "list.pdf?part=2&days=1": "Ņikuļins-10 – Ņikuļins-13: 4 people",
        "cards.pdf?part=1": "Ņikuļins-00 – Ņikuļins-05: 6 people",
        "cards.pdf?part=2": "Ņikuļins-06 – Ņikuļins-11: 6 people",
        "cards.pdf?part=3": "Ņikuļins-12 – Ņikuļins-13: 2 people",
    }
    assert "Ņikuļins-12" in words(make(organiser, CARDS, event, part=3))
    last = words(make(organiser, LIST, event, part=2))
    assert "Ņikuļins-09" not in last
    assert "14" in last.split()


@pytest.mark.parametrize("asked", [{"part": 2}, {"part": 0}, {"part": -1}, {"part": 10**9}, {"days": 9}])
def test_what_is_not_there_is_not_printed(asked, organiser, event):
    make(organiser, LIST, event, expect=404, **asked)


@pytest.mark.parametrize("endpoint", [CARDS, LIST])
def test_a_sensitive_event_is_not_named(endpoint, organiser, web_session, event):
    event.sensitive = True
    web_session.add(event)
    web_session.commit()

    document = make(organiser, endpoint, event)

    printed = words(document) + document.get_metadata_value("Title")
    assert "Meeting" not in printed
    assert "Malta" not in printed
    assert "project" not in printed.lower()
    assert "792550-NRP3-LV" in printed


def test_of_nobody_there_is_nothing_to_print(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    page = organiser.get(SHOW, event_id=event.id)

    assert "Nobody has a place yet" in page.words()
    assert offered(organiser, event) == {}


def test_many_parts_are_found_in_one_statement(web_session, event, count_statements):
    def asked(most):
        return count_statements(lambda: printing.list_parts(web_session, event, most=most))

    assert asked(100) == asked(2)
