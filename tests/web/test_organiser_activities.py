"""Activities without attendance and the numbers that a grant reports besides people."""

from datetime import date

import pytest

from eventreg.models import AuditEntry, Event, Indicator, Kind, Membership, Organisation, Role
from tests.conftest import NOW
from tests.factories import make_event, make_project, make_user, stored
from tests.web.reading import page_form, read, rows

ACTIVITY = {
    "name_lv": "Buklets",
    "name_en": "Booklet",
    "number": "7",
    "kind": "publication",
    "description_lv": "Ieskats kultūrā",
    "first_day": "2018-10-01",
    "last_day": "2019-06-30",
}
INDICATOR = {
    "name_lv": "Ģimenes",
    "name_en": "Families",
    "value": "125",
    "unit_lv": "ģimenes",
    "unit_en": "families",
    "counted_on": "2019-06-30",
    "source": "Report of 2019",
}
FASTER = "Somebody else changed this while you were writing. Nothing is saved yet: compare, then save again."


@pytest.fixture
def booklet(web_session, project):
    """An activity of the organiser's project."""
    made = make_event(web_session, project, kind=Kind.PUBLICATION, days=(), name={"lv": "Buklets", "en": "Booklet"})
    web_session.commit()
    return made


def test_makes_an_activity_with_a_period_and_no_days(organiser, web_session, project):
    organiser.submit("organiser_activities.new", ACTIVITY, slug=project.slug)

    made = read(web_session, Event, number=7)
    assert (made.kind, made.name, made.days) == (Kind.PUBLICATION, {"lv": "Buklets", "en": "Booklet"}, [])
    assert (made.first_day, made.last_day) == (date(2018, 10, 1), date(2019, 6, 30))
    page = organiser.get("organiser.project", slug=project.slug)
    assert page.all("a", href=organiser.url("organiser_activities.show", activity_id=made.id))
    assert "Publication" in organiser.get("organiser_activities.show", activity_id=made.id).words()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name_lv": ""}, "Enter the name in Latvian"),
        ({"kind": "event"}, "Choose from the list"),
        ({"kind": "party"}, "Choose from the list"),
        ({"last_day": "2018-09-30"}, "The last day is before the first one"),
        ({"last_day": "2019-12-31"}, "A date lies outside the project's period. Correct it, or say why."),
        ({"number": "x"}, "Enter a whole number"),
    ],
)
def test_a_wrong_answer_about_an_activity_is_named(answers, sentence, organiser, project):
    page = organiser.fill("organiser_activities.new", ACTIVITY | answers, slug=project.slug)

    assert page.errors() == [sentence]


def test_changes_an_activity_unless_somebody_was_faster(organiser, web_session, booklet):
    url = organiser.url("organiser_activities.edit", activity_id=booklet.id)
    first, second = (page_form(organiser, "organiser_activities.edit", activity_id=booklet.id) for _ in range(2))
    organiser.client.post(url, data=first | {"place": "Rīga"})

    page = organiser.post("organiser_activities.edit", second | {"partners": "Tilts"}, activity_id=booklet.id)

    assert FASTER in page.words()
    assert rows(page) == [["Partners", "–", "Tilts"], ["Place", "Rīga", "Malta"]]
    assert read(web_session, Event, id=booklet.id).place == "Rīga"
    assert organiser.client.post(url, data=page.form(url)).status_code == 303
    assert read(web_session, Event, id=booklet.id).partners == "Tilts"


def test_an_event_has_no_page_of_an_activity(organiser, web_session, project):
    event = make_event(web_session, project)
    foreign = make_event(web_session, make_project(web_session), kind=Kind.SERVICE, days=())
    web_session.commit()

    for number in (event.id, foreign.id):
        organiser.get("organiser_activities.show", activity_id=number, expect=404)
        organiser.get("organiser_activities.edit", activity_id=number, expect=404)
        organiser.get("organiser_indicators.new_of_activity", activity_id=number, expect=404)


def test_a_project_and_an_activity_have_indicators(organiser, web_session, project, booklet):
    organiser.submit("organiser_indicators.new", INDICATOR, slug=project.slug)
    copies = {"name_lv": "Eksemplāri", "name_en": "Copies", "value": "500"}
    organiser.submit("organiser_indicators.new_of_activity", copies, activity_id=booklet.id)

    page = organiser.get("organiser.project", slug=project.slug)
    assert rows(page, 1) == [
        ["Families", "125", "families", "30 June 2019", "Report of 2019"],
        ["Copies Booklet", "500", "–", "–", "–"],
    ]
    assert rows(organiser.get("organiser_activities.show", activity_id=booklet.id)) == [
        ["Copies", "500", "–", "–", "–"]
    ]


def test_changes_and_removes_an_indicator_and_logs_both_values(organiser, web_session, project):
    organiser.submit("organiser_indicators.new", INDICATOR, slug=project.slug)
    (made,) = stored(web_session, Indicator, project_id=project.id)

    organiser.submit("organiser_indicators.edit", {"value": "126"}, indicator_id=made.id)
    changed = read(web_session, Indicator, id=made.id)
    page = organiser.get("organiser_indicators.edit", indicator_id=made.id)
    organiser.press(page, "organiser_indicators.remove", indicator_id=made.id, expect=303)

    assert (changed.value, changed.name, changed.unit) == (126, made.name, made.unit)
    assert stored(web_session, Indicator, project_id=project.id) == []
    details = [entry.detail for entry in stored(web_session, AuditEntry, subject="indicator")]
    assert details == [{"value": 125}, {"old": 125, "new": 126}, {"value": 126}]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name_lv": ""}, "Enter in Latvian what is counted"),
        ({"value": "-1"}, "Enter a number from 0 to 1000000000"),
        ({"value": "many"}, "Enter a whole number"),
        ({"counted_on": "then"}, "Check the date: it should look like 2026-03-23"),
    ],
)
def test_a_wrong_answer_about_an_indicator_is_named(answers, sentence, organiser, project):
    page = organiser.fill("organiser_indicators.new", INDICATOR | answers, slug=project.slug)

    assert page.errors() == [sentence]


def test_an_organiser_of_one_organisation_sees_nothing_of_others(browser, organiser, web_session, project, booklet):
    organiser.submit("organiser_indicators.new", INDICATOR, slug=project.slug)
    (made,) = stored(web_session, Indicator, project_id=project.id)
    own = Organisation(project_id=project.id, name="Tilts", created_at=NOW)
    web_session.add(own)
    web_session.flush()
    theirs = make_event(web_session, project, organisation_id=own.id, name={"lv": "Viņu"})
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.query(Membership).filter_by(user_id=user.id).one().organisation_id = own.id
    web_session.commit()
    browser.log_in(user)

    for page in (browser.get("organiser.home"), browser.get("organiser.project", slug=project.slug)):
        assert "Viņu" in page.words() and "Booklet" not in page.words() and "Families" not in page.words()
    browser.get("organiser_activities.show", activity_id=booklet.id, expect=404)
    browser.get("organiser_indicators.new", slug=project.slug, expect=404)
    browser.get("organiser_indicators.edit", indicator_id=made.id, expect=404)
    assert browser.get("organiser_events.show", event_id=theirs.id)


def test_a_number_is_read_as_our_pages_write_it(organiser, web_session, project):
    for typed in ("1 000", "1\u00a0000", "1000"):
        organiser.submit("organiser_indicators.new", INDICATOR | {"value": typed}, slug=project.slug)

    assert [each.value for each in stored(web_session, Indicator)] == [1000, 1000, 1000]
