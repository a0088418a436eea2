"""Two people who correct one registration at once: whoever saves second is told what differs, and decides."""

import pytest

from eventreg.models import OutgoingMail, Registration
from tests.factories import make_event, make_registration, stored
from tests.web.reading import page_form, read, rows

FASTER = "Somebody else changed this while you were writing. Nothing is saved yet: compare, then save again."
EDIT, OWN = "organiser_registration.edit", "public_own.correct"


@pytest.fixture
def guest(web_session, project):
    """Somebody signed up."""
    found = make_registration(web_session, make_event(web_session, project), name="Ada", surname="Ozola")
    web_session.commit()
    return found


@pytest.fixture(params=["two organisers", "the participant second", "the participant first"])
def forms(request, organiser, guest):
    """Two forms of one registration, as endpoint, address and what they were opened with."""
    ends = {
        "two organisers": (EDIT, EDIT),
        "the participant second": (EDIT, OWN),
        "the participant first": (OWN, EDIT),
    }[request.param]
    where = {EDIT: {"event_id": guest.event_id, "registration_id": guest.id}, OWN: {"manage": guest.manage}}
    return [(end, where[end], page_form(organiser, end, **where[end])) for end in ends]


def save(browser, form, **typed):
    """Send a form that was opened before."""
    endpoint, where, opened = form
    return browser.client.post(browser.url(endpoint, **where), data=opened | typed)


def test_who_saves_second_is_told_what_differs_and_loses_nothing(organiser, web_session, guest, forms):
    first, (endpoint, where, opened) = forms
    assert save(organiser, first, surname="Ozoliņa", phone="20 000 111").status_code == 303

    page = organiser.post(endpoint, opened | {"organisation": "Ogre", "language": "en"}, **where)

    assert FASTER in page.words()
    assert rows(page) == [
        ["Surname", "Ozoliņa", "Ozola"],
        ["Organisation or municipality", "Balvu novads", "Ogre"],
        ["Phone", "20 000 111", "–"],
        ["Language of the mails" if endpoint == EDIT else "Language of our mails", "Latviešu", "English"],
    ]
    again = page.form(organiser.url(endpoint, **where))
    assert (again["surname"], again["organisation"], again["phone"], again["language"]) == ("Ozola", "Ogre", "", "en")
    saved = read(web_session, Registration, id=guest.id)
    assert (saved.surname, saved.organisation, saved.version) == ("Ozoliņa", "Balvu novads", 2)
    assert stored(web_session, OutgoingMail) == []


def test_after_the_comparison_saving_again_is_a_decision(organiser, web_session, guest, forms):
    first, second = forms
    save(organiser, first, surname="Ozoliņa", phone="20 000 111")
    endpoint, where, opened = second
    compared = organiser.post(endpoint, opened | {"organisation": "Ogre"}, **where)

    answer = organiser.client.post(
        organiser.url(endpoint, **where), data=compared.form(organiser.url(endpoint, **where))
    )

    assert answer.status_code == 303
    saved = read(web_session, Registration, id=guest.id)
    assert (saved.surname, saved.organisation, saved.phone, saved.version) == ("Ozola", "Ogre", None, 3)


def test_a_form_that_does_not_say_what_it_saw_saves_nothing(organiser, web_session, guest, forms):
    form = forms[1]

    answer = save(organiser, form, version="", surname="Ozoliņa")

    assert answer.status_code == 200
    assert FASTER in answer.text
    assert read(web_session, Registration, id=guest.id).surname == "Ozola"


def test_who_types_the_same_as_the_other_is_told_nothing(organiser, web_session, guest, forms):
    for form in forms:
        assert save(organiser, form, surname="Ozoliņa").status_code == 303

    assert read(web_session, Registration, id=guest.id).version == 2
