"""PDF files as a reader's program opens them."""

import pypdfium2
import pytest

from eventreg.delivery import pdf, qr
from tests.conftest import NOW

PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: sys.inputs.lang)
= #data.title
#image(bytes(data.qr), width: 4cm, alt: data.title)
"""


@pytest.fixture
def template(tmp_path, monkeypatch) -> str:
    """A template of a folder of its own; return its name."""
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    (tmp_path / "page.typ").write_text(PAGE, encoding="utf-8")
    return "page"


def test_sets_the_data_as_text_and_never_as_markup(template):
    title = "Ņikuļinas *lasījumi* #pagebreak() = 1+1"

    made = pdf.write(template, {"title": title, "qr": qr.drawing("HTTP://LOCALHOST/T/X")}, language="lv", now=NOW)

    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    assert title in document[0].get_textpage().get_text_bounded()
    assert document.get_metadata_value("Title") == title


def test_is_tagged_for_readers_and_fit_for_archives(template):
    made = pdf.write(template, {"title": "T", "qr": qr.drawing("HTTP://LOCALHOST/T/X")}, language="lv", now=NOW)

    for mark in (b"/MarkInfo", b"pdfuaid:part", b"pdfaid:part"):
        assert mark in made, mark
    assert b"/Lang" in made


def test_is_made_at_any_moment_of_a_second(template):
    data = {"title": "T", "qr": qr.drawing("HTTP://LOCALHOST/T/X")}

    made = [pdf.write(template, data, language="lv", now=NOW.replace(microsecond=each)) for each in (0, 123456)]

    assert made[0] == made[1]


def test_the_same_data_at_the_same_moment_make_the_same_file(template):
    twice = [
        pdf.write(template, {"title": "T", "qr": qr.drawing("HTTP://LOCALHOST/T/X")}, language="lv", now=NOW)
        for _ in range(2)
    ]

    assert twice[0] == twice[1]


def test_a_long_file_is_the_same_and_its_memory_goes_with_its_process(template, monkeypatch):
    data = {"title": "Ņikuļins", "qr": qr.drawing("HTTP://LOCALHOST/T/X")}
    short = pdf.write(template, data, language="lv", now=NOW)
    monkeypatch.setattr(pdf, "LONG", 100)
    monkeypatch.setattr(pdf, "_set", None)  # not here

    assert pdf.write(template, data, language="lv", now=NOW) == short


def test_a_long_file_of_a_wrong_template_is_a_fault(template, monkeypatch):
    monkeypatch.setattr(pdf, "LONG", 10)

    with pytest.raises(RuntimeError, match="does not contain key"):
        pdf.write(template, {"headline": "T"}, language="lv", now=NOW)
