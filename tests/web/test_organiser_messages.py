"""Messages to a part of the registrations, and invitations: looked at first, counted, sent once."""

import base64
import hashlib
import re

import html5lib
import pytest

from eventreg.domain import unsubscription
from eventreg.models import Announcement, MailKind, OutgoingMail, Part, RegistrationStatus, Role
from tests.browser import words
from tests.conftest import NOW, SETTINGS
from tests.delivery.letters import folder_of, kept, text, work
from tests.factories import admit, make_event, make_mail, make_project, make_registration, make_user, stored

KEY = SETTINGS["person_key"].encode()
WORDS = {"subject_lv": "Vilciens", "body_lv": "Kavējas.", "subject_en": "The train", "body_en": "It is late."}


@pytest.fixture
def event(web_session, project):
    """An event of the organiser without mails."""
    make_registration(web_session, make_event(web_session, project), email="elsewhere@x.lv")
    return make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})


def sign_up_all(session, event):
    """Somebody of each kind."""
    guests = {}
    for name, part in (("liga", "participant"), ("came", "participant"), ("speaker", "speaker")):
        guests[name] = make_registration(session, event, email=f"{name}@x.lv", language="en" if part != name else "lv")
        guests[name].part = Part(part)
    admit(session, guests["came"])
    for name in ("waiting", "cancelled"):
        guests[name] = make_registration(session, event, email=f"{name}@x.lv")
        guests[name].status = RegistrationStatus(name)
    make_registration(session, event, email=None)
    make_registration(session, event, email="LIGA@x.lv")
    gone = make_registration(session, event, email="gone@x.lv")
    session.query(OutgoingMail).delete()
    mail = make_mail(session, event, recipient="Gone@x.lv", kind=MailKind.ANNOUNCEMENT)
    unsubscription.unsubscribe(session, mail, event, identity_key=KEY, now=NOW)
    session.query(OutgoingMail).delete()
    session.commit()
    return guests | {"gone": gone}


def written(session, event):
    """To whom messages were written."""
    return sorted(mail.recipient for mail in stored(session, OutgoingMail, event_id=event.id, kind="announcement"))


def send(reader, endpoint, answers, event):
    """Look at what was written, and send it; return the page on which it was looked at."""
    page = reader.fill(endpoint, answers | {"step": "preview"}, event_id=event.id)
    form = page.form(reader.url(endpoint, event_id=event.id)) | {"step": "send"}
    reader.client.post(reader.url(endpoint, event_id=event.id), data=form)
    return page


@pytest.mark.parametrize(
    ("readers", "part", "wanted"),
    [
        ("with_place", "", ["came@x.lv", "liga@x.lv", "speaker@x.lv"]),
        ("with_place", "speaker", ["speaker@x.lv"]),
        ("waiting", "", ["waiting@x.lv"]),
        ("came", "", ["came@x.lv"]),
        ("did_not_come", "", ["liga@x.lv", "speaker@x.lv"]),
        ("did_not_come", "participant", ["liga@x.lv"]),
    ],
)
def test_writes_to_those_who_were_chosen_and_to_each_address_once(organiser, web_session, event, readers, part, wanted):
    sign_up_all(web_session, event)

    send(organiser, "organiser_messages.write", WORDS | {"readers": readers, "part": part}, event)

    assert written(web_session, event) == wanted
    (message,) = stored(web_session, Announcement)
    assert message.subject == {"lv": "Vilciens", "en": "The train"}
    assert message.audience == {"readers": readers, "part": part or None}


def test_shows_how_it_reads_and_to_how_many_before_anything_is_sent(organiser, web_session, event):
    sign_up_all(web_session, event)

    page = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)

    told = page.words()
    assert "3 people get it." in told
    assert "1 person has given no address and gets nothing." in told
    assert "1 person does not want such mails any more." in told
    letters = [words(each) for each in page.all("div") if each.get("class") == "card letter"]
    assert [re.sub(r"Anna.*", "", letter) for letter in letters] == ["VilciensLabdien, ", "The trainHello, "]
    assert "Kavējas." in letters[0]
    assert "It is late." in letters[1]
    assert page.form(organiser.url("organiser_messages.write", event_id=event.id))["body_lv"] == "Kavējas."
    assert (written(web_session, event), stored(web_session, Announcement)) == ([], [])


def test_shows_the_html_with_its_own_styles_only_in_each_language_that_readers_have(organiser, web_session, event):
    sign_up_all(web_session, event)
    answers = WORDS | {"subject_en": "", "body_en": "", "body_lv": '<b style="color: red">!</b>', "step": "preview"}

    page = organiser.fill("organiser_messages.write", answers, event_id=event.id)

    frames, policy = page.all("iframe"), page.response.headers["Content-Security-Policy"]
    assert [(frame.get("lang"), frame.get("sandbox")) for frame in frames] == [("lv", ""), ("en", "")]
    latvian, english = (html5lib.parse(frame.get("srcdoc"), namespaceHTMLElements=False) for frame in frames)
    assert "Labdien, Anna!" in "".join(latvian.itertext())
    assert "You get this mail because" in "".join(english.itertext())
    styles = {each.get("style") for letter in (latvian, english) for each in letter.iter() if each.get("style")}
    styles |= {each.text for each in latvian.iter("style")}
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in styles}
    (allowed,) = re.findall(r"style-src ([^;]*);", policy)
    assert set(allowed.split()) == {"'self'", "'unsafe-hashes'"} | hashes
    assert "color: red" not in styles
    assert latvian.findall(".//b") == []


def test_a_double_click_sends_once(organiser, web_session, event):
    sign_up_all(web_session, event)
    page = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)
    url = organiser.url("organiser_messages.write", event_id=event.id)
    form = page.form(url) | {"step": "send"}

    statuses = [organiser.client.post(url, data=form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert len(written(web_session, event)) == 3
    assert len(stored(web_session, Announcement)) == 1


def test_what_was_changed_after_looking_is_shown_again(organiser, web_session, event):
    sign_up_all(web_session, event)
    page = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)
    form = page.form(organiser.url("organiser_messages.write", event_id=event.id))

    page = organiser.post("organiser_messages.write", form | {"step": "send", "body_lv": "Citādi."}, event_id=event.id)

    assert "Citādi." in page.words()
    assert written(web_session, event) == []


def test_a_message_reads_in_the_language_of_each_reader(organiser, web_session, event, app):
    for old in folder_of(app).glob("*"):
        old.unlink()
    for language in ("lv", "en"):
        make_registration(web_session, event, email=f"{language}@x.lv", language=language)
    web_session.query(OutgoingMail).delete()
    web_session.commit()

    send(organiser, "organiser_messages.write", WORDS, event)
    work(app)

    letters = {letter["To"]: letter for letter in kept(app)}
    assert {to: letter["Subject"] for to, letter in letters.items()} == {"lv@x.lv": "Vilciens", "en@x.lv": "The train"}
    assert "It is late." in text(letters["en@x.lv"])


def test_a_message_costs_the_same_for_many(organiser, web_session, event, count_statements):
    def cost():
        page = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)
        url = organiser.url("organiser_messages.write", event_id=event.id)
        form = page.form(url) | {"step": "send"}
        return count_statements(lambda: organiser.client.post(url, data=form))

    make_registration(web_session, event, email="a@x.lv")
    web_session.commit()
    few = cost()
    for number in range(10):
        make_registration(web_session, event, email=f"p{number}@x.lv")
    web_session.commit()

    assert cost() == few
    assert len(written(web_session, event)) == 12


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"subject_lv": ""}, "Enter the subject in Latvian"),
        ({"body_lv": " "}, "Enter the message in Latvian"),
        ({"body_en": ""}, "Enter the message in English too"),
        ({"subject_en": ""}, "Enter the subject in English too"),
        ({"body_lv": "x" * 5001}, "This is too long. Shorten it"),
        ({"readers": "roma"}, "Choose from the list"),
        ({"part": "roma"}, "Choose from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(organiser, web_session, event, wrong, error):
    web_session.commit()

    page = organiser.fill("organiser_messages.write", WORDS | wrong | {"step": "send"}, event_id=event.id)

    assert page.errors() == [error]
    form = page.form(organiser.url("organiser_messages.write", event_id=event.id))
    left = {name: value.strip() for name, value in (WORDS | wrong).items() if name in WORDS}
    assert {name: form[name] for name in WORDS} == left


def test_nobody_to_write_to_is_said(organiser, web_session, event):
    web_session.commit()

    page = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)
    assert "0 people get it." in page.words()
    form = page.form(organiser.url("organiser_messages.write", event_id=event.id)) | {"step": "send"}
    page = organiser.post("organiser_messages.write", form, event_id=event.id)

    assert "There is nobody to write to." in page.words()


def test_a_message_about_a_sensitive_event_must_not_name_it(organiser, web_session, project):
    event = make_event(web_session, project, name={"lv": "Romu nometne"}, sensitive=True)
    make_registration(web_session, event, email="a@x.lv")
    web_session.commit()

    telling = WORDS | {"body_lv": "Uz ROMU NOMETNI… romu  nometne", "step": "preview"}
    page = organiser.fill("organiser_messages.write", telling, event_id=event.id)
    neutral = organiser.fill("organiser_messages.write", WORDS | {"step": "preview"}, event_id=event.id)

    assert "Leave out “Romu nometne”." in page.words()
    letters = [words(each) for each in neutral.all("div") if each.get("class") == "card letter"]
    assert [letter for letter in letters if "omu" in letter or "Anna" in letter] == []
    assert len(letters) == 2


# --- invitations ---

LIST = """Ada Ozola <ada@new.lv>

plain@new.lv,
ADA@new.lv
liga@x.lv
before@x.lv
gone@x.lv
cancelled@x.lv
"""


def invited(session, event):
    """Whom a list invited, with the names that are kept until the mail is sent."""
    rows = stored(session, OutgoingMail, event_id=event.id, kind="invitation", withheld_at=None)
    return [(row.recipient, row.content and row.content["name"]) for row in rows if row.recipient != "before@x.lv"]


def test_invites_whoever_is_not_there_already_and_says_who_is(organiser, web_session, event):
    sign_up_all(web_session, event)["gone"].status = RegistrationStatus.CANCELLED
    make_mail(web_session, event, recipient="before@x.lv")
    web_session.commit()

    page = send(organiser, "organiser_messages.invite", {"addresses": LIST, "language": "en"}, event)

    told = page.words()
    assert "3 people get it." in told
    for reason in (
        "Twice in your list: ADA@new.lv",
        "Signed up already: liga@x.lv",
        "Invited before: before@x.lv",
        "Do not want such mails any more: gone@x.lv",
    ):
        assert reason in told
    assert "You are invited: Meeting, 23–25 January 2019" in told
    assert f"http://localhost/events/{event.slug}" in told
    assert invited(web_session, event) == [
        ("ada@new.lv", "Ada Ozola"),
        ("plain@new.lv", None),
        ("cancelled@x.lv", None),
    ]


def test_an_invitation_is_sent_once_and_greets_by_name(organiser, web_session, event, app):
    for old in folder_of(app).glob("*"):
        old.unlink()
    web_session.query(OutgoingMail).delete()
    web_session.commit()
    answers = {"addresses": "Ada <ada@new.lv>\nb@new.lv", "language": "en", "step": "preview"}
    page = organiser.fill("organiser_messages.invite", answers, event_id=event.id)
    url = organiser.url("organiser_messages.invite", event_id=event.id)
    form = page.form(url) | {"step": "send"}

    statuses = [organiser.client.post(url, data=form).status_code for _ in range(2)]
    work(app)

    first, second = kept(app)
    assert statuses == [303, 303]
    assert text(first).startswith("Hello, Ada! You are invited to an event.\n\nMeeting\n")
    assert text(second).startswith("Hello! You are invited to an event.\n\nMeeting\n")
    assert [row.content for row in stored(web_session, OutgoingMail)] == [None, None]


def test_lines_that_are_no_addresses_are_named_and_all_is_kept(organiser, web_session, event):
    web_session.commit()
    typed = "good@x.lv\nAda Ozola\nbad@\n<script>@x"

    page = organiser.fill("organiser_messages.invite", {"addresses": typed, "step": "send"}, event_id=event.id)

    assert page.errors() == ["These are no e-mail addresses: Ada Ozola; bad@; <script>@x"]
    assert page.form(organiser.url("organiser_messages.invite", event_id=event.id))["addresses"] == typed
    assert stored(web_session, OutgoingMail, event_id=event.id) == []


@pytest.mark.parametrize(
    ("endpoint", "wrong", "error"),
    [
        ("organiser_messages.write", {"body_lv": "x" * 5001}, "This is too long. Shorten it"),
        ("organiser_messages.write", {"body_en": "x" * 5001}, "This is too long. Shorten it"),
        ("organiser_messages.write", {"subject_en": ""}, "Enter the subject in English too"),
        ("organiser_messages.write", {"body_en": "\u200b"}, "Enter the message in English too"),
        ("organiser_messages.invite", {"addresses": f"{'Ada ' * 80}<x@x.lv>\n" * 400}, "This is too long. Shorten it"),
        ("organiser_messages.invite", {"addresses": " \u200b\n"}, "Enter at least one address"),
    ],
)
def test_what_is_too_long_or_not_there_is_named_and_all_is_kept(organiser, web_session, event, endpoint, wrong, error):
    web_session.commit()
    typed = (WORDS if endpoint.endswith("write") else {}) | wrong

    page = organiser.fill(endpoint, typed | {"step": "send"}, event_id=event.id)

    kept = page.form(organiser.url(endpoint, event_id=event.id))
    assert page.errors()[0] == error
    assert {name: kept[name].strip("\u200b \n") for name in typed} == {
        name: value.strip("\u200b \n") for name, value in typed.items()
    }
    assert (stored(web_session, OutgoingMail, event_id=event.id), stored(web_session, Announcement)) == ([], [])


def test_five_hundred_at_once_and_no_more(organiser, web_session, event, count_statements):
    web_session.commit()
    lines = [f"p{number}@new.lv" for number in range(501)]

    page = organiser.fill("organiser_messages.invite", {"addresses": "\n".join(lines)}, event_id=event.id)
    assert page.errors() == ["At most 500 addresses at once. Here are 501"]
    send(organiser, "organiser_messages.invite", {"addresses": "\n".join(lines[:500])}, event)

    assert len(invited(web_session, event)) == 500


def test_nobody_is_invited_to_what_is_not_public(organiser, web_session, project):
    event = make_event(web_session, project, published=False)
    web_session.commit()

    page = organiser.get("organiser_messages.invite", event_id=event.id)

    assert "People can be invited once the event is public" in page.words()
    assert page.all("textarea") == []


def test_an_invitation_to_a_sensitive_event_names_nothing(organiser, web_session, browser):
    project = make_project(web_session, name={"lv": "Romu platforma"})
    event = make_event(web_session, project, name={"lv": "Romu nometne"}, sensitive=True)
    organiser.log_in(make_organiser(web_session, project))

    page = organiser.fill("organiser_messages.invite", {"addresses": "a@x.lv"}, event_id=event.id)

    (letter,) = [words(each) for each in page.all("div") if each.get("class") == "card letter"]
    assert "792550-NRP3-LV" in letter
    assert "rom" not in letter.casefold()


def make_organiser(session, project):
    """Somebody who organises a project."""
    user = make_user(session, Role.ORGANISER, project=project)
    session.commit()
    return user
