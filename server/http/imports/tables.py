"""CSV files as people have them: which encoding, which delimiter, and the cells."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from server.errors import Malformed
from server.http.spreadsheets import plain

ROWS: Final = 10_000
COLUMNS: Final = 200
DELIMITERS: Final = (",", ";", "\t")

# Python's name and the one that people know. Excel in China writes GB 18030, Excel's "Unicode text" is UTF-16.
ENCODINGS: Final = (("utf-8-sig", "UTF-8"), ("gb18030", "GB 18030"))
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Table(Struct, frozen=True, kw_only=True):
    """A file read; rows are as long as the header, and numbered as a spreadsheet numbers those below it, from 2."""

    encoding: str
    delimiter: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def table(body: bytes) -> Table:
    """The table of a file; raises Malformed where there is none, or one beyond ROWS and COLUMNS."""
    encoding, text = _decoded(body)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        read = [(number, row) for number, row in enumerate(reader, start=1) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Malformed("csv_malformed", f"line {reader.line_num}: {error}") from error
    if not read:
        raise Malformed("csv_malformed", "no row")
    if len(read) > ROWS + 1 or len(read[0][1]) > COLUMNS:
        raise Malformed("csv_malformed", f"at most {ROWS} rows of {COLUMNS} columns")
    header = [cell.strip() for cell in read[0][1]]
    rows = [(number, _fitted(row, len(header))) for number, row in read[1:]]
    return Table(encoding=encoding, delimiter=delimiter, header=header, rows=rows)


def _decoded(body: bytes) -> tuple[str, str]:
    candidates = (("utf-16", "UTF-16"),) if body.startswith(UTF_16) else ENCODINGS
    for codec, name in candidates:
        try:
            text = body.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return name, text
    raise Malformed("csv_malformed", "neither UTF-8 nor GB 18030")


def _delimiter(text: str) -> str:
    """The one that parts the first line into the most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def cells(delimiter: str) -> int:
        return len(next(csv.reader([first], delimiter=delimiter), []))

    return max(DELIMITERS, key=cells)


def _fitted(row: Sequence[str], length: int) -> Sequence[str]:
    cells = [plain(cell) for cell in row[:length]]
    return [*cells, *[""] * (length - len(cells))]
