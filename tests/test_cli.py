"""The service's own commands, run as an operator runs them."""

import json
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import text

from eventreg import address
from eventreg.delivery import csv, mail
from eventreg.domain import outbox, results
from eventreg.extensions import DatabaseFailure, db
from eventreg.models import DoorPass, Event, Membership, OutgoingMail, PassKind, Project, Role, User
from tests.conftest import NOW
from tests.factories import admit, make_event, make_project, make_registration, make_user, stored

PASSWORD = "Saulriets pār Daugavu"


@pytest.fixture(autouse=True)
def quick_hashes(app, monkeypatch):
    """Passwords are hashed as always, but with little effort."""
    security = app.extensions["security"]
    quick = security.pwd_context.copy(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


@pytest.fixture
def run(app):
    """Return a function that runs a command and returns its exit code and what it printed."""

    def call(*arguments):
        done = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return call


@pytest.fixture
def project(web_session):
    """A project with an event at which a municipality's and a Roma representative were, beside another project."""
    admit(web_session, make_registration(web_session))
    made = make_project(web_session, slug="platforma")
    event = make_event(web_session, made, name={"lv": "Sanāksme", "en": "Meeting"})
    admit(web_session, make_registration(web_session, event, category="municipality"))
    admit(web_session, make_registration(web_session, event, category="roma", consent=True))
    web_session.commit()
    return made


def test_names_the_commands_of_the_service(app):
    assert {"user", "door", "results", "worker", "demo"} <= set(app.cli.commands)


# --- user reset-second-factor ---


def test_takes_the_second_factor_off_the_only_administrator(run, web_session):
    ada = make_user(web_session, administrator=True)
    web_session.commit()

    printed = [run("user", "reset-second-factor", ada.email)[1] for _ in range(2)]
    unknown = run("user", "reset-second-factor", "nobody@example.lv")

    assert [ada.email + said for said in (" logs in with the password alone.\n", " has no second factor.\n")] == printed
    assert (unknown[0], stored(web_session, User, id=ada.id)[0].second_factor) == (1, False)


# --- user add ---


def add(run, email, *more, password=PASSWORD, name="Anna"):
    """Add a user, or a role to one."""
    return run("user", "add", email, "--name", name, "--password", password, *more)


def test_adds_somebody_who_can_log_in(run, browser, web_session):
    code, printed = add(run, "Anna@Events.example")

    (user,) = stored(web_session, User)
    form = browser.get("security.login").form() | {"email": "anna@events.example", "password": PASSWORD}
    browser.client.post("/account/login", data=form)
    assert (code, printed) == (0, "anna@events.example was added.\n")
    assert (user.email, user.name, user.active, user.administrator) == ("anna@events.example", "Anna", True, False)
    assert (user.created_at, user.password.startswith("$argon2id$")) == (NOW, True)
    with browser.client.session_transaction() as session:
        assert session["_user_id"] == user.fs_uniquifier


def test_a_password_is_the_same_however_its_letters_are_composed(run, browser, web_session):
    add(run, "anna@events.example", password=unicodedata.normalize("NFC", PASSWORD))

    assert [log_in(browser, unicodedata.normalize(form, PASSWORD)) for form in ("NFC", "NFD")] == [302, 302]


def test_adds_an_administrator(run, web_session):
    add(run, "anna@events.example", "--administrator")

    assert [user.administrator for user in stored(web_session, User)] == [True]


def test_gives_a_new_user_a_role(run, web_session, project):
    code, printed = add(run, "anna@events.example", "--project", "platforma", "--role", "coordinator")

    (user,) = stored(web_session, User)
    assert (code, printed) == (0, "anna@events.example was added, coordinator of platforma.\n")
    assert [(row.user_id, row.project_id, row.role) for row in stored(web_session, Membership)] == [
        (user.id, project.id, Role.COORDINATOR)
    ]


def test_gives_somebody_who_is_there_another_role_and_a_new_password(run, web_session, project):
    add(run, "anna@events.example", "--project", "platforma", "--role", "organiser")
    (before,) = stored(web_session, User)

    code, printed = add(
        run,
        "ANNA@events.example",
        "--project",
        "platforma",
        "--role",
        "coordinator",
        name="B",
        password="another one 12",
    )

    (after,) = stored(web_session, User)
    assert (code, printed) == (0, "anna@events.example is there, coordinator of platforma.\n")
    assert after.name == before.name
    assert after.password.startswith("$argon2id$") and after.password != before.password
    assert after.fs_uniquifier != before.fs_uniquifier  # who was logged in elsewhere is not any more
    assert [row.role for row in stored(web_session, Membership)] == [Role.ORGANISER, Role.COORDINATOR]


def test_a_new_password_opens_and_the_old_one_does_not(run, browser):
    add(run, "anna@events.example", password="the first of two")
    add(run, "anna@events.example")

    opened = [log_in(browser, password) for password in ("the first of two", PASSWORD)]

    assert opened == [200, 302]


def test_a_role_alone_changes_no_password(run, web_session, project):
    add(run, "anna@events.example")
    (before,) = stored(web_session, User)

    code, _ = run("user", "add", "anna@events.example", "--name", "B", "--project", "platforma", "--role", "auditor")

    (after,) = stored(web_session, User)
    assert (code, after.password, after.fs_uniquifier) == (0, before.password, before.fs_uniquifier)
    assert [row.role for row in stored(web_session, Membership)] == [Role.AUDITOR]


def test_asks_twice_for_the_password_of_a_new_user(app, browser, web_session):
    command = ["user", "add", "anna@events.example", "--name", "Anna"]

    done = app.test_cli_runner().invoke(args=command, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert (done.exit_code, PASSWORD in done.output) == (0, False)
    assert log_in(browser, PASSWORD) == 302


def log_in(browser, password):
    """Log in as Anna by the page, and return the status of the answer."""
    browser.client.delete_cookie("session")
    answers = {"email": "anna@events.example", "password": password}
    return browser.client.post("/account/login", data=browser.get("security.login").form() | answers).status_code


@pytest.mark.parametrize(
    ("email", "more", "password", "code", "said"),
    [
        ("anna@events.example", (), "eleven char", 2, "The password must have at least 12 characters."),
        ("anna@events.example", ("--project", "none", "--role", "organiser"), PASSWORD, 1, "There is no project none."),
        ("anna@events.example", ("--project", "platforma"), PASSWORD, 2, "--project and --role go together."),
        ("anna@events.example", ("--role", "organiser"), PASSWORD, 2, "--project and --role go together."),
        ("anna@events.example", ("--project", "platforma", "--role", "king"), PASSWORD, 2, "'king' is not one of"),
        ("anna", (), PASSWORD, 2, "anna is no e-mail address."),
    ],
)
def test_says_what_is_wrong_and_adds_nobody(email, more, password, code, said, run, web_session, project):
    found, printed = add(run, email, *more, password=password)

    assert found == code
    assert said in printed
    assert "Traceback" not in printed
    assert (stored(web_session, User), stored(web_session, Membership)) == ([], [])


# --- door ---


@pytest.mark.parametrize("by", ["slug", "id"])
def test_makes_a_link_and_a_token_that_open_the_door(by, run, browser, web_session, project):
    (event,) = stored(web_session, Event, project_id=project.id)

    code, printed = run("door", getattr(event, by), "--name", "Galvenās durvis", "--operator", "Anna")

    (first, link), (second, token) = (line.split(maxsplit=1) for line in printed.splitlines())
    address, secret = link.split("#")
    roster = browser.client.get(f"/api/v1/events/{event.id}/roster", headers={"Authorization": f"Bearer {token}"})
    opened = browser.submit("door.start", {"secret": link})
    assert (code, first, second, address) == (0, "link", "token", "http://localhost/door/")
    assert (roster.status_code, len(roster.json["entries"])) == (200, 2)
    assert opened.location == browser.url("door.scan")
    passes = [row for row in stored(web_session, DoorPass, event_id=event.id) if row.name == "Galvenās durvis"][-2:]
    assert [(row.operator, row.kind, row.supervisor) for row in passes] == [("Anna", PassKind.SCANNER, False)] * 2
    assert secret not in token


def test_makes_passes_for_a_desk_with_a_supervisor(run, web_session, project):
    (event,) = stored(web_session, Event, project_id=project.id)

    run("door", event.slug, "--name", "Reception", "--desk", "--supervisor")

    passes = stored(web_session, DoorPass, name="Reception")
    assert [(row.kind, row.supervisor, row.operator) for row in passes] == [(PassKind.DESK, True, "")] * 2


def test_the_link_has_the_address_that_the_service_was_last_started_under(run, app, project, monkeypatch):
    instance = Path(app.instance_path)
    address.keep(instance, "https://192.168.1.20:8443")

    def printed():
        return run("door", "1", "--name", "A")[1].split("#")[0]

    try:
        assert printed() == "link  https://192.168.1.20:8443/door/"
        monkeypatch.setenv("PUBLIC_URL", "https://events.example/")
        assert printed() == "link  https://events.example/door/"
    finally:
        (instance / address.NAME).unlink()


@pytest.mark.parametrize("event", ["nowhere", "999999"])
def test_there_is_no_door_without_an_event(event, run, web_session):
    assert run("door", event, "--name", "A") == (1, f"Error: There is no event {event}.\n")
    assert stored(web_session, DoorPass) == []


# --- results ---


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "lv",
            "ir iesaistīts 1 valsts pārvaldes pārstāvis, t.sk. 1 pašvaldību pārstāvis vai speciālists,"
            " kā arī 1 romu pārstāvis\n",
        ),
        (
            "en",
            "1 public-administration representative has been involved, including 1 municipal representative or"
            " specialist, as well as 1 Roma representative.\n",
        ),
    ],
)
def test_prints_the_sentence(language, sentence, run, project):
    assert run("results", "platforma", "--format", "text", "--lang", language) == (0, sentence)


def test_prints_the_latvian_sentence_when_nothing_is_asked(run, project):
    assert run("results", "platforma") == run("results", "platforma", "--format", "text", "--lang", "lv")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_prints_the_figures_for_a_program(language, run, project):
    code, printed = run("results", "platforma", "--format", "json", "--lang", language)

    read = json.loads(printed)
    assert (code, read["language"], read["project"]["slug"]) == (0, language, "platforma")
    assert read["unique_persons"] == {"total": 2, "not_stated": 0, "target": None}
    by_key = {line["key"]: line["unique_persons"] for line in read["categories"]}
    assert by_key == {"state_administration": 1, "roma": 1, "ngo": 0, "international": 0}
    assert read["events"][0]["name"] == {"lv": "Sanāksme", "en": "Meeting"}[language]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_prints_the_figures_for_a_spreadsheet(language, run, app, project):
    code, printed = run("results", "platforma", "--format", "csv", "--lang", language)

    with app.app_context():
        found = db.session.query(Project).filter_by(slug="platforma").one()
        expected = csv.write_results(results.read(db.session, found), language)
    assert (code, printed.replace("\r\n", "\n")) == (0, expected.replace("\r\n", "\n"))
    assert expected.startswith("\ufeff")


def test_there_are_no_results_without_a_project(run):
    assert run("results", "nothing") == (1, "Error: There is no project nothing.\n")


def test_results_are_printed_only_in_languages_and_formats_that_there_are(run, project):
    assert [run("results", "platforma", *more)[0] for more in (("--lang", "de"), ("--format", "xml"))] == [2, 2]


# --- worker ---


def test_the_worker_rests_when_there_is_nothing_to_send(app, web_session, monkeypatch):
    make_registration(web_session, email="ada@x.lv")
    web_session.commit()
    rests = []

    def rest(seconds):
        rests.append(seconds)
        if len(rests) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("eventreg.cli.time.sleep", rest)
    app.test_cli_runner().invoke(args=["worker"])

    assert rests == [1.0, 1.0]
    assert [row.sent_at for row in stored(web_session, OutgoingMail)] == [NOW]


def test_the_worker_outlives_a_database_that_does_not_answer(app, web_session, monkeypatch):
    make_registration(web_session, email="ada@x.lv")
    web_session.commit()

    def fail(_session, **_more):
        raise DatabaseFailure("SELECT", {}, ConnectionError("gone"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(outbox, "claim", fail)
        lost = app.test_cli_runner().invoke(args=["worker", "--once"])
    before = stored(web_session, OutgoingMail)[0].sent_at
    app.test_cli_runner().invoke(args=["worker", "--once"])

    assert (lost.exit_code, lost.output) == (0, "The outbox could not be read: ConnectionError\n")
    assert before is None
    assert stored(web_session, OutgoingMail)[0].sent_at == NOW


def test_nobody_waits_while_a_mail_server_takes_its_time(app, web_session, monkeypatch):
    """What is read for a mail is read without a lock: on SQLite one would keep everybody from signing up."""
    guest = make_registration(web_session, email="ada@x.lv")
    event_id = guest.event_id
    web_session.commit()

    def deliver(_mail, _registration):
        with db.engine.connect() as other:
            if other.dialect.name == "sqlite":
                other.exec_driver_sql("PRAGMA busy_timeout = 100")
                other.exec_driver_sql("BEGIN IMMEDIATE")
            other.execute(text("UPDATE event SET places_taken = 7 WHERE id = :id"), {"id": event_id})
            other.commit()
            other.invalidate()

    monkeypatch.setattr(mail, "deliver", deliver)
    app.test_cli_runner().invoke(args=["worker", "--once"])

    (row,) = stored(web_session, OutgoingMail)
    assert (row.error, row.sent_at) == ("", NOW)
    assert [event.places_taken for event in stored(web_session, Event)] == [7]
