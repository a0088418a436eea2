"""How organisers change the terms of a project, what is said of its funding, and who counts."""

from datetime import date
from decimal import Decimal

import pytest

from eventreg.domain import results
from eventreg.models import Membership, Organisation, Part, Programme, Project, Role
from tests.conftest import NOW
from tests.factories import admit, make_event, make_project, make_registration, make_user
from tests.web.reading import page_form, read, rows

FASTER = "Somebody else changed this while you were writing. Nothing is saved yet: compare, then save again."
EDIT = "organiser_project.edit"


def columns_of(project):
    """Everything that is kept of a project, its version aside."""
    return {name: getattr(project, name) for name in Project.__table__.columns.keys() if name != "version"}  # noqa: SIM118


def test_saving_a_project_as_it_stands_changes_nothing(organiser, web_session, project):
    before = columns_of(project)

    organiser.submit(EDIT, {}, slug=project.slug)

    after = read(web_session, Project, id=project.id)
    assert columns_of(after) == before
    assert after.version == project.version + 1


def test_changes_all_terms(organiser, web_session, project):
    answers = {
        "name_en": "Platform V",
        "contract_number": "101-LV",
        "programme": "other",
        "ends_on": "2019-08-31",
        "eu_share": "90",
        "national_share": "10",
        "grant_maximum": "58 456,99",
        "balance_paid_on": "2020-01-31",
        "granting_authority": "EACEA",
        "website": "https://platforma.example",
        "controller": "Ministrija",
        "controller_contact": "a@b.example",
        "protection_contact": "c@d.example",
        "funding_statement_lv": "Līdzfinansē ES.",
        "funding_statement_en": "",
        "disclaimer_lv": "",
        "disclaimer_en": "",
        "days_required": "2",
    }

    organiser.submit(EDIT, answers, slug=project.slug)

    made = read(web_session, Project, id=project.id)
    assert (made.name["en"], made.contract_number, made.programme) == ("Platform V", "101-LV", Programme.OTHER)
    assert (made.ends_on, made.balance_paid_on) == (date(2019, 8, 31), date(2020, 1, 31))
    assert (made.eu_share, made.national_share, made.grant_maximum) == (
        Decimal(90),
        Decimal(10),
        Decimal("58456.99"),
    )
    assert (made.granting_authority, made.website) == ("EACEA", "https://platforma.example")
    assert (made.controller, made.controller_contact) == ("Ministrija", "a@b.example")
    assert (made.protection_contact, made.days_required) == ("c@d.example", 2)
    assert (made.funding_statement, made.disclaimer) == ({"lv": "Līdzfinansē ES."}, {})
    words = organiser.get("organiser.project", slug=project.slug).words()
    assert "EACEA" in words and "on at least 2 days of an event" in words


def test_every_page_of_a_project_says_who_paid_and_who_answers(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()
    said = "This event was funded by the European Union's Rights, Equality and Citizenship Programme (2014-2020)"
    answered = "The European Commission does not accept any responsibility"

    for page in (
        organiser.get("public.event", slug=event.slug),
        organiser.get("public.register", slug=event.slug),
        organiser.get("organiser.project", slug=project.slug),
    ):
        (foot,) = page.all("footer")
        words = " ".join("".join(foot.itertext()).split())
        assert said in words and answered in words


def test_writes_the_texts_anew_by_the_programme_and_saves_nothing_yet(organiser, web_session, project):
    typed = {"programme": "cerv_2021_2027", "granting_authority": "EACEA", "contract_number": "7-LV", "prefill": "1"}

    page = organiser.fill(EDIT, typed, slug=project.slug)

    form = page.form(organiser.url(EDIT, slug=project.slug))
    assert form["funding_statement_en"] == "Co-funded by the European Union (project “Our project”, contract No. 7-LV)."
    assert "of the European Union or EACEA. Neither" in form["disclaimer_en"]
    assert "piešķīrējiestādes (EACEA)" in form["disclaimer_lv"]
    assert page.errors() == []
    assert read(web_session, Project, id=project.id).programme is Programme.REC_2014_2020
    again = organiser.client.post(organiser.url(EDIT, slug=project.slug), data=form)
    assert again.status_code == 303
    assert read(web_session, Project, id=project.id).programme is Programme.CERV_2021_2027


def test_who_saves_second_is_told_what_differs_and_loses_nothing(organiser, web_session, project):
    url = organiser.url(EDIT, slug=project.slug)
    first, second = (page_form(organiser, EDIT, slug=project.slug) for _ in range(2))
    organiser.client.post(url, data=first | {"website": "https://a.example"})

    page = organiser.post(EDIT, second | {"contract_number": "8-LV"}, slug=project.slug)

    assert FASTER in page.words()
    assert sorted(rows(page)) == [["Contract number", "792550-NRP3-LV", "8-LV"], ["Website", "https://a.example", "–"]]
    assert read(web_session, Project, id=project.id).contract_number == "792550-NRP3-LV"
    assert organiser.client.post(url, data=page.form(url)).status_code == 303


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"counted_parts": []}, "Choose at least one part that counts."),
        ({"counted_parts": "chef"}, "Choose from the list"),
        ({"days_required": "0"}, "Enter a number from 1 to 60"),
        ({"balance_paid_on": "soon"}, "Check the date: it should look like 2026-03-23"),
        ({"funding_statement_lv": ""}, "Enter the funding statement in Latvian"),
        ({"website": "javascript:x"}, "Check the address: it should look like https://example.lv"),
        ({"ends_on": "2018-01-01"}, "The last day is before the first one"),
    ],
)
def test_a_wrong_term_is_named(answers, sentence, organiser, project):
    page = organiser.fill(EDIT, answers, slug=project.slug)

    assert page.errors() == [sentence]


def test_counts_the_parts_that_the_project_says(organiser, web_session, project):
    event = make_event(web_session, project)
    for part in (Part.PARTICIPANT, Part.SPEAKER, Part.STAFF):
        guest = make_registration(web_session, event)
        guest.part = part
        admit(web_session, guest)
    web_session.commit()
    assert results.read(web_session, project).persons == 1
    web_session.commit()

    organiser.submit(EDIT, {"counted_parts": ["participant", "speaker"]}, slug=project.slug)

    web_session.expire_all()
    counted = results.read(web_session, web_session.get(Project, project.id))
    assert (counted.persons, counted.participations, counted.registered) == (2, 2, 2)


def test_an_organiser_of_one_organisation_does_not_change_the_grant(browser, web_session, project):
    own = Organisation(project_id=project.id, name="Tilts", created_at=NOW)
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.add(own)
    web_session.flush()
    web_session.query(Membership).filter_by(user_id=user.id).one().organisation_id = own.id
    web_session.commit()

    browser.log_in(user).get(EDIT, slug=project.slug, expect=404)
    assert not browser.get("organiser.project", slug=project.slug).all("a", href=browser.url(EDIT, slug=project.slug))
    browser.get(EDIT, slug=make_project(web_session).slug, expect=404)
