"""The worker and a mail server that hangs, refuses, greylists or breaks off: nothing is lost, nobody else waits."""

import smtplib
from datetime import timedelta
from functools import partial

import pytest

from eventreg import clock
from eventreg.delivery import mail
from eventreg.models import OutgoingMail
from tests.conftest import NOW
from tests.delivery.letters import folder_of, parse, work
from tests.delivery.postman import RawServer, free_port
from tests.factories import make_registration, stored

MOMENTS = ("RCPT", "DATA", "the mail")
pytestmark = pytest.mark.usefixtures("empty_folder")


def sign_up_all(web_session, event, *names):
    """Put one mail each into the outbox."""
    for name in names:
        make_registration(web_session, event, email=f"{name}@x.lv")
    web_session.commit()


@pytest.fixture
def raw_server():
    """Return a function that starts a server which says what a function wants."""
    started = []

    def start(talk):
        started.append(RawServer(talk))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def answers_until(asked):
    """Return what a server says before it is asked for the reader (RCPT), for the mail (DATA), or is given it."""
    before = {"RCPT": [], "DATA": [b"250 fine\r\n"], "the mail": [b"250 fine\r\n", b"354 go on\r\n"]}
    return [b"250 hello\r\n", b"250 fine\r\n", *before[asked]]


def talk(connection, _visit, *, answers):
    """Give these answers, one to each thing that is said, and close the line."""
    connection.sendall(b"220 here\r\n")
    end = b"\r\n"
    for answer in answers:
        told = b""
        while not told.endswith(end):
            told += connection.recv(65536)
        connection.sendall(answer)
        end = b"\r\n.\r\n" if answer.startswith(b"354") else b"\r\n"
    if end != b"\r\n":
        connection.recv(100)  # the line breaks while the mail is on its way


def test_an_unknown_address_is_given_up_at_once_and_the_others_go(posting_app, postman, web_session, event):
    sign_up_all(web_session, event, "nobody", "taken")
    postman.unknown = {"nobody@x.lv"}

    work(posting_app(postman.port))

    nobody, taken = stored(web_session, OutgoingMail)
    assert (nobody.given_up_at, nobody.sent_at, nobody.attempts) == (NOW, None, 1)
    assert "550" in nobody.error
    assert "No such user here" in nobody.error
    assert (taken.sent_at, taken.given_up_at) == (NOW, None)


def test_a_greylisted_mail_arrives_later_with_the_same_message_id(
    posting_app, postman, web_session, event, monkeypatch
):
    sign_up_all(web_session, event, "ada")
    app, postman.refused = posting_app(postman.port), {"ada@x.lv"}
    work(app)
    (before,) = stored(web_session, OutgoingMail)
    postman.refused = set()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))

    work(app)

    ((_, raw),) = postman.taken
    (after,) = stored(web_session, OutgoingMail)
    assert (before.given_up_at, before.sent_at) == (None, None)
    assert (after.sent_at, after.error) == (NOW + timedelta(minutes=2), "")
    assert parse(raw)["Message-ID"] == f"<{before.message_id}@localhost>"


def test_a_server_that_hangs_is_left_after_a_while_and_not_asked_for_every_mail(
    posting_app, raw_server, web_session, event, monkeypatch
):
    monkeypatch.setattr(mail, "PATIENCE", 0.05)
    sign_up_all(web_session, event, *"abcde")
    server = raw_server(lambda connection, _: connection.recv(1))  # says nothing

    work(posting_app(server.port))

    rows = stored(web_session, OutgoingMail)
    assert server.visits == 3
    assert [row.attempts for row in rows] == [1, 1, 1, 0, 0]
    assert [row.due_at for row in rows] == [NOW + timedelta(minutes=2)] * 3 + [NOW] * 2
    assert {row.error.split(":")[0] for row in rows[:3]} == {"SMTPServerDisconnected"}


def test_a_worker_that_stays_rests_longer_and_longer_while_the_server_fails(
    posting_app, web_session, event, monkeypatch
):
    sign_up_all(web_session, event, *"abcdefgh")
    rests = []

    def rest(seconds):
        rests.append(seconds)
        if len(rests) == 9:
            raise KeyboardInterrupt

    monkeypatch.setattr("eventreg.cli.time.sleep", rest)
    posting_app(free_port()).test_cli_runner().invoke(args=["worker"])

    assert rests == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 1.0]


@pytest.mark.parametrize("asked", MOMENTS)
def test_a_server_that_closes_or_mumbles_fails_itself_and_one_that_refuses_fails_the_mail(raw_server, asked):
    """421 and an answer that is none say nothing about the mail."""
    told = {}
    for code in (b"421", b"450", b"550", b"999", b"yes"):
        server = raw_server(partial(talk, answers=[*answers_until(asked), code + b" so it is\r\n"]))
        with smtplib.SMTP("127.0.0.1", server.port) as line, pytest.raises(mail.ABOUT_THE_MAIL) as caught:
            line.sendmail("us@x.lv", ["ada@x.lv"], "Hello")
        told[code] = (mail.is_of_the_server(caught.value), mail.is_for_good(caught.value))

    assert told == {
        b"421": (True, False),
        b"450": (False, False),
        b"550": (False, True),
        b"999": (True, False),
        b"yes": (True, False),
    }


def test_a_server_that_closes_when_it_hears_the_reader_is_not_asked_for_every_mail(
    posting_app, raw_server, web_session, event
):
    sign_up_all(web_session, event, *"abcde")
    server = raw_server(partial(talk, answers=[*answers_until("RCPT"), b"421 closing\r\n"]))

    work(posting_app(server.port))

    assert [row.attempts for row in stored(web_session, OutgoingMail)] == [1, 1, 1, 0, 0]


def test_a_line_that_breaks_off_or_an_unclear_answer_brings_the_same_mail_again(
    posting_app, postman, raw_server, web_session, event, monkeypatch
):
    sign_up_all(web_session, event, *"abcdef")
    said = [answers_until(asked) + answer for asked in MOMENTS for answer in ([], [b"well, perhaps\r\n"])]
    server = raw_server(lambda line, visit: talk(line, visit, answers=said[visit - 1]))
    app = posting_app(server.port)
    for _ in range(2):  # three tries each
        work(app)
    before = stored(web_session, OutgoingMail)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    work(posting_app(postman.port))

    after = stored(web_session, OutgoingMail)
    assert [(row.sent_at, row.attempts, row.given_up_at) for row in before] == [(None, 1, None)] * 6
    assert [(row.sent_at, row.attempts) for row in after] == [(NOW + timedelta(minutes=2), 2)] * 6
    assert [parse(raw)["Message-ID"] for _, raw in postman.taken] == [f"<{row.message_id}@localhost>" for row in before]


def test_a_mail_that_was_taken_is_sent_even_if_nobody_says_goodbye(posting_app, raw_server, web_session, event):
    sign_up_all(web_session, event, "ada")

    work(posting_app(raw_server(partial(talk, answers=[*answers_until("the mail"), b"250 taken\r\n"])).port))

    (row,) = stored(web_session, OutgoingMail)
    assert (row.sent_at, row.error) == (NOW, "")


def test_a_folder_that_takes_no_mail_is_told_and_the_mail_goes_later(app, web_session, event, monkeypatch):
    folder = folder_of(app)
    if folder.exists():
        folder.rmdir()
    folder.write_text("a file stands where the folder should be")
    sign_up_all(web_session, event, "ada")

    said = work(app)

    (waits,) = stored(web_session, OutgoingMail)
    assert set(said.splitlines()) == {"A mail could not be handed over, and waits: File exists"}
    assert "ada@x.lv" not in said
    assert (waits.sent_at, waits.error[:16]) == (None, "FileExistsError:")
    folder.unlink()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    assert work(app) == ""
    assert stored(web_session, OutgoingMail)[0].sent_at == NOW + timedelta(hours=1)
