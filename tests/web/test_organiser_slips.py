"""Slips to print: the ticket on one half, the manage link on the other, read back as a phone reads them."""

import pypdfium2
import pytest
import zxingcpp

from eventreg.delivery import slips
from eventreg.domain import registration
from tests.conftest import NOW
from tests.factories import make_event, make_registration
from tests.web.test_organiser_exports import export

SLIPS = "organiser_exports.slips"


@pytest.fixture
def event(web_session, project):
    """An event with six guests and one who cancelled."""
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    for number in range(6):
        make_registration(web_session, event, name="Ģirts", surname=f"Ņikuļins-{number}", language="en")
    registration.cancel(web_session, make_registration(web_session, event, surname="Projām"), now=NOW)
    web_session.commit()
    return event


def guests(web_session, event):
    return [
        each
        for each in web_session.query(registration.Registration).filter_by(event_id=event.id)
        if each.cancelled_at is None
    ]


def read_codes(document):
    """What a phone reads on the pages."""
    pictures = [page.render(scale=3).to_pil() for page in document]
    return sorted(code.text for picture in pictures for code in zxingcpp.read_barcodes(picture))


def words(document):
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_prints_ticket_and_manage_link_of_all_who_stand(organiser, web_session, event):
    response = export(organiser, SLIPS, event)

    assert response.headers["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(response.get_data())
    assert len(document) == 2
    standing = guests(web_session, event)
    tickets = [f"HTTP://LOCALHOST/T/{each.ticket}" for each in standing]
    assert read_codes(document) == sorted(tickets + [f"http://localhost/m/{each.manage}?lang=en" for each in standing])
    printed = words(document)
    statement = event.project.funding_statement["en"].split()[-4:]
    assert "".join(printed.split()).count("".join(statement)) == 2  # below each sheet
    for expected in (
        "Ģirts Ņikuļins-0",
        "Meeting",
        "23–25 January 2019, 10:00",
        "Malta",
        "Keep this half to yourself",
        standing[0].code[:4],
    ):
        assert expected in printed, expected
    assert "Projām" not in printed


def test_prints_those_whom_the_filter_leaves(organiser, event):
    document = pypdfium2.PdfDocument(export(organiser, SLIPS, event, q="nikulins-3").get_data())

    assert len(read_codes(document)) == 2
    assert "Ņikuļins-3" in words(document)


def test_a_sensitive_event_is_not_named(organiser, web_session, event):
    event.sensitive = True
    web_session.add(event)
    web_session.commit()

    document = pypdfium2.PdfDocument(export(organiser, SLIPS, event).get_data())

    printed = words(document) + document.get_metadata_value("Title")
    assert "Meeting" not in printed
    assert "Malta" not in printed
    assert "23–25 January 2019, 10:00" in printed
    assert "project" not in printed.lower()
    assert "792550-NRP3-LV" in printed


def test_refuses_too_many_and_nobody(organiser, event, monkeypatch):
    monkeypatch.setattr(slips, "MOST", 4)
    for asked, why in (
        ({}, "At most 4 slips are printed at once"),
        ({"status": "cancelled"}, "There is nobody to print a slip for."),
    ):
        export(organiser, SLIPS, event, expect=303, **asked)
        assert why in organiser.get("organiser_people.registrations", event_id=event.id).words()
