"""Several sign-ups of one person beside each other."""

import pytest

from eventreg.models import Registration
from tests.factories import admit, make_event, make_registration
from tests.web.reading import read, rows

PAGE = "organiser_repeats"
ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}


@pytest.fixture
def twice(web_session, project):
    """Two sign-ups of one person."""
    event = make_event(web_session, project)
    made = [make_registration(web_session, event, organisation=name, **ILZE) for name in ("Ogre", "Ikšķile")]
    web_session.commit()
    return made


def at(guest):
    return {"event_id": guest.event_id, "registration_id": guest.id}


def test_marks_where_they_differ(organiser, twice):
    page = organiser.get(f"{PAGE}.show", **at(twice[0]))

    lines = {row[0]: row[1:] for row in rows(page)}
    assert lines["Organisation or municipality differs"] == ["Ogre", "Ikšķile"]
    assert lines["E-mail"] == ["ilze@example.lv"] * 2


def test_keeps_them(organiser, web_session, twice):
    page = organiser.get(f"{PAGE}.show", **at(twice[0]))

    organiser.press(page, f"{PAGE}.keep", **at(twice[0]), expect=303)

    assert [read(web_session, Registration, id=each.id).repeat_kept for each in twice] == [True, True]
    assert "they all stay" in organiser.get(f"{PAGE}.show", **at(twice[1])).words()


def test_merges_and_parts_them_again(organiser, web_session, twice):
    first, second = twice
    organiser.press(organiser.get(f"{PAGE}.show", **at(first)), f"{PAGE}.merge", **at(second), expect=303)

    assert read(web_session, Registration, id=first.id).merged_into_id == second.id
    page = organiser.get(f"{PAGE}.show", **at(second))
    assert "1 sign-up was merged." in page.words()
    assert "no second sign-up" in page.words()
    merged = organiser.get("organiser_registration.show", **at(first))
    assert "Part the sign-ups again" in merged.words()

    organiser.press(merged, "organiser_registration.restore", **at(first), expect=303)
    assert read(web_session, Registration, id=first.id).merged_into_id is None


def test_says_why_who_came_is_not_merged_away(organiser, web_session, twice):
    page = organiser.get(f"{PAGE}.show", **at(twice[0]))
    admit(web_session, twice[0])
    web_session.commit()

    organiser.press(page, f"{PAGE}.merge", **at(twice[1]), expect=303)

    assert "This person has been at the event" in organiser.get(f"{PAGE}.show", **at(twice[0])).words()
