"""What stands in a mail, letter by letter, and what never does."""

import io
from functools import partial

import pytest
import zxingcpp
from markupsafe import escape
from PIL import Image

from eventreg.domain import registration
from eventreg.domain.tickets import show_code
from eventreg.models import MailKind, OutgoingMail
from tests.conftest import NOW
from tests.delivery.letters import html, kept, text, work, write
from tests.factories import make_event, make_project, make_registration, stored

pytestmark = pytest.mark.usefixtures("empty_folder")


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
        f"http://localhost/m/{guest.manage}?lang=en\n"
        "\n"
        "--\n"
        f"{event.project.funding_statement['en']}\n"
        f"{event.project.disclaimer['en']}\n"
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
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        "text/calendar",
    ]
    assert guest.manage not in str(letter)


def test_the_picture_belongs_to_the_text_and_reads_as_the_ticket(app, web_session, event):
    guest = make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    letter = write(app)

    picture = letter.get_payload()[0].get_payload()[-1]
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        "image/png",
        "text/calendar",
    ]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<ticket>", "inline")
    assert html(letter).count('src="cid:ticket"') == 1
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_content())))
    assert code.text == f"HTTP://LOCALHOST/T/{guest.ticket}"


def test_the_emblem_stands_with_the_funding_as_a_picture_of_the_mail(app, web_session, event):
    make_registration(web_session, event, email="ada@x.lv")
    web_session.commit()

    letter = write(app)

    picture = letter.get_payload()[0].get_payload()[1]
    drawn = Image.open(io.BytesIO(picture.get_content())).convert("RGB")
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<emblem>", "inline")
    assert html(letter).count('src="cid:emblem"') == 1
    assert (drawn.size, drawn.getpixel((2, 2)), drawn.getpixel((96, 21))) == ((192, 128), (0, 51, 153), (255, 204, 0))


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
    guest = make_registration(web_session, event, name="Zigrīda", email="ada@x.lv", language=language, category=None)
    registration.cancel(web_session, guest, now=NOW)
    web_session.commit()

    for number, kind in enumerate((MailKind.CONFIRMATION, MailKind.CANCELLATION)):
        letter = write(app, number)
        told = "\n".join([letter["Subject"], text(letter), html(letter), *map(str, letter.values())])
        for own in (guest.ticket, guest.manage, guest.code[:4], guest.code[4:], "from "):
            told = told.replace(own, "")
        telling = ("rom", "platform", "nometne", "camp", "kultūr", "zigr", event.slug)

        assert [word for word in telling if word in told.casefold()] == [], kind
        assert "792550-NRP3-LV" in text(letter)
        assert "792550-NRP3-LV" in html(letter)


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


def test_removing_the_demo_removes_its_files_and_no_others(app, web_session):
    for demo, name in ((True, "Demo"), (False, "Ada")):
        project = make_project(web_session, demo=demo)
        make_registration(web_session, make_event(web_session, project), name=name, email="ada@x.lv")
    web_session.commit()
    work(app)
    assert len(kept(app)) == 2

    done = app.test_cli_runner().invoke(args=["demo", "--remove"])

    assert done.exit_code == 0, done.output
    assert [text(letter).split("!")[0] for letter in kept(app)] == ["Labdien, Ada"]
