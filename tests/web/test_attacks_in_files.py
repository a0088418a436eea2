"""Texts that are attacks stay texts: in tables, calendars, JSON, mails and PDF files, and on the door's page."""

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from html5lib import HTMLParser
from icalendar import Calendar

from eventreg.config import ROOT
from eventreg.models import Event, MailKind, PassKind, Role
from tests.delivery.letters import write
from tests.factories import admit, make_event, make_mail, make_pass_with_token, make_registration, make_user
from tests.web.test_organiser_exports import export

SCRIPT = "<script>window.fired=1</script>"
IMAGE = '"><img src=x onerror="window.fired=1">'
FORMULA = '=HYPERLINK("http://x.example","y")'
TYPST = '#eval("1+1") #read("x") $x^2$ `raw` *b* _i_ @ref <label> // c \\ "q" [c] ~ --- \\u{41}'
PLACE = "</script><script>window.fired=1</script>"
LINES = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:evil@x.example\nSUMMARY:;,\\n <b>"
MARKUP = ("<script>window", "<img src=x", "<b>")


@pytest.fixture
def event(web_session, project):
    """An event, a guest and a project whose texts are attacks, past what the forms would refuse."""
    event = make_event(web_session, project)
    event.name = {"lv": TYPST, "en": TYPST}
    event.description = {"lv": LINES + SCRIPT, "en": LINES + SCRIPT}
    event.place, event.partners = PLACE, IMAGE
    project.controller, project.name = IMAGE, {"lv": SCRIPT, "en": SCRIPT}
    project.contract_number = '#"x" $'
    web_session.commit()
    return event


@pytest.fixture
def guest(web_session, event):
    """Somebody who came, with attacks for names."""
    found = make_registration(
        web_session,
        event,
        name=FORMULA,
        surname=TYPST,
        organisation=IMAGE,
        email="guest@example.lv",
        language="en",
    )
    admit(web_session, found)
    web_session.commit()
    return found


def test_tables_hold_no_formula(organiser, event, guest):
    table = export(organiser, "organiser_exports.as_csv", event).get_data().decode("utf-8-sig")
    book = export(organiser, "organiser_exports.as_xlsx", event).get_data()

    row = list(csv.reader(io.StringIO(table)))[1]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert row[:3] == [TYPST, "'" + FORMULA, IMAGE]
    assert [cell.value for cell in sheet[2]][:3] == [TYPST, FORMULA, IMAGE]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} & {"f", "e"} == set()
    assert [cell.hyperlink for line in sheet.iter_rows() for cell in line if cell.hyperlink] == []


@pytest.mark.parametrize("name", [FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_results_as_a_table_hold_no_formula(browser, web_session, event, guest, name):
    reader = log_in(browser, web_session, event)
    web_session.get(Event, event.id).name = {"lv": name, "en": name}
    web_session.commit()

    table = reader.client.get(reader.url("results.as_csv", slug=event.project.slug)).get_data().decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert "'" + name in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_calendars_hold_the_texts_and_nothing_more(reader, event, guest):
    paths = [reader.url("public_calendar.event", slug=event.slug), reader.url("public_calendar.feed")]
    paths.append(reader.url("public_calendar.mine", manage=guest.manage))

    for path in paths:
        content = reader.client.get(path).get_data()
        entries = [each for each in Calendar.from_ical(content).walk("VEVENT") if str(each["LOCATION"]) != "Malta"]
        assert len(entries) == 3, path
        for entry in entries:
            assert (str(entry["SUMMARY"]), str(entry["LOCATION"])) == (TYPST, PLACE)
            assert "ATTENDEE" not in entry
            assert str(entry["DESCRIPTION"]).startswith(LINES.replace("\r\n", "\n") + SCRIPT)


def test_json_within_a_page_does_not_end_its_element(reader, event):
    page = reader.get("public.event", slug=event.slug)

    (data,) = page.all("script", type="application/ld+json")
    found = json.loads("".join(data.itertext()))
    assert (found["name"], found["location"]["name"], found["organizer"]["name"]) == (TYPST, PLACE, IMAGE)
    assert found["description"] == LINES + SCRIPT
    assert [
        script for script in page.all("script") if "fired" in "".join(script.itertext()) and script is not data
    ] == []


def test_programs_get_the_texts_as_json_that_no_browser_shows(browser, web_session, event, guest):
    reader = log_in(browser, web_session, event)
    _, token = make_pass_with_token(web_session, event, kind=PassKind.DESK)
    web_session.commit()
    roster = f"/api/v1/events/{event.id}/roster"
    answers = [
        reader.client.get(roster, headers={"Authorization": f"Bearer {token}"}),
        reader.client.get(reader.url("api.read_results", slug=event.project.slug)),
        reader.client.get(reader.url("results.as_json", slug=event.project.slug)),
    ]

    (entry,) = answers[0].json["entries"]
    assert (entry["name"], entry["organisation"]) == (f"{FORMULA} {TYPST}", IMAGE)
    assert answers[0].json["event"]["name"] == TYPST
    for answer in answers:
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert TYPST in json.dumps(answer.json, ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")


@pytest.mark.parametrize("kind", [MailKind.CONFIRMATION, MailKind.EVENT_CHANGED, MailKind.EVENT_CANCELLED])
def test_mails_hold_the_texts_and_nothing_more(browser, web_session, event, guest, kind):
    make_mail(web_session, event, kind, registration_id=guest.id, language="en", recipient="guest@example.lv")
    web_session.commit()

    letter = write(browser.app, -1)

    html = letter.get_body(("html",)).get_content()
    tree = HTMLParser(namespaceHTMLElements=False).parse(html)
    assert [each.tag for each in tree.iter() if each.tag in ("script", "label", "b", "svg")] == []
    assert [name for each in tree.iter() for name in each.attrib if name.startswith("on")] == []
    assert [each.get("src") for each in tree.iter("img") if each.get("src") == "x"] == []
    assert TYPST in " ".join("".join(tree.itertext()).split())
    assert TYPST in " ".join(letter.get_body(("plain",)).get_content().split())
    assert {name.lower() for name in dict(letter)} & {"bcc", "cc", "attendee"} == set()
    assert "\n" not in letter["Subject"]


def test_paper_shows_the_texts_as_they_are(organiser, event, guest):
    slips = export(organiser, "organiser_exports.slips", event).get_data()
    poster = organiser.client.get(organiser.url("organiser_files.poster", event_id=event.id)).get_data()

    for file, texts in ((slips, (TYPST, PLACE, FORMULA)), (poster, (TYPST, PLACE))):
        shown = squeezed("".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file)))
        for text in texts:
            assert squeezed(text) in shown


def test_the_scripts_of_the_door_write_text_and_never_markup():
    scripts = sorted(Path(ROOT, "eventreg", "static", "door").glob("*.js"))
    markup = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function"
    )

    assert len(scripts) > 10
    assert [path.name for path in scripts if markup.search(path.read_text(encoding="utf-8"))] == []


def log_in(browser, session, event):
    """Return a reader who coordinates the event's project."""
    user = make_user(session, Role.COORDINATOR, project=event.project)
    session.commit()
    return browser.log_in(user).read_in("en")


def squeezed(text):
    """A text without its white space: lines are broken where the paper ends."""
    return "".join(text.split())
