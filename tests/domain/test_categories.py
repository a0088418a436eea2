"""As whom people take part: choices, consent, and what the database itself refuses."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from eventreg.domain import categories
from eventreg.domain.errors import ConsentNeeded, UnknownCategory
from eventreg.models import Category, CategoryAnswer, Consent, Purpose, Registration
from tests.factories import NOW, make_event, make_project, make_registration

LEAVES = ["municipality", "ministry", "roma", "ngo", "international"]


def answer_of(session, registration):
    """Return the key of an answer, None for *not stated*."""
    answer = session.scalars(
        select(CategoryAnswer).where(CategoryAnswer.registration_id == registration.id)
    ).one()  # there is always one
    return session.get(Category, answer.category_id).key if answer.category_id else None


def consents_of(session, registration):
    rows = select(Consent.purpose, Consent.notice_id, Consent.given_at, Consent.withdrawn_at)
    return session.execute(rows.where(Consent.registration_id == registration.id)).all()


def category_of(session, registration, key):
    where = Category.project_id == registration.project_id, Category.key == key
    return session.scalars(select(Category).where(*where)).one()


def put(session, registration, category, **columns):
    """Write an answer past all rules, as a careless program would."""
    session.execute(text("DELETE FROM category_answer WHERE registration_id = :id"), {"id": registration.id})
    answer = {
        "registration_id": registration.id,
        "project_id": registration.project_id,
        "category_id": category.id if category else None,
        "sensitive": category.sensitive if category else False,
        "consent_id": None,
        "declared_at": NOW,
    }
    session.execute(CategoryAnswer.__table__.insert().values(**(answer | columns)))


def test_a_project_starts_with_one_parent_and_five_leaves(session):
    make_project(session)
    project = make_project(session)

    tree = categories.list_all(session, project.id)

    keys = {each.id: each.key for each in tree}
    assert [(each.key, keys.get(each.parent_id), each.sensitive) for each in tree] == [
        ("state_administration", None, False),
        ("municipality", "state_administration", False),
        ("ministry", "state_administration", False),
        ("roma", None, True),
        ("ngo", None, False),
        ("international", None, False),
    ]
    assert {each.project_id for each in tree} == {project.id}


def test_people_choose_among_the_leaves(session):
    project = make_project(session)

    assert [each.key for each in categories.list_choices(session, project.id)] == LEAVES


@pytest.mark.parametrize("consent", [None, False, True])
@pytest.mark.parametrize("key", ["municipality", "ministry", "ngo", "international"])
def test_an_ordinary_answer_asks_for_no_consent(session, key, consent):
    found = make_registration(session, category=key, consent=consent)

    assert answer_of(session, found) == key
    assert consents_of(session, found) == []


def test_a_sensitive_answer_asks_for_consent(session):
    event = make_event(session)

    with pytest.raises(ConsentNeeded) as needed:
        make_registration(session, event, category="roma", consent=None)

    assert needed.value.field == "consent"
    assert session.scalars(select(Registration)).all() == []


def test_a_sensitive_answer_is_kept_with_its_consent(session):
    found = make_registration(session, category="roma", consent=True)

    answer = session.get(CategoryAnswer, found.id)
    assert answer_of(session, found) == "roma"
    assert (answer.sensitive, answer.declared_at) == (True, NOW)
    assert consents_of(session, found) == [(Purpose.CATEGORY, found.notice_id, NOW, None)]
    assert session.get(Consent, answer.consent_id).registration_id == found.id


def test_without_consent_the_registration_counts_as_not_stated(session):
    found = make_registration(session, category="roma", consent=False)

    answer = session.get(CategoryAnswer, found.id)
    assert (answer.category_id, answer.sensitive, answer.consent_id) == (None, False, None)
    assert consents_of(session, found) == []


@pytest.mark.parametrize("consent", [None, False, True])
@pytest.mark.parametrize("key", [categories.NOT_STATED, None, ""])
def test_not_to_say_is_an_equal_answer(session, key, consent):
    found = make_registration(session, category=key, consent=consent)

    assert answer_of(session, found) is None
    assert consents_of(session, found) == []


@pytest.mark.parametrize("key", ["state_administration", "participant", "ROMA", "roma "])
def test_refuses_a_parent_and_what_is_no_category(session, key):
    with pytest.raises(UnknownCategory) as unknown:
        make_registration(session, category=key, consent=True)

    assert unknown.value.field == "category"


def test_refuses_a_category_of_another_project(session):
    other, project = make_project(session), make_project(session)
    categories.create_tree(session, other.id, (categories.Branch("youth", {"lv": categories.Words("J", "J", ("J",))}),))

    with pytest.raises(UnknownCategory):
        categories.choose(session, project.id, "youth", consent=None)

    assert categories.choose(session, other.id, "youth", consent=None).key == "youth"


def test_consent_to_photos_is_no_consent_to_the_answer(session):
    found = make_registration(session, category="ngo", photo=True)
    make_registration(session, found.event, category="roma", consent=True)

    assert categories.has_consent(session, found, Purpose.PHOTO) is True
    assert categories.has_consent(session, found, Purpose.CATEGORY) is False


def test_a_withdrawn_consent_stands_no_more(session):
    found = make_registration(session, photo=True)
    session.execute(update(Consent).values(withdrawn_at=NOW))

    assert categories.has_consent(session, found, Purpose.PHOTO) is False


def test_the_database_takes_what_the_rules_allow(session):
    found = make_registration(session, category="roma", consent=True)
    consent = session.scalars(select(Consent)).one()

    put(session, found, category_of(session, found, "roma"), consent_id=consent.id)
    put(session, found, category_of(session, found, "ngo"))
    put(session, found, None)

    assert answer_of(session, found) is None


@pytest.mark.parametrize(
    ("key", "columns"),
    [
        ("roma", {}),
        ("roma", {"sensitive": False}),
        ("ngo", {"sensitive": True}),
        (None, {"sensitive": True}),
    ],
)
def test_the_database_refuses_a_sensitive_answer_without_consent(session, key, columns):
    found = make_registration(session)
    category = category_of(session, found, key) if key else None

    with pytest.raises(IntegrityError):
        put(session, found, category, **columns)


def test_the_database_refuses_a_sensitive_answer_that_states_nothing(session):
    found = make_registration(session, category="roma", consent=True)
    consent = session.scalars(select(Consent)).one()

    with pytest.raises(IntegrityError):
        put(session, found, None, sensitive=True, consent_id=consent.id)


def test_the_database_refuses_the_consent_of_another(session):
    found, other = make_registration(session), make_registration(session, category="roma", consent=True)
    consent = session.scalars(select(Consent).where(Consent.registration_id == other.id)).one()

    with pytest.raises(IntegrityError):
        put(session, found, category_of(session, found, "roma"), consent_id=consent.id)


def test_the_database_refuses_a_category_of_another_project(session):
    found, other = make_registration(session), make_registration(session)

    with pytest.raises(IntegrityError):
        put(session, found, category_of(session, other, "ngo"))


def test_the_database_refuses_to_lose_the_consent_of_an_answer(session):
    make_registration(session, category="roma", consent=True)

    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM consent"))


def test_the_database_refuses_to_make_an_answered_category_sensitive(session):
    found = make_registration(session, category="ngo")

    with pytest.raises(IntegrityError):
        session.execute(update(Category).where(Category.project_id == found.project_id).values(sensitive=True))


def test_the_database_refuses_a_second_standing_consent(session):
    found = make_registration(session, photo=True)

    with pytest.raises(IntegrityError):
        categories.give_consent(session, found, Purpose.PHOTO, now=NOW)


def test_consent_may_be_given_again_after_it_was_withdrawn(session):
    found = make_registration(session, photo=True)
    session.execute(update(Consent).values(withdrawn_at=NOW))

    categories.give_consent(session, found, Purpose.PHOTO, now=NOW)

    assert categories.has_consent(session, found, Purpose.PHOTO) is True
