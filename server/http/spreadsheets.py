"""CSV as spreadsheets read and write it: RFC 4180, UTF-8 with a byte order mark, and no cell that acts as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from starlette.responses import Response

from server.errors import Malformed

CSV: Final = "text/csv"
BOM: Final = "\ufeff"
ROWS: Final = 2000
SEVERAL: Final = 200

# OWASP, CSV injection: what makes a spreadsheet calculate, in full width too.
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")
# An international telephone number of digits and spaces calculates nothing and stays as it is.
_TELEPHONE: Final = re.compile(r"\+\d[\d ]{5,20}")
_GUARDED: Final = re.compile(r"'(?=[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])")


def safe(text: str) -> str:
    """The text as a cell that stays text."""
    if _FORMULA.match(text) and not _TELEPHONE.fullmatch(text):
        return "'" + text
    return text


def written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as a file, with a mark."""
    return b"".join(parts(header, rows))


def parts(header: Sequence[str], rows: Iterable[Sequence[object]], *, mark: bool = True) -> Iterator[bytes]:
    """A table as a file in parts of SEVERAL rows; the byte order mark tells Excel that it is UTF-8.

    Every cell is quoted: where the separator is a semicolon, cells stay whole as well.
    """
    out = io.StringIO(BOM if mark else "")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe(_text_of(cell)) for cell in row])
        if number % SEVERAL == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _text_of(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def read(body: bytes, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Mapping[str, str]]:
    """The rows of a file by their columns, empty cells left out; raises Malformed where it is no such table."""
    reader = csv.reader(io.StringIO(_text(body), newline=""), strict=True)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Malformed("csv_malformed", f"line {reader.line_num}: {error}") from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if missing := [name for name in required if name not in header]:
        raise Malformed("csv_malformed", f"no column {', '.join(missing)}")
    if unknown := [name for name in header if name not in (*required, *optional)]:
        raise Malformed("csv_malformed", f"unknown column {', '.join(unknown)}")
    if len(rows) > ROWS + 1:
        raise Malformed("csv_malformed", f"at most {ROWS} rows")
    return ({name: cell for name, cell in zip(header, map(plain, row), strict=False) if cell} for row in rows[1:])


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("csv_malformed", f"not UTF-8 at byte {error.start}") from error


def plain(cell: str) -> str:
    """What was meant: without the quote that `safe` puts in front."""
    return (cell[1:] if _GUARDED.match(cell) else cell).strip()


def download(name: str, body: bytes) -> Response:
    """A file to be saved, by nobody but who asked."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, headers=headers, media_type=f"{CSV}; charset=utf-8")
