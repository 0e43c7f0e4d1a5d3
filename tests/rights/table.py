"""docs/rights.md as data: what each line says of each column."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

STATES: Final = ("planned", "live", "paused", "ended")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "nobody": ("nobody",),
    "audience": ("gil",),
    "investor": ("iris",),
    "another investor": ("ivan",),
    "muted": ("mona",),
    "presenter": ("anna",),
    "another presenter": ("bert",),
    "organizer": ("olga",),
    "auditor": ("ada",),
    "removed": ("rex", "rita", "rolf"),
}
"""Who stands for each column; a thing that a line is about is the investor's, or the presenter's project's."""

BEARERS: Final = ("encoder", "encoder elsewhere", "monitor", "rehearsal")
"""Who comes with a token and without a session."""

READERS: Final[Mapping[str, str]] = {
    "nobody": "nobody",
    "audience": "gil",
    "investor": "iris",
    "member": "ines",
    "another investor": "ivan",
    "presenter": "anna",
    "another presenter": "bert",
    "organizer": "olga",
    "auditor": "ada",
}
"""Who reads for each column of the table of fields."""

REFUSALS: Final = {"no": 403, "404": 404, "409": 409, "401": 401}


class Line(Struct, frozen=True, kw_only=True):
    """A line: its cells by column, and the states in which those who may are let in."""

    name: str
    cells: Mapping[str, str]
    when: tuple[str, ...]


def lines(text: str, title: str, given: Mapping[str, str]) -> dict[str, Line]:
    """The table under a title; `given` are the columns that are the same in every line and left out of it."""
    rows = re.findall(r"^\| (.*) \|$", text.split(f"\n## {title}\n")[1].split("\n## ")[0], re.MULTILINE)
    head, _, *body = ([cell.strip() for cell in row.split("|")] for row in rows)
    found = [dict(zip(head, row, strict=True)) for row in body]
    return {name: _line(name, {**given, **row}) for row in found if (name := row.pop(head[0]).strip("`"))}


def fields(text: str) -> dict[str, dict[str, str]]:
    """Who is sent what is filled in: the cells of each field by column."""
    rows = re.findall(r"^\| (.*) \|$", text.split("\n## Fields\n")[1].split("\n## ")[0], re.MULTILINE)
    head, _, *body = ([cell.strip() for cell in row.split("|")] for row in rows)
    return {name.strip("`"): dict(zip(head[1:], cells, strict=True)) for name, *cells in body}


def _line(name: str, row: dict[str, str]) -> Line:
    when = row.pop("when")
    return Line(name=name, cells=row, when=STATES if when == "always" else tuple(when.split()))


RIGHTS: Final = Path("docs/rights.md").read_text(encoding="utf-8")
COMMAND_LINES: Final = lines(RIGHTS, "Commands", {"nobody": "401", "auditor": "no", "removed": "no"})
ADDRESS_LINES: Final = lines(RIGHTS, "Addresses", {})
TOKEN_LINES: Final = lines(RIGHTS, "Tokens", {})
FIELDS: Final = fields(RIGHTS)
