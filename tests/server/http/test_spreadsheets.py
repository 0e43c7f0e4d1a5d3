import csv
import io

import pytest

from server.errors import Malformed
from server.http.spreadsheets import download, read, safe, written


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://evil.example","x")', '\'=HYPERLINK("http://evil.example","x")'),
        ("+1+1", "'+1+1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\0=1", "'\0=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("+86 138 0013 8000", "+86 138 0013 8000"),
        ("+8613800138000", "+8613800138000"),
        ("+86-138-0013-8000", "'+86-138-0013-8000"),
        ("+1 cmd", "'+1 cmd"),
        ("Ann = Bo", "Ann = Bo"),
        ("", ""),
    ],
)
def test_a_cell_never_begins_as_a_formula_and_a_telephone_number_stays(text: str, cell: str) -> None:
    assert safe(text) == cell


def test_a_file_is_rfc_4180_in_utf_8_with_a_mark_and_every_cell_quoted() -> None:
    body = written(("name", "说明"), [('Ann "A" Lee', "a,b;=1\nc"), (None, 7)])

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig") == '"name","说明"\r\n"Ann ""A"" Lee","a,b;=1\nc"\r\n"","7"\r\n'


def test_what_is_written_is_read_again() -> None:
    rows = [("=1+1", "一"), ("'quoted", "b\nc"), ("+86-1-2", "-")]

    read_again = list(read(written(("name", "note"), rows), ("name",), ("note",)))

    assert [(row["name"], row["note"]) for row in read_again] == rows


def test_columns_come_in_any_order_and_empty_cells_and_lines_are_left_out() -> None:
    body = b"\xef\xbb\xbfName , role\r\n\r\nAnn,investor\r\n,audience\r\n , \r\n"

    assert list(read(body, ("role",), ("name",))) == [{"name": "Ann", "role": "investor"}, {"role": "audience"}]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "no column role"),
        (b"name\nAnn", "no column role"),
        (b"role,shoe\ninvestor,42", "unknown column shoe"),
        (b'role\n"investor', "line 2"),
        ("role\n投资人".encode("gbk"), "not UTF-8 at byte "),
        (b"role\n" + b"investor\n" * 2001, "at most 2000 rows"),
    ],
)
def test_what_is_no_such_table_says_where(body: bytes, detail: str) -> None:
    with pytest.raises(Malformed) as refused:
        list(read(body, ("role",), ("name",)))

    assert refused.value.code == "csv_malformed"
    assert refused.value.detail.startswith(detail)


def test_a_download_is_a_file_that_nobody_else_keeps() -> None:
    response = download("leads.csv", written(("a",), []))

    assert next(csv.reader(io.StringIO(bytes(response.body).decode("utf-8-sig")))) == ["a"]
    assert response.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
