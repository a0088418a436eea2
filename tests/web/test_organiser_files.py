"""Documents that organisers put up, and the poster that leads to the sign-up page."""

import hashlib
import io

import pypdfium2
import pytest
import zxingcpp
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventreg.models import Document
from tests.conftest import NOW
from tests.factories import make_event, make_project, stored
from tests.web.reading import page_form

PDF = b"%PDF-1.7 agenda"
PNG = b"\x89PNG\r\n\x1a\n picture"
JPEG = b"\xff\xd8\xff\xe0 picture"
LIST = "organiser_files.document_list"


@pytest.fixture
def ours(web_session, project):
    """A public event of the organiser's project, beside somebody else's."""
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    make_event(web_session, make_project(web_session))
    web_session.commit()
    return event


def put_up(organiser, event, content, filename="agenda.pdf", **answers):
    """Send a file with the form, and return the answer."""
    form = page_form(organiser, LIST, event_id=event.id) | {"title_lv": "Darba kārtība", "title_en": "Agenda"}
    boundary, body = encode_multipart(form | answers | {"file": FileStorage(io.BytesIO(content), filename)})
    kind = f"multipart/form-data; boundary={boundary}"
    return organiser.client.post(organiser.url(LIST, event_id=event.id), data=body, content_type=kind)


@pytest.mark.parametrize(
    ("content", "filename", "kept", "media_type"),
    [
        (PDF, "Agenda.pdf", "Agenda.pdf", "application/pdf"),
        (PDF, "../../etc/pass wd.html", "pass-wd.pdf", "application/pdf"),
        (PNG, 'map".jpg', "map.png", "image/png"),
        (JPEG, ".jpeg", "document.jpg", "image/jpeg"),
    ],
)
def test_keeps_a_file_by_what_is_in_it(content, filename, kept, media_type, organiser, web_session, ours):
    assert put_up(organiser, ours, content, filename).status_code == 303

    (made,) = stored(web_session, Document, event_id=ours.id)
    digest = hashlib.sha256(content).hexdigest()
    assert (made.filename, made.media_type, made.size, made.sha256) == (kept, media_type, len(content), digest)
    assert (made.title, made.created_at) == ({"lv": "Darba kārtība", "en": "Agenda"}, NOW)
    words = organiser.get(LIST, event_id=ours.id).words()
    assert digest in words and "Agenda" in words


@pytest.mark.parametrize("content", [b"<html>", b"", b"PK\x03\x04", b" %PDF-1.7"])
def test_another_content_is_refused_whatever_its_name_says(content, organiser, web_session, ours):
    answer = put_up(organiser, ours, content, "agenda.pdf")

    assert "This is no PDF, PNG or JPEG file." in answer.text
    assert 'value="Darba kārtība"' in answer.text
    assert stored(web_session, Document) == []


def test_at_most_ten_megabytes(organiser, web_session, ours):
    largest = PDF + b" " * (10 * 1024 * 1024 - len(PDF))

    assert put_up(organiser, ours, largest).status_code == 303
    assert "The file is larger than 10 MB." in put_up(organiser, ours, largest + b" ").text
    assert put_up(organiser, ours, largest * 2).status_code == 413
    assert len(stored(web_session, Document)) == 1


def test_no_other_form_takes_a_file(organiser, project):
    data = page_form(organiser, "organiser_events.new", slug=project.slug) | {"name_lv": (io.BytesIO(PDF), "a.pdf")}

    answer = organiser.client.post(organiser.url("organiser_events.new", slug=project.slug), data=data)

    assert answer.status_code == 415


def test_a_title_and_a_file_are_asked_for(organiser, ours):
    page = organiser.fill(LIST, {}, event_id=ours.id)

    assert page.errors() == ["Enter the title in Latvian", "Choose a file"]


def test_the_public_reads_documents_of_public_events_only(organiser, browser, web_session, project, ours):
    draft = make_event(web_session, project, published=False)
    web_session.commit()
    put_up(organiser, ours, PDF)
    put_up(organiser, draft, PDF)
    public, hidden = stored(web_session, Document)

    where = {"document_id": public.id, "filename": "agenda.pdf"}
    answer = browser.client.get(browser.url("public_documents.document", slug=ours.slug, **where))
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="agenda.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = browser.get("public.event", slug=ours.slug)
    assert page.all("a", href=browser.url("public_documents.document", slug=ours.slug, **where))
    for values in (
        {"slug": draft.slug, "document_id": hidden.id, "filename": "agenda.pdf"},
        {"slug": ours.slug, "document_id": hidden.id, "filename": "agenda.pdf"},
        {"slug": ours.slug, "document_id": public.id, "filename": "other.pdf"},
    ):
        assert browser.client.get(browser.url("public_documents.document", **values)).status_code == 404
    own = organiser.url("organiser_files.document", event_id=draft.id, document_id=hidden.id)
    assert organiser.client.get(own).data == PDF


def test_takes_a_document_away(organiser, web_session, ours):
    put_up(organiser, ours, PDF)
    (made,) = stored(web_session, Document)
    page = organiser.get(LIST, event_id=ours.id)

    organiser.press(page, "organiser_files.remove_document", event_id=ours.id, document_id=made.id, expect=303)

    assert stored(web_session, Document) == []
    assert "The document is removed." in organiser.get(LIST, event_id=ours.id).words()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "lv",
            ["Sanāksme *Ņ* #x", "23.–25.01.2019.", "Malta", "Šis pasākums ir īstenots", "Eiropas Komisijas viedoklis"],
        ),
        (
            "en",
            ["Meeting", "23–25 January 2019", "Malta", "This event was funded", "does not accept any responsibility"],
        ),
    ],
)
def test_the_poster_says_what_when_where_and_who_pays(lang, words, organiser, web_session, project):
    event = make_event(web_session, project, name={"lv": "Sanāksme *Ņ* #x", "en": "Meeting"})
    web_session.commit()

    answer = organiser.client.get(organiser.url("organiser_files.poster", event_id=event.id, lang=lang))

    assert answer.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(answer.data)
    text = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert len(document) == 1
    assert [each for each in words if each not in text] == []
    address = f"http://localhost/events/{event.slug}/register"
    assert address in text
    (found,) = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert found.text == address


@pytest.mark.parametrize("length", [1, 200])
def test_the_poster_is_one_page_however_long_the_name(length, organiser, web_session, project):
    event = make_event(web_session, project, name={"lv": ("Ķ" * 9 + " ") * (length // 10) + "X"}, partners="P " * 400)
    web_session.commit()

    answer = organiser.client.get(organiser.url("organiser_files.poster", event_id=event.id, lang="lv"))

    assert len(pypdfium2.PdfDocument(answer.data)) == 1
