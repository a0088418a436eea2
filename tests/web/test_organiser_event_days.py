"""Days of an event that follow a rhythm: a course every Tuesday, an exhibition of five weeks."""

import pytest
from sqlalchemy import select

from eventreg.models import Event
from tests.web.reading import read
from tests.web.test_organiser_events import EVENT


def several(**answers):
    return {
        f"several-{name}": value for name, value in ({"first": "2019-01-24", "last": "2019-02-01"} | answers).items()
    }


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ("daily", ["01-24", "01-25", "01-26", "01-27", "01-28", "01-29", "01-30", "01-31", "02-01"]),
        ("weekdays", ["01-24", "01-25", "01-28", "01-29", "01-30", "01-31", "02-01"]),
        ("weekly", ["01-24", "01-31"]),
    ],
)
def test_days_of_a_rhythm_become_rows_once_each(rhythm, days, organiser, web_session, project):
    asked = several(rhythm=rhythm, starts_at="09:30") | {"days-1-date": "", "add_several": "1"}

    page = organiser.fill("organiser_events.new", EVENT | asked, slug=project.slug)

    again = page.form(organiser.url("organiser_events.new", slug=project.slug))
    assert [again[name] for name in again if name.startswith("days-") and name.endswith("-date")] == [
        EVENT["days-0-date"],
        *(f"2019-{day}" for day in days if f"2019-{day}" != EVENT["days-0-date"]),
    ]
    assert (again["days-1-starts_at"], again["several-first"], again["several-last"]) == ("09:30", "", "")
    assert page.errors() == []
    assert web_session.scalar(select(Event).where(Event.number == 4)) is None


def test_days_of_a_rhythm_that_were_not_added_yet_are_saved_too(organiser, web_session, project):
    organiser.submit("organiser_events.new", EVENT | several(rhythm="weekly"), slug=project.slug)

    assert [day.date.isoformat() for day in read(web_session, Event, number=4).days] == ["2019-01-24", "2019-01-31"]


@pytest.mark.parametrize("button", [{}, {"add_several": "1"}])
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"first": ""}, "Enter the first day"),
        ({"last": ""}, "Enter the last day"),
        ({"first": "", "last": "", "ends_at": "12:00"}, "Enter the first day Enter the last day"),
        ({"last": "2019-01-23"}, "The last day is before the first one"),
        ({"last": "9999-12-31"}, "Check the year"),
        ({"last": "1.2.2019"}, "Check the date: it should look like 2026-03-23"),
        ({"last": "2019-03-25"}, "An event has at most 60 days"),
        ({"first": "2019-01-25", "last": "2019-03-25"}, "An event has at most 60 days"),
        ({"starts_at": "12:00", "ends_at": "09:00"}, "The day ends before it starts"),
        ({"rhythm": "monthly"}, "Choose from the list"),
    ],
)
def test_a_wrong_rhythm_is_named_and_kept(answers, sentence, button, organiser, web_session, project):
    typed = several(**answers)

    page = organiser.fill("organiser_events.new", EVENT | typed | button, slug=project.slug)

    assert " ".join(page.errors()) == sentence
    again = page.form(organiser.url("organiser_events.new", slug=project.slug))
    typed.pop("several-rhythm", None)
    assert {name: again[name] for name in typed} == typed
    assert web_session.scalar(select(Event).where(Event.number == 4)) is None
