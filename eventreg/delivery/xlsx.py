"""Tables as XLSX: dates are dates, numbers are numbers, and a text stays a text whatever it looks like."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter

from eventreg.delivery.guest_table import Cell

LONGEST_NAME = 31  # of a sheet
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


def write(name: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet: a frozen head with a filter, columns as wide as their texts (in characters).

    Few rows are in memory at once. Moments have no time zone.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(name.translate(FORBIDDEN).strip("' ")[:LONGEST_NAME] or None)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        _write_row(sheet, last, row)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    book.close()
    return file.getvalue()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell)
        elif isinstance(cell, datetime):
            sheet.write_datetime(number, column, cell)
        elif cell is not None:
            sheet.write_number(number, column, cell)
