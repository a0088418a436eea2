"""Who is certainly the same person within a project, and who is not (DESIGN.md 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventreg.domain import people
from eventreg.models import KeyKind, Person, PersonKey
from tests.factories import KEY, NOW, make_event, make_project, make_registration

ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}

words = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=20)


def find(session, project, **answers):
    return people.find_or_create(session, project.id, **(ILZE | answers), identity_key=KEY, now=NOW)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"email": "Ilze@Example.LV"},
        {"name": "ILZE", "surname": "PANKO"},
        {"name": " Ilze ", "surname": "Pan\u0327ko"},
    ],
)
def test_recognises_who_gives_the_same_address_and_name(session, answers):
    project = make_project(session)
    find(session, project, name="Jānis")

    assert find(session, project, **answers) == find(session, project)
    assert session.scalar(select(func.count()).select_from(Person)) == 2


@pytest.mark.parametrize(
    "answers",
    [
        {"email": "ilze@example.ee"},
        {"name": "Jānis"},
        {"surname": "Bērziņa"},
        {"name": "Paņko", "surname": "Ilze"},
        {"name": "Ilze Paņko", "surname": ""},
        {"name": "IlzeP", "surname": "aņko"},
        {"email": None},
        {"email": ""},
    ],
)
def test_takes_who_differs_for_another_person(session, answers):
    project = make_project(session)

    assert find(session, project, **answers) != find(session, project)


def test_who_gives_no_address_is_a_new_person_each_time(session):
    project = make_project(session)

    found = [find(session, project, email=None) for _ in range(2)]

    assert found[0] != found[1]
    assert session.scalar(select(func.count()).select_from(PersonKey)) == 0


def test_projects_do_not_know_each_others_people(session):
    first, second = make_project(session), make_project(session)

    found = [find(session, project) for project in (first, second)]

    assert found[0] != found[1]
    assert [session.get(Person, each).project_id for each in found] == [first.id, second.id]
    assert len(set(session.scalars(select(PersonKey.digest)))) == 2


def test_keeps_a_keyed_hash_and_no_address(session):
    project = make_project(session)
    person = find(session, project)

    key = session.scalars(select(PersonKey)).one()

    assert (key.person_id, key.project_id, key.kind) == (person, project.id, KeyKind.EMAIL_AND_NAME)
    parts = (project.id, KeyKind.EMAIL_AND_NAME, "ilze@example.lv", "ilze", "panko")
    assert key.digest == people.key_digest(KEY, *parts)
    assert key.digest != people.key_digest(b"the key of another installation", *parts)


def test_one_person_at_two_events_of_a_project(session):
    project = make_project(session)
    make_registration(session, make_event(session, project))

    found = [make_registration(session, make_event(session, project), **ILZE).person_id for _ in range(2)]

    assert found[0] == found[1]


@given(first=st.tuples(words, words), second=st.tuples(words, words))
def test_names_are_told_apart_by_their_parts(first, second):
    digests = {people.key_digest(KEY, 1, KeyKind.EMAIL_AND_NAME, *each) for each in (first, second)}

    assert len(digests) == len({first, second})
