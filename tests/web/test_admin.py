"""An administrator's pages: accounts found and changed, administrators invited, the log read page by page."""

import ast
from pathlib import Path

import pytest

from eventreg.domain import audit
from eventreg.models import AuditEntry, Decision, OutgoingMail, Role, User
from eventreg.web import audit_words
from tests.browser import HTML, Browser, words
from tests.conftest import NOW
from tests.factories import make_event, make_project, make_user, stored


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


def test_takes_the_right_of_an_administrator_away_but_not_from_oneself_as_the_last(admin, web_session, boss, ada):
    press(admin, boss, "take-administrator")
    alone = row(web_session, boss).administrator
    press(admin, ada, "make-administrator")

    press(admin, ada, "take-administrator")

    assert (alone, row(web_session, ada).administrator) == (True, False)
    assert actions(web_session, ada) == ["make_administrator", "take_administrator"]


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

    rows = [[words(cell) for cell in row] for row in first.all("tr")[1:]]
    assert (len(rows), rows[0][2:4], rows[-1][2:4]) == (100, ["count sheep", "No. 149"], ["count sheep", "No. 50"])
    assert (second.count(">count sheep</td>"), "Older lines" in second) == (50, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"action": "create"}, True),
        ({"action": "create:user"}, True),
        ({"action": "create:event"}, False),
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
    assert ("Account made" in [words(cell) for cell in admin.get("admin.log", **asked).all("td")]) is found


def written():
    """Every action with its kind of object that stands in a call of the log, or of a module's own way to it."""
    found = set()
    for path in Path("eventreg").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        own = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_log"]
        for call in calls:
            if ast.unparse(call.func) != "audit.log":
                continue
            if isinstance(call.args[1], ast.Starred):  # what it is about, given as a whole
                whole = [arg.elts for each in own for arg in each.args if isinstance(arg, ast.Tuple)]
                assert whole, path
                found |= {(about[0].value, about[1].value) for about in whole}
                continue
            action, subject = call.args[1:3]
            if isinstance(action, ast.Constant):
                found.add((action.value, subject.value))
                continue
            if ast.unparse(action) == "decision.value":
                found |= {(each.value, subject.value) for each in Decision}
                continue
            constants = [arg.value for each in own for arg in each.args if isinstance(arg, ast.Constant)]
            assert constants, path
            found |= {(each, subject.value) for each in constants}
    return found


def test_the_log_has_words_for_all_that_is_written_and_for_nothing_else():
    assert set(audit_words.WORDS) == written()


def test_a_line_names_what_it_is_about_and_leads_to_its_page(admin, web_session, boss, ada):
    project = make_project(web_session)
    event = make_event(web_session, project)
    subjects = [("grant", "user", ada.id, {"role": "organiser"}), ("publish", "event", event.id, {})]
    subjects += [("change", "project", project.id, {}), ("cancel", "registration", 7, {"event": event.id})]
    for action, subject, number, detail in subjects:
        audit.log(web_session, action, subject, number, by=boss, now=NOW, project_id=project.id, **detail)
    web_session.commit()

    rows = admin.get("admin.log", project=str(project.id)).all("tr")[1:5]

    title, whole = event.name["en"], project.name["en"]
    assert [[words(cell) for cell in row][2:] for row in rows] == [
        ["Registration cancelled", f"No. 7{title}", whole, ""],
        ["Project changed", whole, whole, ""],
        ["Event published", title, whole, ""],
        ["Role given", ada.name, whole, "Role: Organiser"],
    ]
    assert [[link.get("href") for link in row.iter(HTML + "a")] for row in rows] == [
        [],
        [admin.url("members.people", slug=project.slug)],
        [admin.url("public.event", slug=event.slug)],
        [admin.url("admin.home", q=ada.email)],
    ]


def test_a_long_log_asks_no_more_than_a_short_one(admin, web_session, boss, ada, count_statements):
    asked = []
    for lines in (1, 49):
        for _ in range(lines):
            audit.log(web_session, "grant", "user", ada.id, by=boss, now=NOW, role="organiser")
        web_session.commit()
        asked.append(count_statements(lambda: admin.get("admin.log")))

    assert asked[0] == asked[1]
