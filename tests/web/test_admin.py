"""An administrator's pages: accounts found and changed, administrators invited, the log read page by page."""

import pytest

from eventreg.domain import audit
from eventreg.models import AuditEntry, OutgoingMail, Role, User
from tests.browser import Browser
from tests.conftest import NOW
from tests.factories import make_project, make_user, stored


@pytest.fixture
def boss(web_session):
    """An administrator."""
    user = make_user(web_session, administrator=True)
    web_session.commit()
    return user


@pytest.fixture
def admin(reader, boss):
    """A reader of pages who administers."""
    return reader.log_in(boss)


@pytest.fixture
def ada(web_session):
    """Somebody with access."""
    user = make_user(web_session, Role.ORGANISER, project=make_project(web_session))
    user.name = "Ada Ņikuļina"
    web_session.commit()
    return user


def press(admin, user, what):
    """Press a button beside an account."""
    token = admin.get("admin.invite").form()["csrf_token"]
    url = admin.url("admin.change_user", user_id=user.id, what=what)
    return admin.client.post(url, data={"csrf_token": token}).status_code


def row(session, user):
    """The user as the database has them now."""
    return stored(session, User, id=user.id)[0]


def actions(session, user):
    """What the log says of an account, since it was made."""
    return [entry.action for entry in stored(session, AuditEntry, subject="user", subject_id=user.id)][2:]


def test_finds_accounts_without_regard_to_accents(admin, boss, ada):
    page = admin.get("admin.home", q="nikulina")

    assert ada.email in page.words()
    assert boss.email not in page.words()


def test_a_closed_account_is_logged_out_and_opened_again(app, admin, web_session, ada):
    other = Browser(app).log_in(ada)
    closed = press(admin, ada, "deactivate")
    opened = other.client.get("/account/").status_code
    again = press(admin, ada, "activate")

    assert (closed, opened, again) == (303, 302, 303)
    assert row(web_session, ada).active
    assert actions(web_session, ada) == ["deactivate", "activate"]


def test_nobody_closes_the_own_account(admin, web_session, boss):
    press(admin, boss, "deactivate")
    press(admin, boss, "reset-second-factor")

    assert (row(web_session, boss).active, row(web_session, boss).second_factor) == (True, True)


def test_resets_a_second_factor_once_and_says_so_in_the_log(app, admin, web_session, ada):
    other = Browser(app).log_in(ada)
    for _ in range(2):
        press(admin, ada, "reset-second-factor")

    assert not row(web_session, ada).second_factor
    assert other.client.get("/account/").status_code == 302
    assert actions(web_session, ada) == ["reset_second_factor"]


def test_makes_an_administrator(admin, web_session, ada):
    press(admin, ada, "make-administrator")

    assert row(web_session, ada).administrator
    assert actions(web_session, ada) == ["make_administrator"]


def test_invites_an_administrator(admin, web_session):
    admin.submit("admin.invite", {"name": "Ilze", "email": "ilze@example.lv", "language": "en"})

    (mail,) = stored(web_session, OutgoingMail)
    assert mail.recipient == "ilze@example.lv"
    assert "invites you to administer this service." in mail.content["text"]
    assert "Ilze" in admin.get("admin.invite").words()


def test_leads_to_the_people_of_every_project(admin, ada):
    page = admin.get("admin.list_projects")

    assert len([link for link in page.all("a") if (link.get("href") or "").endswith("/people")]) == 1


def test_reads_the_log_newest_first_a_hundred_lines_at_a_time(admin, web_session, boss):
    for number in range(150):
        audit.log(web_session, "count", "sheep", number, by=boss, now=NOW)
    web_session.commit()

    first = admin.get("admin.log", action="count")
    (older,) = [link.get("href") for link in first.all("a") if link.text == "Older lines"]
    second = admin.client.get(older).get_data(as_text=True)

    sheep = [cell.text for cell in first.all("code") if (cell.text or "").startswith("sheep")]
    assert (len(sheep), sheep[0], sheep[-1]) == (100, "sheep 149", "sheep 50")
    assert (second.count("sheep"), "Older lines" in second) == (50, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"action": "create"}, True),
        ({"action": "count"}, False),
        ({"since": "2019-01-10"}, True),
        ({"since": "2019-01-11"}, False),
        ({"until": "2019-01-10"}, True),
        ({"until": "2019-01-09"}, False),
        ({"user": "999"}, False),
        ({"project": "999"}, False),
        ({"user": "x", "project": "9" * 30, "since": "never", "before": "x"}, True),
    ],
)
def test_filters_the_log(asked, found, admin, web_session, ada):
    assert ("create" in [code.text for code in admin.get("admin.log", **asked).all("code")]) is found
