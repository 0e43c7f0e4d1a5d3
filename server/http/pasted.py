"""Programmes as people have them: lines typed or pasted from a spreadsheet, or a CSV file, read into cards.

Every row is judged by itself, so that a preview can show what is wrong where.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from server.domain.messages import Bilingual, clean
from server.domain.programme import LIMIT, CardCommand
from server.errors import Malformed

# What a spreadsheet or a person parts columns by: tab, bar, and the full-width bar of Chinese keyboards.
PARTED: Final = re.compile(r"\s*[\t|\uff5c]\s*")
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")

COLUMNS: Final[dict[str, str]] = {
    "title": "title",
    "project": "title",
    "项目": "title",
    "项目名称": "title",
    "team": "team",
    "团队": "team",
    "单位": "team",
    "field": "field",
    "领域": "field",
    "技术领域": "field",
    "summary": "summary",
    "简介": "summary",
    "minutes": "minutes",
    "分钟": "minutes",
    "路演分钟": "minutes",
    "question_minutes": "question_minutes",
    "提问分钟": "question_minutes",
}
TEXTS: Final = ("title", "team", "field", "summary")
NUMBERS: Final = ("minutes", "question_minutes")
LONGEST: Final = 2000


class Row(Struct, frozen=True, kw_only=True):
    """One row as it was read; `problem` is the field that is wrong with it, `title` or `minutes`."""

    text: str
    card: CardCommand | None = None
    problem: str | None = None


def rows(text: str, minutes: int, question_minutes: int) -> list[Row]:
    """The rows of a paste or of a CSV text with headings; what a row leaves out is as given here."""
    reading = _table(text) if _headed(text) else _lines(text)
    given = {"minutes": str(minutes), "question_minutes": str(question_minutes)}
    return [_row(original, {**given, **fields}) for original, fields in reading][: LIMIT + 1]


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without a mark, or GB 18030, which Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Malformed("csv_malformed", "UTF-8")


def bilingual(text: str) -> Bilingual:
    """A text on the side of the language it is written in."""
    return Bilingual(zh=text) if CHINESE.search(text) else Bilingual(en=text)


def _headed(text: str) -> bool:
    headings = [name.strip().lower() for name in re.split(r"[,;\t]", text.lstrip().split("\n", 1)[0])]
    return bool(headings) and len(headings) > 1 and all(name in COLUMNS for name in headings if name)


def _lines(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for line in text.splitlines():
        if line := clean(line.replace("\t", "|")):
            parts = PARTED.split(line)
            yield line, {name: part for name, part in zip(("title", "team", "minutes"), parts, strict=False) if part}


def _table(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    first = text.lstrip().split("\n", 1)[0]
    parting = next(mark for mark in "\t;," if mark in first)
    table = csv.reader(io.StringIO(text.lstrip()), delimiter=parting)
    names = [COLUMNS.get(name.strip().lower()) for name in next(table)]
    for cells in table:
        fields = {name: clean(cell) for name, cell in zip(names, cells, strict=False) if name and clean(cell)}
        if fields:
            yield ", ".join(cells), fields


def _row(original: str, fields: Mapping[str, str]) -> Row:
    if not fields.get("title"):
        return Row(text=original, problem="title")
    try:
        return Row(text=original, card=_card(fields))
    except (ValueError, msgspec.ValidationError):
        return Row(text=original, problem="minutes")


def _card(fields: Mapping[str, str]) -> CardCommand:
    texts = {name: msgspec.to_builtins(bilingual(fields[name][:LONGEST])) for name in TEXTS if name in fields}
    numbers = {name: int(_digits(fields[name])) for name in NUMBERS}
    return msgspec.convert({**texts, **numbers}, CardCommand)


def _digits(text: str) -> str:
    """The number in what people write, such as `6 min` or `6分钟`."""
    found = re.fullmatch(r"(\d{1,3})\s*(min|mins|minutes|分|分钟)?\.?", text.strip().lower())
    if found is None:
        raise ValueError(text)
    return found[1]
