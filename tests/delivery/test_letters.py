"""Every kind of mail in both languages: what it says, what it never says, and what a calendar makes of it."""

import re
from datetime import date, time

import pytest
from icalendar import Calendar

from eventreg.delivery import letters
from eventreg.domain import events, mail_matter, outbox
from eventreg.domain.events import Day, EventDraft
from eventreg.extensions import db
from eventreg.models import Announcement, EventStatus, MailKind, MailText, OutgoingMail, RegistrationStatus
from tests.conftest import NOW
from tests.delivery.letters import html, kept, parse, text, work, write
from tests.factories import make_event, make_project, make_registration, stored

DAY = (Day(date(2019, 1, 23), time(10), time(17)),)
pytestmark = pytest.mark.usefixtures("empty_folder")
KINDS = [kind for kind in MailKind if kind is not MailKind.ACCOUNT]
WITH_ENTRY = {
    MailKind.CONFIRMATION: "REQUEST",
    MailKind.CHANGE: "REQUEST",
    MailKind.EVENT_CHANGED: "REQUEST",
    MailKind.CANCELLATION: "CANCEL",
    MailKind.EVENT_CANCELLED: "CANCEL",
}
SENTENCES = {
    MailKind.CONFIRMATION: "Hello, %(name)s! Your place is kept.",
    MailKind.CHANGE: "Hello, %(name)s! Your registration is changed.",
    MailKind.CANCELLATION: "Hello, %(name)s! Your registration is cancelled.",
    MailKind.EVENT_CHANGED: "Hello, %(name)s! The event has changed.",
    MailKind.EVENT_CANCELLED: "Hello, %(name)s! The event does not take place.",
    MailKind.INVITATION: "Hello, %(name)s! You are invited to an event.",
    MailKind.ANNOUNCEMENT: "Hello, %(name)s!",
}


def put(session, event, kind, *, language="lv", name="Ada"):
    """Put a mail of this kind into an outbox that holds nothing else."""
    guest = make_registration(session, event, name=name, email="ada@x.lv", language=language)
    session.query(OutgoingMail).delete()
    mail = outbox.write(session, guest, kind, now=NOW)
    if kind is MailKind.INVITATION:
        mail.registration_id, mail.content = None, {"name": name}
    if kind is MailKind.ANNOUNCEMENT:
        words = {"subject": {"lv": "Vilciens", "en": "The train"}, "body": {"lv": "Kavējas.\n\n<b>Nāciet!</b>"}}
        mail.announcement = Announcement(event_id=event.id, **words, audience={}, created_at=NOW)
    session.commit()
    return guest


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_speaks_the_readers_language_in_text_and_html(app, browser, web_session, event, kind, language):
    guest = put(web_session, event, kind, language=language)

    letter = write(app)

    dates = {"lv": "23.–25.01.2019.", "en": "23–25 January 2019"}[language]
    greeting = browser.translate(language, SENTENCES[kind], name="Ada")
    assert f'<html lang="{language}">' in html(letter)
    for words in (greeting, event.name[language], dates, event.project.funding_statement[language]):
        assert words in text(letter), words
    for words in (greeting, event.name[language], dates):
        assert words in html(letter), words
    links = [link for link in re.findall(r"https?://\S+", text(letter), re.IGNORECASE) if "localhost" in link.lower()]
    assert all(f'href="{link}"' in html(letter) for link in links)
    assert bool(links) == (kind not in (MailKind.CANCELLATION, MailKind.EVENT_CANCELLED))
    assert (guest.manage in str(letter)) == (
        kind not in (MailKind.CANCELLATION, MailKind.EVENT_CANCELLED, MailKind.INVITATION)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_text_is_whole_paragraphs_with_one_empty_line_between(app, web_session, event, kind):
    put(web_session, event, kind)

    told = text(write(app))

    assert re.findall(r"\n{3}|^\n| \n|%\(|\{\{|None", told) == []
    assert "\n\n--\n" in told


@pytest.mark.parametrize("kind", KINDS)
def test_each_html_reads_well_without_pictures(app, web_session, event, kind):
    put(web_session, event, kind)

    told = html(write(app))

    alts = [re.search(r'alt="([^"]*)"', tag)[1] for tag in re.findall(r"<img[^>]*>", told)]
    assert set(alts) - {"Jūsu biļetes QR kods"} == {"Eiropas Savienības emblēma"}
    assert told.count("<h1") == 1
    assert re.search(r"<script|<link|url\(|src=.http", told) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["lv", "en"])
def test_no_kind_names_a_sensitive_event(app, web_session, kind, language):
    project = make_project(web_session, name={"lv": "Latvijas romu platforma", "en": "Latvian Roma Platform"})
    event = make_event(
        web_session,
        project,
        name={"lv": "Romu nometne", "en": "Roma camp"},
        place="Romu centrs",
        description={"lv": "Par romiem", "en": "About Roma"},
        sensitive=True,
    )
    event.cancel_reason = {"lv": "Romu svētki", "en": "Roma holiday"}
    own = MailText(project_id=project.id, kind=kind, language=language, subject="{event}", body="{event} {project}")
    own.changed_at = NOW
    web_session.add(own)
    guest = put(web_session, event, kind, language=language, name="Zigrīda")

    letter = write(app)

    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    told = "\n".join([letter["Subject"], *parts, *map(str, letter.values())])
    for secret in (guest.ticket, guest.manage, guest.code[:4], guest.code[4:], "from ", "TZOFFSETFROM"):
        told = told.replace(secret, "")
    telling = ("rom", "platform", "nometne", "camp", "zigr", event.slug)
    assert [word for word in telling if word in told.casefold()] == []
    assert "792550-NRP3-LV" in text(letter)


def test_a_change_of_a_sensitive_event_leads_to_where_it_is_said(app, web_session):
    event = make_event(web_session, days=DAY, place="Malta", sensitive=True)
    put(web_session, event, MailKind.EVENT_CHANGED, language="en")

    told = text(write(app))

    assert "When: 23 January 2019, 10:00" in told
    assert "look at the date, the time and the place on the page of your registration." in told
    assert ("Malta" in told, "this is how they are now" in told) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_about_a_place_has_a_calendar_file(app, web_session, event, kind):
    event.sequence = 3
    put(web_session, event, kind)

    letter = write(app)

    files = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert [file.get_param("method") for file in files] == [
        method for about, method in WITH_ENTRY.items() if about is kind
    ]
    for file in files:
        calendar = Calendar.from_ical(file.get_content())
        entries = calendar.walk("VEVENT")
        assert str(calendar["METHOD"]) == WITH_ENTRY[kind]
        assert [int(entry["SEQUENCE"]) for entry in entries] == [3, 3, 3]
        assert {str(entry["ATTENDEE"]) for entry in entries} == {"mailto:ada@x.lv"}
        wanted = "CANCELLED" if WITH_ENTRY[kind] == "CANCEL" else "CONFIRMED"
        assert {str(entry["STATUS"]) for entry in entries} == {wanted}


def test_a_later_calendar_file_changes_the_entry_of_the_earlier_one(app, web_session, event):
    put(web_session, event, MailKind.CONFIRMATION)
    first = entries(write(app))
    event.sequence += 1
    event.days[0].starts_at = time(11)
    web_session.query(OutgoingMail).update({"kind": MailKind.EVENT_CHANGED})
    web_session.commit()

    second = entries(write(app))

    assert [entry["UID"] for entry in first] == [entry["UID"] for entry in second]
    assert [int(found[0]["SEQUENCE"]) for found in (first, second)] == [0, 1]
    assert [found[0].decoded("DTSTART").hour for found in (first, second)] == [10, 11]


@pytest.mark.parametrize(
    ("kind", "methods"),
    [
        (MailKind.EVENT_CHANGED, {"REQUEST": [("CONFIRMED", 1)], "CANCEL": [("CANCELLED", 2), ("CANCELLED", 3)]}),
        (MailKind.CHANGE, {"REQUEST": [("CONFIRMED", 1)], "CANCEL": [("CANCELLED", 2), ("CANCELLED", 3)]}),
        (MailKind.CONFIRMATION, {"REQUEST": [("CONFIRMED", 1)]}),
        (MailKind.EVENT_CANCELLED, {"CANCEL": [("CANCELLED", 1), ("CANCELLED", 2), ("CANCELLED", 3)]}),
    ],
)
def test_a_mail_takes_away_the_days_that_the_event_lost(kind, methods, app, web_session, event):
    put(web_session, event, kind)
    draft = {name: getattr(event, name) for name in EventDraft.__dataclass_fields__} | {"days": DAY}
    events.change(web_session, event, EventDraft(**draft), by=None, now=NOW)
    web_session.commit()

    files = [part for part in write(app).walk() if part.get_content_type() == "text/calendar"]

    found = {file.get_param("method"): Calendar.from_ical(file.get_content()) for file in files}
    assert {method: str(calendar["METHOD"]) for method, calendar in found.items()} == {each: each for each in methods}
    assert {
        method: [(entry["STATUS"], int(entry["UID"].split("-")[3].split("@")[0])) for entry in calendar.walk("VEVENT")]
        for method, calendar in found.items()
    } == methods
    entries = [entry for calendar in found.values() for entry in calendar.walk("VEVENT")]
    assert {(int(entry["SEQUENCE"]), str(entry["ATTENDEE"])) for entry in entries} == {(1, "mailto:ada@x.lv")}
    assert len({file.get_filename() for file in files}) == len(files)


def entries(letter):
    """Return the entries of a letter's calendar file."""
    (file,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(file.get_content()).walk("VEVENT")


def test_a_cancelled_event_says_why(app, web_session, event):
    event.cancel_reason = {"lv": "Slimība <i>!", "en": "Illness"}
    put(web_session, event, MailKind.EVENT_CANCELLED)

    letter = write(app)

    assert "\n\nSlimība <i>!\n\n" in text(letter)
    assert "<p>Slimība &lt;i&gt;!</p>" in html(letter)


def test_an_announcement_is_in_the_organisers_words(app, web_session, event):
    put(web_session, event, MailKind.ANNOUNCEMENT)

    letter = write(app)

    assert letter["Subject"] == "Vilciens"
    assert "\n\nKavējas.\n\n<b>Nāciet!</b>\n\n" in text(letter)
    assert "<p>Kavējas.</p>\n<p>&lt;b&gt;Nāciet!&lt;/b&gt;</p>" in html(letter)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_not_about_a_place_can_be_unsubscribed_from(app, web_session, event, kind):
    put(web_session, event, kind)

    letter = write(app)

    wanted = kind in (MailKind.INVITATION, MailKind.ANNOUNCEMENT)
    assert (letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") == wanted
    assert (letter["List-Unsubscribe"] is not None) == wanted
    if wanted:
        address = letter["List-Unsubscribe"].strip("<>")
        assert address in text(letter)
        assert f'href="{address}"' in html(letter)


def test_the_projects_own_words_stand_in_place_of_ours(app, web_session, event):
    body = "Sveiki, {name}!\n\n{event}, {place}, {dates}, {project} {nothing}"
    words = {"subject": "{event} gaida", "body": body, "changed_at": NOW}
    for kind, language in ((MailKind.CONFIRMATION, "lv"), (MailKind.CHANGE, "en")):
        web_session.add(MailText(project_id=event.project_id, kind=kind, language=language, **words))
    put(web_session, event, MailKind.CONFIRMATION, name="<Ada>")

    letter = write(app)

    project = event.project.name["lv"]
    assert letter["Subject"] == "Ņikuļinas lasījumi gaida"
    assert text(letter).startswith(
        f"Sveiki, <Ada>!\n\nŅikuļinas lasījumi, Malta, 23.–25.01.2019., {project} {{nothing}}\n\nŅikuļinas lasījumi\n"
    )
    assert "<p>Sveiki, &lt;Ada&gt;!</p>" in html(letter)
    assert "<h1" not in html(letter)


def test_a_mail_to_an_account_is_sent_as_it_was_written_and_then_forgotten(app, web_session):
    outbox.write_to_account(
        web_session, recipient="anna@x.lv", language="lv", subject="Ielūgums", text="Teksts", html="<p>X</p>", now=NOW
    )
    web_session.commit()

    work(app)

    (letter,) = kept(app)
    (row,) = stored(web_session, OutgoingMail)
    assert (letter["To"], letter["Subject"], text(letter).strip()) == ("anna@x.lv", "Ielūgums", "Teksts")
    assert (row.sent_at, row.content, row.error) == (NOW, None, "")


@pytest.mark.parametrize(
    ("event_status", "status", "true"),
    [
        ("published", "confirmed", {"confirmation", "change", "event_changed", "invitation", "announcement"}),
        ("published", "cancelled", {"cancellation", "invitation", "announcement"}),
        ("cancelled", "confirmed", {"event_cancelled", "announcement"}),
        ("cancelled", "cancelled", {"event_cancelled", "cancellation", "announcement"}),
    ],
)
def test_only_what_is_still_true_is_sent(app, web_session, event, event_status, status, true):
    guest = make_registration(web_session, event, email="ada@x.lv")
    web_session.query(OutgoingMail).delete()
    for kind in KINDS:
        outbox.write(web_session, guest, kind, now=NOW)
    event.status, guest.status = EventStatus(event_status), RegistrationStatus(status)
    web_session.commit()

    with app.app_context():
        rows = db.session.query(OutgoingMail).all()
        told = {mail.kind for mail in rows if mail_matter.is_still_true(mail, mail_matter.find(db.session, mail))}

    assert told == true


def test_a_letter_is_the_same_at_every_try(app, web_session, event):
    put(web_session, event, MailKind.CHANGE)

    with app.app_context():
        (row,) = db.session.query(OutgoingMail).all()
        tries = [parse(letters.write(row, mail_matter.find(db.session, row)).as_bytes()) for _ in range(2)]

    assert tries[0]["Message-ID"] == tries[1]["Message-ID"]
    assert text(tries[0]) == text(tries[1])
    assert entries(tries[0])[0].to_ical() == entries(tries[1])[0].to_ical()
