"""Mails: what stands in them, and what becomes of them with a mail server, without one, and with a bad one."""

import email
import email.policy
import io
import socket
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import zxingcpp
from aiosmtpd.controller import Controller
from markupsafe import escape
from PIL import Image

from eventreg import clock, config, create_app
from eventreg.delivery import mail
from eventreg.domain import outbox, registration
from eventreg.domain.tickets import show_code
from eventreg.extensions import db
from eventreg.models import MailKind, OutgoingMail
from tests.conftest import NOW, SETTINGS
from tests.factories import make_event, make_project, make_registration, stored


@pytest.fixture(autouse=True)
def empty_folder(app):
    """No mail was kept before."""
    for old in folder_of(app).glob("*"):
        old.unlink()


@pytest.fixture
def event(web_session):
    """An event with names in both languages."""
    return make_event(web_session, name={"lv": "Ņikuļinas lasījumi", "en": "Meeting"})


def folder_of(app) -> Path:
    """Return where an application keeps its mails without a server."""
    return Path(app.instance_path) / "mail"


def kept(app):
    """Return the mails that were kept as files, the first one first."""
    return [parse(path.read_bytes()) for path in sorted(folder_of(app).iterdir())]


def parse(raw):
    """Return a mail as the reader's program sees it."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def write(app, number=0):
    """Return one of the outbox's mails as it would be sent."""
    with app.app_context():
        row = db.session.query(OutgoingMail).order_by(OutgoingMail.id).all()[number]
        return parse(mail.write(row, outbox.registration_of(db.session, row)).as_bytes())


def work(app):
    """Let the worker send what waits."""
    done = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert (done.exit_code, done.exception) == (0, None), done.output
    return done.output


def text(letter):
    """Return the plain text of a mail."""
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(letter):
    """Return the HTML of a mail."""
    return letter.get_body(("html",)).get_content().replace("\r\n", "\n")


# --- what stands in it ---


def test_a_confirmation_says_all_that_one_needs_at_the_door(app, web_session, event):
    guest = make_registration(web_session, event, name="Ada", email="ada@x.lv", language="en")
    web_session.commit()

    letter = write(app)

    assert letter["Subject"] == "Your ticket: Meeting, 23–25 January 2019"
    assert text(letter) == (
        "Hello, Ada! Your place is kept.\n"
        "\n"
        "Meeting\n"
        "When: 23–25 January 2019, 10:00\n"
        "Where: Malta\n"
        "\n"
        f"Your code at the door: {show_code(guest.code)}\n"
        "Say it, or show the QR code of this mail or of this page:\n"
        f"HTTP://LOCALHOST/T/{guest.ticket}\n"
        "\n"
        "See or cancel your registration (keep this link to yourself):\n"
        f"http://localhost/m/{guest.manage}\n"
        "\n"
        "--\n"
        f"{event.project.funding_statement['en']}\n"
    )


@pytest.mark.parametrize("language", ["lv", "en"])
def test_text_and_html_are_in_the_language_of_the_registration(language, app, browser, web_session, event):
    make_registration(web_session, event, name="Ada", email="ada@x.lv", language=language)
    web_session.commit()
    say = partial(browser.translate, language)

    letter = write(app)

    name = event.name[language]
    dates = {"lv": "23.–25.01.2019.", "en": "23–25 January 2019"}[language]
    assert letter["Subject"] == say("Your ticket: %(event)s, %(dates)s", event=name, dates=dates)
    assert f'<html lang="{language}">' in html(letter)
    for sentence in (say("Hello, %(name)s! Your place is kept.", name="Ada"), name, dates):
        assert (sentence in text(letter), sentence in html(letter)) == (True, True), sentence
    assert str(escape(event.project.funding_statement[language])) in html(letter)


def test_a_cancellation_says_that_the_place_is_free(app, web_session, event):
    guest = make_registration(web_session, event, name="Ada", email="ada@x.lv", language="en")
    registration.cancel(web_session, guest, now=NOW)
    web_session.commit()

    letter = write(app, 1)

    assert letter["Subject"] == "Your registration is cancelled: Meeting, 23–25 January 2019"
    assert text(letter).startswith("Hello, Ada! Your registration is cancelled.\n\nMeeting\n")
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert guest.manage not in str(letter)


def test_the_picture_belongs_to_the_text_and_reads_as_the_ticket(app, web_session, event):
    guest = make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    letter = write(app)

    picture = letter.get_payload()[-1]
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
    ]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<ticket>", "inline")
    assert html(letter).count('src="cid:ticket"') == 1
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_content())))
    assert code.text == f"HTTP://LOCALHOST/T/{guest.ticket}"


def test_the_html_asks_nobody_for_anything(app, web_session, event):
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    assert [word for word in ("<script", "<link", "<iframe", "url(", 'src="http') if word in html(write(app))] == []


def test_the_headers_say_from_whom_to_whom_and_when(app, web_session, event):
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()
    (row,) = stored(web_session, OutgoingMail)

    letter = write(app)

    assert (letter["To"], letter["From"]) == ("ada@x.lv", "events@localhost")
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"] == f"<{row.message_id}@localhost>"


def test_names_are_text_in_html(app, web_session):
    event = make_event(web_session, name={"lv": "<b>&</b>"}, place="<script>alert(1)</script>")
    make_registration(web_session, event, name="<i>Ada</i>", email="ada@x.lv")
    web_session.commit()

    letter = write(app)

    assert "<b>&</b>" in letter["Subject"]
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html(letter)
    assert "&lt;i&gt;Ada&lt;/i&gt;" in html(letter)
    assert "<script" not in html(letter)


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_mails_of_a_sensitive_event_tell_nothing(language, app, web_session):
    project = make_project(
        web_session,
        slug="latvijas-romu-platforma",
        name={"lv": "Latvijas romu platforma", "en": "Latvian Roma Platform"},
    )
    event = make_event(
        web_session,
        project,
        name={"lv": "Romu jauniešu nometne", "en": "Roma youth camp"},
        place="Romu kultūras centrs",
        description={"lv": "Par romiem", "en": "About Roma"},
        partners="Romu biedrība",
        sensitive=True,
    )
    guest = make_registration(web_session, event, name="Ada", email="ada@x.lv", language=language, category=None)
    registration.cancel(web_session, guest, now=NOW)
    web_session.commit()

    for number, kind in enumerate((MailKind.CONFIRMATION, MailKind.CANCELLATION)):
        letter = write(app, number)
        told = "\n".join([letter["Subject"], text(letter), html(letter), *map(str, letter.values())])
        for own in (guest.ticket, guest.manage, guest.code[:4], guest.code[4:], "from "):
            told = told.replace(own, "")
        telling = ("rom", "platform", "nometne", "camp", "kultūr", "ada", event.slug)

        assert [word for word in telling if word in told.casefold().replace("ada@x.lv", "")] == [], kind
        assert "792550-NRP3-LV" in text(letter)
        assert "792550-NRP3-LV" in html(letter)


# --- without a mail server ---


def test_without_a_mail_server_the_mail_is_kept_as_a_file(app, web_session, event):
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    work(app)

    (letter,) = kept(app)
    (row,) = stored(web_session, OutgoingMail)
    assert (letter["To"], letter["Message-ID"]) == ("ada@x.lv", f"<{row.message_id}@localhost>")
    assert (row.sent_at, row.attempts, row.error) == (NOW, 1, "")
    assert folder_of(app).stat().st_mode & 0o777 == 0o700


def test_every_mail_has_a_file_of_its_own(app, web_session, event):
    for number in range(3):
        make_registration(web_session, event, email=f"ada{number}@x.lv")
    web_session.commit()

    work(app)

    assert [letter["To"] for letter in kept(app)] == ["ada0@x.lv", "ada1@x.lv", "ada2@x.lv"]
    assert [path.suffix for path in folder_of(app).iterdir()] == [".eml"] * 3


def test_a_mail_that_is_kept_twice_is_one_file(app, web_session, event):
    """A worker that died between the file and its note in the database leaves the mail to the next one."""
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()
    work(app)
    web_session.query(OutgoingMail).update({"sent_at": None, "due_at": NOW})
    web_session.commit()

    work(app)

    assert len(kept(app)) == 1


def test_a_mail_that_was_sent_is_not_sent_again(app, web_session, event):
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()
    work(app)
    for old in folder_of(app).iterdir():
        old.unlink()

    work(app)

    assert kept(app) == []


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(app, web_session, event, monkeypatch):
    for address in ("bad@x.lv", "good@x.lv"):
        make_registration(web_session, event, email=address)
    web_session.commit()
    real = mail.write

    def write_or_fail(row, about):
        if row.recipient == "bad@x.lv":
            raise ZeroDivisionError("broken template")
        return real(row, about)

    monkeypatch.setattr(mail, "write", write_or_fail)
    work(app)

    bad, good = stored(web_session, OutgoingMail)
    assert [letter["To"] for letter in kept(app)] == ["good@x.lv"]
    assert (bad.sent_at, bad.error, bad.due_at) == (
        None,
        "ZeroDivisionError",
        NOW + timedelta(minutes=2),
    )
    assert (good.sent_at, good.error) == (NOW, "")


# --- with a mail server ---


class Postman:
    """A mail server that keeps what it takes, and refuses some addresses for now."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """Answer 451 for those who are refused."""
        if address in self.refused:
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """Keep a mail."""
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postman():
    """A real mail server of our own."""
    handler = Postman()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    handler.port = server.port
    yield handler
    server.stop()


@pytest.fixture
def posting_app(app, tmp_path):
    """Return a function that makes the application on the same database, with a mail server."""
    made = []

    def make(port):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        server = {"mail_server": "127.0.0.1", "mail_port": port, "mail_sender": "events@events.example"}
        made.append(create_app(config.Settings(**SETTINGS, database_url=url, **server), instance=tmp_path))
        return made[-1]

    yield make
    for each in made:
        with each.app_context():
            db.engine.dispose()


def test_a_mail_server_takes_the_mail_as_it_was_written(posting_app, postman, web_session, event):
    guest = make_registration(web_session, event, name="Ada", email="ada@x.lv", language="en")
    web_session.commit()
    app = posting_app(postman.port)

    work(app)

    ((recipients, raw),) = postman.taken
    letter = parse(raw)
    (row,) = stored(web_session, OutgoingMail)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(letter.get_payload()[-1].get_content())))
    assert (recipients, letter["From"]) == (["ada@x.lv"], "events@events.example")
    assert letter["Subject"] == "Your ticket: Meeting, 23–25 January 2019"
    assert "Hello, Ada! Your place is kept." in text(letter)
    assert code.text == f"HTTP://LOCALHOST/T/{guest.ticket}"
    assert (row.sent_at, row.attempts, row.error) == (NOW, 1, "")
    assert not folder_of(app).exists()


def test_the_mails_of_a_demo_are_never_given_to_a_mail_server(posting_app, postman, web_session, event):
    demo = make_event(web_session, make_project(web_session, demo=True))
    make_registration(web_session, demo, email="invented@x.lv", language="en")
    make_registration(web_session, event, email="real@x.lv")
    web_session.commit()
    app = posting_app(postman.port)

    work(app)

    assert [recipients for recipients, _ in postman.taken] == [["real@x.lv"]]
    (letter,) = kept(app)
    assert letter["To"] == "invented@x.lv"
    assert "this mail was sent to nobody" in text(letter)
    assert all(row.sent_at == NOW for row in stored(web_session, OutgoingMail))


def test_what_the_server_refuses_waits_and_the_others_go(posting_app, postman, web_session, event, monkeypatch):
    for address in ("refused@x.lv", "taken@x.lv"):
        make_registration(web_session, event, email=address)
    web_session.commit()
    app = posting_app(postman.port)
    postman.refused = {"refused@x.lv"}

    work(app)
    waiting, sent = stored(web_session, OutgoingMail)
    before = [recipients for recipients, _ in postman.taken]
    postman.refused = set()
    work(app)  # too early
    early = len(postman.taken)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    work(app)

    assert before == [["taken@x.lv"]]
    assert (waiting.sent_at, waiting.attempts, waiting.due_at) == (None, 1, NOW + timedelta(minutes=2))
    assert waiting.error.startswith("SMTPRecipientsRefused: ")
    assert "451" in waiting.error
    assert (sent.sent_at, sent.error) == (NOW, "")
    assert early == 1
    (recipients, raw) = postman.taken[1]
    done = stored(web_session, OutgoingMail)[0]
    assert recipients == ["refused@x.lv"]
    assert (parse(raw)["Message-ID"], parse(raw)["Date"].datetime) == (f"<{waiting.message_id}@localhost>", NOW)
    assert (done.sent_at, done.attempts, done.error) == (NOW + timedelta(minutes=2), 2, "")


def test_a_server_that_is_away_loses_nothing(posting_app, web_session, event):
    for number in range(2):
        make_registration(web_session, event, email=f"ada{number}@x.lv")
    web_session.commit()

    work(posting_app(free_port()))

    rows = stored(web_session, OutgoingMail)
    assert [row.sent_at for row in rows] == [None, None]
    assert [row.due_at for row in rows] == [NOW + timedelta(minutes=2)] * 2
    assert {row.error.split(":")[0] for row in rows} == {"ConnectionRefusedError"}


@pytest.mark.parametrize(
    "words", ["Open house and exhibition “Roma stories”", "Ģ" * 40, "a " * 60 + "ž", "Plain words"]
)
def test_a_subject_arrives_letter_by_letter(app, web_session, words):
    event = make_event(web_session, name={"lv": words.strip()})
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    work(app)

    (letter,) = kept(app)
    assert letter["Subject"] == f"Jūsu biļete: {words.strip()}, 23.–25.01.2019."
