"""What becomes of a mail with a mail server, without one, and with a bad one."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from eventreg import clock
from eventreg.delivery import letters
from eventreg.models import OutgoingMail
from tests.conftest import NOW
from tests.delivery.letters import folder_of, kept, parse, text, work
from tests.delivery.postman import free_port
from tests.factories import make_event, make_project, make_registration, stored

pytestmark = pytest.mark.usefixtures("empty_folder")

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
    real = letters.write

    def write_or_fail(row, about):
        if row.recipient == "bad@x.lv":
            raise ZeroDivisionError("broken template")
        return real(row, about)

    monkeypatch.setattr(letters, "write", write_or_fail)
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


def test_a_mail_server_takes_the_mail_as_it_was_written(posting_app, postman, web_session, event):
    guest = make_registration(web_session, event, name="Ada", email="ada@x.lv", language="en")
    web_session.commit()
    app = posting_app(postman.port)

    work(app)

    ((recipients, raw),) = postman.taken
    letter = parse(raw)
    (row,) = stored(web_session, OutgoingMail)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(letter.get_payload()[0].get_payload()[-1].get_content())))
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
