"""A document to hand out: a PDF of one page, small enough to be written by hand."""

from collections.abc import Iterable
from textwrap import wrap

WIDE = 78


def one_page(title: str, text: str) -> bytes:
    """A4 with a title and a paragraph, in Latin letters of Helvetica, which every reader has."""
    shown = f"BT /F 20 Tf 56 770 Td ({_escaped(title)}) Tj /F 11 Tf 0 -18 Td {_lines(text)} ET".encode("cp1252")
    return _file(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        )
    )


def _lines(text: str) -> str:
    return " ".join(f"0 -16 Td ({_escaped(line)}) Tj" for line in wrap(text, WIDE))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Iterable[bytes]) -> bytes:
    """Objects with the table of where each begins."""
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end
