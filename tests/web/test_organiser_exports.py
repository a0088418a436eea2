"""The list of registrations as files, read back by other programs."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from eventreg.domain import categories, registration
from eventreg.models import AuditEntry
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_registration

LIST = "organiser_people.registrations"
CSV, XLSX = "organiser_exports.as_csv", "organiser_exports.as_xlsx"


@pytest.fixture
def event(web_session, project):
    """An event with names that a spreadsheet may stumble over, and every category."""
    event = make_event(web_session, project)
    formula = make_registration(
        web_session, event, name="=1+1", surname="Ģērmanis", organisation="@SUM(A1)", phone="+371 20 000 000"
    )
    admit(web_session, formula)
    for choice in categories.list_choices(web_session, project.id):
        make_registration(web_session, event, surname="Zariņa", category=choice.key, consent=choice.sensitive or None)
    make_registration(web_session, make_event(web_session, project), surname="Citur")
    web_session.commit()
    return event


def export(organiser, endpoint, event, expect=200, **asked):
    """Press the button of the list."""
    page = organiser.get(LIST, event_id=event.id, **asked)
    url = organiser.url(endpoint, event_id=event.id, **asked)
    response = organiser.client.post(url, data=page.form(organiser.url(CSV, event_id=event.id, **asked)))
    assert response.status_code == expect
    return response


def test_writes_csv_without_formulas(organiser, event):
    response = export(organiser, CSV, event, sort="name")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="1-2019-01-10.csv"'
    text = response.get_data().decode("utf-8-sig")
    head, first, *rest = list(csv.reader(io.StringIO(text)))
    assert head[:3] == ["Surname", "Name", "Organisation or municipality"]
    assert first[:9] == [
        "Ģērmanis",
        "'=1+1",
        "'@SUM(A1)",
        "Latvia",
        "",
        "'+371 20 000 000",
        "Participant",
        "Confirmed",
        "1",
    ]
    assert first[12] == "2019-01-10 10:00"
    assert {row[0] for row in rest} == {"Zariņa"}


def test_writes_a_workbook_with_types(organiser, event):
    response = export(organiser, XLSX, event, sort="name")

    sheet = openpyxl.load_workbook(io.BytesIO(response.get_data())).active
    head, first = list(sheet.iter_rows(max_row=2))
    assert [cell.value for cell in head][:2] == ["Surname", "Name"]
    assert [cell.value for cell in first][:3] == ["Ģērmanis", "=1+1", "@SUM(A1)"]
    assert [cell.data_type for cell in first][:3] == ["s", "s", "s"] or first[1].data_type in ("s", "inlineStr")
    assert first[1].data_type != "f"
    assert first[5].value == "+371 20 000 000"
    assert (first[8].value, first[8].data_type) == (1, "n")
    assert (first[12].value, first[12].is_date) == (datetime(2019, 1, 10, 10, 0), True)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:N{sheet.max_row}")
    assert sheet.column_dimensions["A"].width == pytest.approx(20.7, abs=1)
    assert sheet.title == "Registrations"


def test_a_workbook_has_its_widths_a_frozen_head_and_a_type_for_each_column(organiser, web_session, event):
    gone = make_registration(web_session, event, surname="Atcēlis", email="a@x.lv", phone="+371 20 000 000")
    registration.cancel(web_session, gone, now=at_hour(9))
    web_session.commit()

    sheet = openpyxl.load_workbook(io.BytesIO(export(organiser, XLSX, event, q="atcelis").get_data())).active

    head, row = sheet.iter_rows()
    assert "".join(cell.data_type for cell in head) == "s" * 14
    assert "".join(cell.data_type for cell in row) == "ssssssssnssndd"
    assert {cell.number_format for cell in row[12:]} == {"yyyy-mm-dd hh:mm"}
    assert [cell.value for cell in row[12:]] == [datetime(2019, 1, 10, 10, 0), datetime(2019, 1, 23, 11, 0)]
    spans = [(each.min, each.max, int(each.width)) for each in sheet.column_dimensions.values()]
    widths = [width for first, last, width in spans for _ in range(first, last + 1)]
    assert widths == [20, 16, 36, 14, 28, 18, 16, 16, 10, 10, 12, 14, 18, 18]
    assert (sheet.freeze_panes, sheet.sheet_view.pane.state) == ("A2", "frozen")


def test_a_state_is_said_of_one_person(organiser, web_session, event):
    registration.cancel(web_session, make_registration(web_session, event, surname="Atcēlis"), now=NOW)
    web_session.commit()
    organiser.read_in("lv")

    text = export(organiser, CSV, event).get_data().decode("utf-8-sig")

    assert {row[7] for row in csv.reader(io.StringIO(text))} == {"Stāvoklis", "Apstiprināts", "Atcelts"}


@pytest.mark.parametrize("endpoint", [CSV, XLSX])
def test_takes_what_the_filter_leaves_and_notes_it(endpoint, organiser, web_session, event):
    response = export(organiser, endpoint, event, q="germanis", came="yes")

    body = response.get_data()
    if endpoint == XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        assert sheet.max_row == 2
    else:
        assert body.count(b"\r\n") == 2
    entry = web_session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (entry.subject_id, entry.detail) == (event.id, {"format": endpoint[-4:].lstrip("_"), "registrations": 1})


@pytest.mark.parametrize("endpoint", [CSV, XLSX])
def test_no_file_says_as_whom_somebody_takes_part(endpoint, organiser, web_session, event):
    body = export(organiser, endpoint, event).get_data()
    if endpoint == XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        body = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row).encode()
    text = body.decode("utf-8-sig").lower().replace("organisation or municipality", "")

    for category in categories.list_all(web_session, event.project_id):
        for word in (category.key, *category.label.values()):
            assert word.lower() not in text, word
    assert "not stated" not in text


@pytest.mark.parametrize("endpoint", [CSV, XLSX])
def test_an_event_of_others_is_not_found(endpoint, organiser, web_session, event):
    foreign = make_event(web_session)
    web_session.commit()
    data = organiser.get(LIST, event_id=event.id).form(organiser.url(CSV, event_id=event.id))

    assert organiser.client.post(organiser.url(endpoint, event_id=foreign.id), data=data).status_code == 404
    assert organiser.client.post(organiser.url(endpoint, event_id=event.id)).status_code == 400


def test_days_count_as_numbers(organiser, web_session, event):
    found = make_registration(web_session, event, surname="Divdienis")
    admit(web_session, found)
    admit(web_session, found, now=at_hour(8, day=date(2019, 1, 24)))
    web_session.commit()

    text = export(organiser, CSV, event, q="divdienis").get_data().decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text)))[1][8] == "2"


def test_whoever_reads_a_file_keeps_nobody_from_writing(organiser, event, web_session):
    pieces = iter(export(organiser, CSV, event).response)
    begun = next(pieces)

    make_registration(web_session, event, surname="Vēlāk")
    web_session.commit()

    assert "Vēlāk" not in (begun + b"".join(pieces)).decode()
