"""Leads as an Excel workbook (Office Open XML): typed cells, no formula, whatever a text begins with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any, Final

from server.app.records import LeadRecord
from server.http.exports.columns import Cell, Column

PART: Final = 64 * 1024
DAY: Final = "yyyy-mm-dd"
MOMENT: Final = "yyyy-mm-dd hh:mm:ss"

# Rows leave memory as they are written; a text stays the text that it is.
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def workbook(columns: Sequence[Column], records: Iterable[LeadRecord]) -> Iterator[bytes]:
    """The file in parts; times are UTC, since a cell knows no zone. The first part comes when all is written."""
    with TemporaryFile() as file:
        _write(file, columns, records)
        file.seek(0)
        while part := file.read(PART):
            yield part


def _write(file: IO[bytes], columns: Sequence[Column], records: Iterable[LeadRecord]) -> None:
    # Loaded when it is wanted: it is a twentieth of what a start would load.
    import xlsxwriter

    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet("leads")
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.write_row(0, 0, [column.name for column in columns], book.add_format({"bold": True}))
        formats = {date: book.add_format({"num_format": DAY}), datetime: book.add_format({"num_format": MOMENT})}
        row = 0
        for row, record in enumerate(records, start=1):
            for place, column in enumerate(columns):
                _put(sheet, row, place, column.cell(record), formats)
        sheet.autofilter(0, 0, row, len(columns) - 1)


def _put(sheet: Any, row: int, place: int, cell: Cell, formats: Mapping[Any, Any]) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, place, cell)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    elif cell is not None:
        sheet.write_datetime(row, place, cell, formats[type(cell)])
