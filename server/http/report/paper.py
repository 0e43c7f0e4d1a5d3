"""Paper: the font, the styles and the frame of what is printed, with the number of each page of how many.

ReportLab keeps fonts for the whole process, so one document is made at a time, and none on the event loop.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

FONT: Final = "Noto Sans SC"
FILE: Final = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
MISSING: Final = "\u25a1"
INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")

INK: Final = HexColor(0x1B2130)
SOFT: Final = HexColor(0x4B5262)
FAINT: Final = HexColor(0x6B7280)
HAIR: Final = HexColor(0xE1E4EA)
ACCENT: Final = HexColor(0x2B4FD8)
WASH: Final = HexColor(0xE6EBFB)
WARN: Final = HexColor(0x8A5A00)

MARGIN: Final = 18 * mm
WIDTH: Final = A4[0] - 2 * MARGIN

PADDING: Final = 6
"""What ReportLab leaves free inside a frame, in points."""

_lock = Lock()


def style(
    size: float, color: Color = INK, *, before: float = 0, after: float = 0, left: float = 0, end: bool = False
) -> ParagraphStyle:
    """A style of text; sizes and distances are in points, `end` puts it to the right."""
    return ParagraphStyle(
        f"{size} {color.hexval()}",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.5,
        textColor=color,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=left,
        alignment=TA_RIGHT if end else TA_LEFT,
    )


class Strong(Paragraph):
    """A paragraph whose strokes are drawn a little thicker, which spares a second font of several megabytes."""

    def draw(self) -> None:
        """Fill and outline."""
        self.canv.saveState()
        self.canv.setLineWidth(self.style.fontSize * 0.028)
        self.canv.setStrokeColor(self.style.textColor)
        self.canv._code.append("2 Tr")  # type: ignore[attr-defined]
        super().draw()
        self.canv.restoreState()


def text(words: str, look: ParagraphStyle, kind: type[Paragraph] = Paragraph) -> Paragraph:
    """What somebody wrote, as it is: no markup in it, and a box for what the font lacks."""
    shown = printable(words)
    if any(char >= "\u2e80" for char in shown):
        look = ParagraphStyle(f"{look.name} cjk", look, wordWrap="CJK")
    return kind(escape(shown).replace("\n", "<br/>"), look)


def printable(words: str) -> str:
    """The words in characters that the font has."""
    known = _font().face.charToGlyph
    kept = (char for char in words if char not in INVISIBLE)
    return "".join(char if char == "\n" or ord(char) in known else MISSING for char in kept)


def document(parts: Sequence[Flowable], *, title: str, author: str, language: str, foot: str) -> bytes:
    """A PDF of these parts; `language` is a BCP 47 tag, `foot` is on every page beside its number."""
    out = BytesIO()
    frame = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=title,
        author=author,
        creator="Roadshow",
        lang=language,
    )
    with _lock:
        frame.build(list(parts), canvasmaker=_numbering(printable(foot)))
    return out.getvalue()


def _font() -> TTFont:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, FILE))
        pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)
    return cast(TTFont, pdfmetrics.getFont(FONT))


def _numbering(foot: str) -> type[Canvas]:
    """A canvas that draws its feet at the end, when it knows how many pages there are."""

    class Numbered(Canvas):
        def __init__(self, *arguments: Any, **rest: Any) -> None:
            super().__init__(*arguments, **rest)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - ReportLab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for page in self._pages:
                self.__dict__.update(page)
                self._foot(len(self._pages))
                super().showPage()
            super().save()

        def _foot(self, pages: int) -> None:
            self.setFont(FONT, 8)
            self.setFillColor(FAINT)
            self.drawString(MARGIN, 12 * mm, foot)
            self.drawRightString(A4[0] - MARGIN, 12 * mm, f"{self.getPageNumber()} / {pages}")

    return Numbered
