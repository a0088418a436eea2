"""As whom somebody takes part who signed up twice: merging loses no stated answer (docs/decisions/0010)."""

import pytest
from sqlalchemy import func, select

from eventreg.domain import categories, corrections, own_registration, registration, repeats, results
from eventreg.models import Consent, Purpose
from tests.factories import NOW, admit, make_event, make_registration, make_user

ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}
SILENT, ROMA = {"category": None}, {"category": "roma", "consent": True}


@pytest.fixture
def event(session):
    """An event at which somebody else signed up twice too, and is there without saying as whom."""
    made = make_event(session)
    other = [make_registration(session, made, email="ada@example.lv", surname="Ada", **SILENT) for _ in range(2)]
    repeats.merge(session, made, other[0], by=make_user(session), now=NOW)
    admit(session, other[0])
    return made


@pytest.fixture
def merge(session, event):
    """Sign somebody up with each of these answers, and merge them all into the one of this number, who comes."""

    def merge(*answers, stays=0):
        signed_up = [make_registration(session, event, **ILZE, **answer) for answer in answers]
        repeats.merge(session, event, signed_up[stays], by=make_user(session), now=NOW)
        admit(session, signed_up[stays])
        return signed_up

    return merge


def counted(session, event):
    """Return the categories that somebody counts in, of persons and of participations."""
    found = results.read(session, event.project)
    persons = [line.category.key for line in found.lines if line.persons and line.category.parent_id is None]
    participations = [line.category.key for line in found.lines if line.participations and not line.category.parent_id]
    assert (found.persons, found.participations) == (2, 2)
    assert persons == participations
    return persons


def own(session, found):
    """Return what the participant reads on their own page."""
    answer = own_registration.answer_of(session, found)
    return answer and answer.key


def consents(session):
    standing = select(func.count()).where(Consent.purpose == Purpose.CATEGORY, Consent.withdrawn_at.is_(None))
    return session.scalar(standing)


def declare(session, found, key):
    own_registration.declare_anew(session, found, key, consent=None, notice=None, now=NOW)


@pytest.mark.parametrize(
    ("answers", "stays", "expected"),
    [
        ([SILENT, ROMA], 0, "roma"),
        ([ROMA, SILENT], 1, "roma"),
        ([SILENT, {"category": "ngo"}, ROMA], 0, "ngo"),
        ([ROMA, {"category": "ngo"}], 1, "ngo"),
        ([SILENT, SILENT], 0, None),
    ],
)
def test_the_one_that_stays_decides_and_where_it_is_silent_the_first_that_was_merged(
    session, event, merge, answers, stays, expected
):
    signed_up = merge(*answers, stays=stays)

    assert counted(session, event) == ([expected] if expected else [])
    assert own(session, signed_up[stays]) == expected


def test_an_answer_speaks_only_for_the_person_who_gave_it(session, event, merge):
    stays, _ = merge(SILENT, ROMA)
    stays.person_id = make_registration(session, event, **SILENT).person_id
    session.flush()

    assert counted(session, event) == []
    assert own(session, stays) is None


@pytest.mark.parametrize("where", [0, 1])
def test_a_withdrawn_consent_ends_the_answer_wherever_it_is_withdrawn(session, event, merge, where):
    signed_up = merge(SILENT, ROMA)

    own_registration.withdraw(session, signed_up[where], Purpose.CATEGORY, now=NOW)

    assert counted(session, event) == []
    assert [own(session, each) for each in signed_up] == [None, None]
    assert consents(session) == 0


@pytest.mark.parametrize(("key", "expected"), [("ngo", ["ngo"]), (categories.NOT_STATED, [])])
def test_the_last_word_of_the_person_replaces_the_answer(session, event, merge, key, expected):
    stays, _ = merge(SILENT, ROMA)

    declare(session, stays, key)

    assert counted(session, event) == expected
    assert consents(session) == 0


def test_parted_again_each_has_its_own_answer(session, event, merge):
    first, second = merge(SILENT, ROMA)

    corrections.restore(session, second, all_the_same=False, by=make_user(session), now=NOW)

    assert counted(session, event) == []
    assert [own(session, each) for each in (first, second)] == [None, "roma"]
    assert registration.find_by_manage(session, second.manage).merged_into_id is None
