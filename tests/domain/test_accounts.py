"""People with access, and what they may do in which project."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.domain import accounts
from eventreg.domain.errors import EmailTaken
from eventreg.models import AuditEntry, Membership, Project, Role
from tests.factories import NOW, make_project, make_user


def create(session, email, **terms):
    return accounts.create_user(session, email=email, name="Ilze", password_hash="not a hash", now=NOW, **terms)


def test_creates_a_user_who_is_found_by_the_address_in_any_case(session):
    make_user(session)

    user = create(session, " Ilze@Ministry.Example ", administrator=True)

    assert (user.email, user.name, user.password) == ("ilze@ministry.example", "Ilze", "not a hash")
    assert (user.active, user.administrator) == (True, True)
    assert accounts.find_user(session, "ILZE@ministry.example ") is user
    assert accounts.find_user(session, "ilze") is None


def test_an_address_belongs_to_one_user(session):
    user = create(session, "ilze@ministry.example")

    with pytest.raises(EmailTaken) as taken:
        create(session, "Ilze@ministry.example")

    assert taken.value.field == "email"
    assert accounts.find_user(session, "ilze@ministry.example") is user


def test_two_users_have_two_session_marks(session):
    assert make_user(session).fs_uniquifier != make_user(session).fs_uniquifier


def test_a_role_holds_in_its_project_only(session):
    here, there = make_project(session), make_project(session)
    user = make_user(session, Role.ORGANISER, project=here)
    make_user(session, Role.ORGANISER, project=there)

    assert accounts.roles_of(session, user) == {Role.ORGANISER}
    assert list(session.scalars(select(Project).where(accounts.may(user, Role.ORGANISER, Project.id)))) == [here]
    assert list(session.scalars(select(Project).where(accounts.may(user, Role.COORDINATOR, Project.id)))) == []


def test_an_administrator_has_no_role_in_any_project(session):
    make_project(session)
    user = make_user(session, administrator=True)

    assert accounts.roles_of(session, user) == set()
    assert [r for r in Role if session.scalars(select(Project).where(accounts.may(user, r, Project.id))).all()] == []


def test_giving_a_role_twice_changes_nothing(session):
    project, chief = make_project(session), make_user(session)
    user = make_user(session, Role.AUDITOR, Role.COORDINATOR, project=project)

    accounts.grant(session, user, project, Role.AUDITOR, by=chief, now=NOW)

    memberships = select(Membership.role).where(Membership.user_id == user.id).order_by(Membership.role)
    assert list(session.scalars(memberships)) == [Role.AUDITOR, Role.COORDINATOR]
    assert accounts.roles_of(session, user) == {Role.AUDITOR, Role.COORDINATOR}


def test_the_log_says_who_gave_which_role_where(session):
    project, chief, user = make_project(session), make_user(session), make_user(session)

    accounts.grant(session, user, project, Role.AUDITOR, by=chief, now=NOW)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "grant")).one()
    assert (entry.at, entry.user_id, entry.project_id) == (NOW, chief.id, project.id)
    assert (entry.subject, entry.subject_id, entry.detail) == ("user", user.id, {"role": "auditor"})


def test_a_closed_account_lets_nobody_in_and_ends_its_sessions(session):
    user, other = make_user(session), make_user(session)
    mark, others_mark = user.fs_uniquifier, other.fs_uniquifier

    accounts.close(session, user.email.upper(), now=NOW + timedelta(days=1))
    session.flush()

    assert (user.active, other.active) == (False, True)
    assert user.fs_uniquifier != mark
    assert other.fs_uniquifier == others_mark
    entries = select(AuditEntry.at, AuditEntry.subject_id).where(AuditEntry.action == "close")
    assert session.execute(entries).all() == [(NOW + timedelta(days=1), user.id)]


def test_closing_what_is_closed_or_was_never_there_does_nothing(session):
    user = make_user(session)
    accounts.close(session, user.email, now=NOW)
    mark = user.fs_uniquifier

    accounts.close(session, user.email, now=NOW)
    accounts.close(session, "nobody@events.example", now=NOW)

    assert user.fs_uniquifier == mark
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "close")).all()) == 1


def test_an_account_is_opened_again_with_a_new_password(session):
    user = make_user(session)
    accounts.close(session, user.email, now=NOW)

    accounts.reopen(session, user, "another hash")

    assert (user.active, user.password) == (True, "another hash")
