"""Projects: what one starts with, who finds it, and what it promised."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventreg.domain import categories, notices, projects
from eventreg.domain.errors import NotATarget, SlugTaken
from eventreg.models import AuditEntry, Programme, Project, Role
from tests.factories import NOW, make_event, make_project, make_user

TERMS = projects.ProjectTerms(
    slug="platforma",
    name={"lv": "Latvijas romu platforma", "en": "Latvian Roma Platform"},
    contract_number="792550-NRP3-LV",
    programme=Programme.REC_2014_2020,
    starts_on=date(2018, 7, 15),
    ends_on=date(2019, 7, 14),
    eu_share=Decimal(95),
    national_share=Decimal(5),
    controller="Kultūras ministrija",
    controller_contact="pasts@ministry.example",
    protection_contact="dpo@ministry.example",
)


def ids(session, project):
    return {category.key: category.id for category in categories.list_all(session, project.id)}


def test_whoever_creates_a_project_becomes_its_organiser_and_no_more(session):
    user = make_user(session)

    project = projects.create(session, TERMS, by=user, now=NOW)

    assert [role for role in Role if projects.find_for(session, user, role, "platforma")] == [Role.ORGANISER]
    assert (project.slug, project.name, project.created_at) == ("platforma", TERMS.name, NOW)
    assert (project.days_required, project.publication_threshold, project.time_zone) == (1, 5, "Europe/Riga")
    created = select(AuditEntry.user_id, AuditEntry.subject_id).where(AuditEntry.action == "create")
    assert (user.id, project.id) in session.execute(created).all()


def test_a_project_starts_with_categories_notice_and_funding_statement(session):
    project = projects.create(session, TERMS, by=None, now=NOW)

    assert len(categories.list_choices(session, project.id)) == 5
    assert notices.current(session, project.id).version == 1
    assert project.funding_statement["lv"] == (
        "Šis pasākums ir īstenots projekta „Latvijas romu platforma” ietvaros (līgums Nr. 792550-NRP3-LV) ar Eiropas"
        " Savienības programmas „Tiesības, vienlīdzība un pilsonība 2014 – 2020” finansiālo atbalstu."
    )
    assert project.disclaimer["lv"] == (
        "Par pasākuma saturu atbild Kultūras ministrija, un tajā nav atspoguļots Eiropas Komisijas viedoklis."
    )


def test_a_short_name_is_given_once(session):
    first = make_project(session, slug="platforma")

    with pytest.raises(SlugTaken) as taken:
        make_project(session, slug="platforma")

    assert taken.value.field == "slug"
    assert projects.find(session, "platforma") is first


@pytest.mark.parametrize(("demo", "held"), [(False, False), (True, True)])
def test_a_demo_is_on_hold_against_retention(session, demo, held):
    project = make_project(session, demo=demo)

    assert (project.demo, project.legal_hold, projects.is_demo(session)) == (demo, held, demo)


@pytest.mark.parametrize(
    "terms",
    [
        {"eu_share": Decimal(95), "national_share": Decimal(4)},
        {"eu_share": Decimal(105), "national_share": Decimal(-5)},
        {"starts_on": date(2019, 7, 15)},
    ],
)
def test_the_database_refuses_terms_that_cannot_be(session, terms):
    with pytest.raises(IntegrityError):
        make_project(session, **terms)


def test_somebody_elses_project_is_not_found(session):
    mine, other = make_project(session), make_project(session)
    user = make_user(session, Role.COORDINATOR, project=mine)
    make_user(session, Role.COORDINATOR, project=other)

    assert projects.find_for(session, user, Role.COORDINATOR, mine.slug) is mine
    assert projects.find_for(session, user, Role.COORDINATOR, other.slug) is None
    assert projects.find_for(session, user, Role.ORGANISER, mine.slug) is None
    assert projects.find_for(session, make_user(session, administrator=True), Role.ORGANISER, mine.slug) is None
    assert projects.find(session, "no such project") is None


def test_lists_the_projects_of_a_role_the_newest_first(session):
    user = make_user(session)
    starts = [date(2018, 1, 1), date(2019, 1, 1), date(2018, 1, 1)]
    mine = [make_project(session, starts_on=day) for day in starts]
    for project in mine:
        make_user(session, Role.ORGANISER, project=project)
        projects.accounts.grant(session, user, project, Role.ORGANISER, by=None, now=NOW)
    projects.accounts.grant(session, user, mine[0], Role.AUDITOR, by=None, now=NOW)
    make_project(session)

    assert projects.list_for(session, user, Role.ORGANISER) == [mine[1], mine[2], mine[0]]
    assert projects.list_for(session, user, Role.AUDITOR) == [mine[0]]
    assert projects.list_for(session, user, Role.COORDINATOR) == []


@pytest.mark.parametrize(
    ("roles", "administrator", "may"),
    [((), False, False), ((), True, True), ((Role.ORGANISER,), False, True), ((Role.COORDINATOR,), False, False)],
)
def test_administrators_and_organisers_may_create_projects(session, roles, administrator, may):
    user = make_user(session, *roles, project=make_project(session), administrator=administrator)

    assert projects.may_create(session, user) is may


def test_targets_are_set_for_leaves_parents_and_all(session):
    project, other = make_project(session), make_project(session)
    projects.set_targets(session, other, {"roma": 7}, by=None, now=NOW)
    key = ids(session, project)

    projects.set_targets(session, project, {None: 100, "state_administration": 80, "roma": 0}, by=None, now=NOW)

    assert projects.list_targets(session, project) == {None: 100, key["state_administration"]: 80, key["roma"]: 0}
    assert projects.list_targets(session, other) == {ids(session, other)["roma"]: 7}


def test_new_targets_replace_the_old_ones(session):
    project, user = make_project(session), make_user(session)
    projects.set_targets(session, project, {None: 100, "roma": 50}, by=None, now=NOW)

    projects.set_targets(session, project, {"roma": 60, "ngo": None}, by=user, now=NOW)

    assert projects.list_targets(session, project) == {ids(session, project)["roma"]: 60}
    entries = select(AuditEntry.user_id, AuditEntry.detail).where(AuditEntry.action == "set_targets")
    assert session.execute(entries.order_by(AuditEntry.id)).all() == [
        (None, {"targets": {"all": 100, "roma": 50}}),
        (user.id, {"targets": {"roma": 60, "ngo": None}}),
    ]


def test_a_target_needs_a_category_of_the_project(session):
    project = make_project(session)
    projects.set_targets(session, project, {"roma": 50}, by=None, now=NOW)

    with pytest.raises(NotATarget):
        projects.set_targets(session, project, {"roma": 60, "youth": 5}, by=None, now=NOW)

    assert projects.list_targets(session, project) == {ids(session, project)["roma"]: 50}


def test_lists_all_projects_the_newest_first(session):
    old, new = make_project(session, starts_on=date(2018, 1, 1)), make_project(session, starts_on=date(2019, 1, 1))
    make_event(session, old)

    assert projects.list_all(session) == [new, old]
    assert session.scalars(select(Project.id)).all() == [old.id, new.id]
