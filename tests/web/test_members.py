"""Inviting colleagues: who may invite whom, the link of the mail, taken up once; and ending a role."""

from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.domain import members
from eventreg.models import AuditEntry, Invitation, Membership, Organisation, OutgoingMail, Role, User
from tests.browser import Browser, Page
from tests.conftest import NOW
from tests.factories import make_event, make_user, stored
from tests.web.passwords import PASSWORD, give_password, log_in

ILZE = {"name": "Ilze Ozola", "email": "Ilze@example.lv", "language": "en"}


@pytest.fixture(autouse=True)
def quick_hashes(app, monkeypatch):
    """Passwords are hashed as always, but with little effort."""
    security = app.extensions["security"]
    quick = security.pwd_context.copy(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


def invite(reader, project, role, **more):
    """Invite Ilze to a role in a project."""
    return reader.submit("members.people", ILZE | {"role": role} | more, slug=project.slug)


def last_link(session):
    """The path of the link in the last mail."""
    text = stored(session, OutgoingMail)[-1].content["text"]
    (link,) = [line for line in text.splitlines() if line.startswith("http://localhost/")]
    return link.removeprefix("http://localhost")


def take_up(reader, link, **answers):
    """Open the link and send its form."""
    page = Page(reader.client.get(link))
    return reader.client.post(link, data=page.form(link.partition("?")[0]) | answers)


def roles_of(session, project):
    """Who has which role in a project, beside its organiser."""
    rows = stored(session, Membership, project_id=project.id)
    return [(stored(session, User, id=row.user_id)[0].email, row.role, row.organisation_id) for row in rows[1:]]


def test_a_new_colleague_chooses_a_password_and_has_the_role(app, organiser, web_session, project):
    invite(organiser, project, "organiser")
    mail = stored(web_session, OutgoingMail)[0]
    ilze, link = Browser(app).read_in("en"), last_link(web_session)

    done = take_up(ilze, link, password=PASSWORD)

    assert (mail.recipient, mail.content["subject"]) == ("ilze@example.lv", "You are invited to work with us")
    assert (link.partition("?")[2], done.location) == ("lang=en", ilze.url("security.login"))
    assert (done.status_code, ilze.client.get(link).status_code) == (303, 404)
    assert roles_of(web_session, project) == [("ilze@example.lv", Role.ORGANISER, None)]
    assert log_in(ilze, "ilze@example.lv").status_code == 302


def test_a_short_password_is_said_and_the_name_kept(app, organiser, web_session, project):
    invite(organiser, project, "organiser")
    reader = Browser(app).read_in("en")

    page = Page(take_up(reader, last_link(web_session), name="Ilze Ozoliņa", password="short"))

    assert page.errors() == ["This password is too short. Lengthen it with another word"]
    assert page.form()["name"] == "Ilze Ozoliņa"


def test_who_has_an_account_logs_in_and_says_yes(app, organiser, web_session, project):
    ada = give_password(app, web_session, make_user(web_session))
    invite(organiser, project, "organiser", email=ada.email)
    link, reader = last_link(web_session), Browser(app).read_in("en")
    away = reader.client.get(link)
    reader.log_in(ada)

    take_up(reader, link)

    assert (away.status_code, away.location.split("?")[0]) == (302, reader.url("security.login"))
    assert roles_of(web_session, project) == [(ada.email, Role.ORGANISER, None)]


def test_nobody_takes_up_what_was_offered_to_another(app, organiser, web_session, project):
    ada, eve = make_user(web_session), make_user(web_session)
    web_session.commit()
    invite(organiser, project, "organiser", email=ada.email)

    page = Page(take_up(Browser(app).log_in(eve).read_in("en"), last_link(web_session)))

    assert "This invitation is for another e-mail address. Log out first." in page.words()
    assert roles_of(web_session, project) == []


def test_an_organiser_may_be_limited_to_an_organisation(app, organiser, web_session, project):
    organiser.submit("members.new_organisation", {"organisation_name": "Cerība"}, slug=project.slug)
    (made,) = stored(web_session, Organisation)
    assert "The organisation is added." in organiser.get("members.people", slug=project.slug).words()
    twice = organiser.fill("members.new_organisation", {"organisation_name": "Cerība"}, slug=project.slug)
    invite(organiser, project, "organiser", organisation=str(made.id))
    reader = Browser(app).read_in("en")
    take_up(reader, last_link(web_session), password=PASSWORD)

    log_in(reader, "ilze@example.lv")

    assert twice.errors() == ["The project has an organisation of this name already."]
    assert roles_of(web_session, project) == [("ilze@example.lv", Role.ORGANISER, made.id)]
    assert reader.client.get(reader.url("members.people", slug=project.slug)).status_code == 404


def test_an_organisation_is_renamed_but_not_as_another_is_called(organiser, web_session, project):
    for name in ("Cerība", "Saule"):
        organiser.submit("members.new_organisation", {"organisation_name": name}, slug=project.slug)
    where = {"slug": project.slug, "organisation_id": stored(web_session, Organisation)[0].id}

    taken = organiser.fill("members.edit_organisation", {"organisation_name": "Saule"}, **where)
    for name in ("Cerība", "Cerību sala"):
        organiser.submit("members.edit_organisation", {"organisation_name": name}, **where)

    assert taken.errors() == ["The project has an organisation of this name already."]
    assert taken.form(organiser.url("members.edit_organisation", **where))["organisation_name"] == "Saule"
    assert sorted(each.name for each in stored(web_session, Organisation)) == ["Cerību sala", "Saule"]
    assert len(stored(web_session, AuditEntry, action="change", subject="organisation", project_id=project.id)) == 1


def test_an_organisation_is_removed_unless_something_belongs_to_it(organiser, web_session, project):
    made = {name: members.add_organisation(web_session, project, name, by=None, now=NOW) for name in "ABCD"}
    make_event(web_session, project).organisation_id = made["A"].id
    held = make_user(web_session, Role.ORGANISER, project=project)
    web_session.query(Membership).filter_by(user_id=held.id).update({"organisation_id": made["B"].id})
    web_session.commit()
    invite(organiser, project, "organiser", organisation=str(made["C"].id))
    said = {}
    for name, each in made.items():
        where = {"slug": project.slug, "organisation_id": each.id}
        page = organiser.get("members.edit_organisation", **where)
        answer = organiser.press(page, "members.remove_organisation", expect=303, **where)
        said[name] = "so it cannot be removed" in Page(organiser.client.get(answer.location)).words()

    assert said == {"A": True, "B": True, "C": True, "D": False}
    assert sorted(each.name for each in stored(web_session, Organisation)) == ["A", "B", "C"]
    assert len(stored(web_session, AuditEntry, action="remove", subject="organisation", project_id=project.id)) == 1


def test_who_has_the_role_is_limited_by_another_invitation(app, organiser, web_session, project):
    ada = give_password(app, web_session, make_user(web_session, Role.ORGANISER, project=project))
    organiser.submit("members.new_organisation", {"organisation_name": "Cerība"}, slug=project.slug)
    (made,) = stored(web_session, Organisation)
    seen = []
    for chosen in (str(made.id), str(made.id), ""):
        invite(organiser, project, "organiser", email=ada.email, organisation=chosen)
        take_up(Browser(app).log_in(ada).read_in("en"), last_link(web_session))
        seen.append(roles_of(web_session, project)[0][2])

    assert seen == [made.id, made.id, None]
    assert len(stored(web_session, AuditEntry, action="limit", subject_id=ada.id, project_id=project.id)) == 2


def test_the_people_of_a_project_are_one_of_its_pages(organiser, project):
    (here,) = organiser.get("members.people", slug=project.slug).all("a", aria_current="page")

    assert here.get("href") == organiser.url("members.people", slug=project.slug)


@pytest.mark.parametrize(
    ("roles", "administrator", "offered"),
    [
        ((Role.ORGANISER,), False, ["organiser"]),
        ((Role.COORDINATOR,), False, ["coordinator", "auditor"]),
        ((), True, ["organiser", "coordinator", "auditor"]),
    ],
)
def test_who_may_invite_whom(roles, administrator, offered, reader, web_session, project):
    user = make_user(web_session, *roles, project=project, administrator=administrator)
    web_session.commit()

    page = reader.log_in(user).get("members.people", slug=project.slug)
    other = ({"organiser", "coordinator", "auditor"} - set(offered) or {"king"}).pop()
    answer = reader.fill("members.people", ILZE | {"role": other}, slug=project.slug)

    assert [field.get("value") for field in page.all("input", name="role")] == offered
    assert len(answer.errors()) == 1
    assert stored(web_session, Invitation) == []


def test_an_invitation_lasts_seven_days(app, organiser, web_session, project, monkeypatch):
    invite(organiser, project, "organiser")
    reader = Browser(app)

    statuses = []
    for later in (timedelta(days=7) - timedelta(seconds=1), timedelta(days=7)):
        monkeypatch.setattr(clock, "now", lambda later=later: NOW + later)
        statuses.append(reader.client.get(last_link(web_session)).status_code)

    assert statuses == [200, 404]


def test_an_invitation_is_withdrawn(app, organiser, web_session, project):
    invite(organiser, project, "organiser")
    (made,) = stored(web_session, Invitation)
    page = organiser.get("members.people", slug=project.slug)

    organiser.press(page, "members.withdraw", slug=project.slug, invitation_id=made.id, expect=303)

    assert Browser(app).client.get(last_link(web_session)).status_code == 404
    assert "Ilze" not in organiser.get("members.people", slug=project.slug).words()


def test_a_role_ends_but_not_one_that_is_not_ones_to_give(organiser, web_session, project):
    other = make_user(web_session, Role.ORGANISER, Role.COORDINATOR, project=project)
    web_session.commit()
    page = organiser.get("members.people", slug=project.slug)
    for held in stored(web_session, Membership, user_id=other.id):
        data = {"csrf_token": page.form()["csrf_token"]}
        organiser.client.post(organiser.url("members.remove", slug=project.slug, membership_id=held.id), data=data)

    assert [row.role for row in stored(web_session, Membership, user_id=other.id)] == [Role.COORDINATOR]


def test_the_list_needs_as_many_statements_for_many_as_for_few(organiser, web_session, project, count_statements):
    few = count_statements(lambda: organiser.get("members.people", slug=project.slug))
    for _ in range(3):
        make_user(web_session, Role.ORGANISER, project=project)
    web_session.commit()

    assert count_statements(lambda: organiser.get("members.people", slug=project.slug)) == few
