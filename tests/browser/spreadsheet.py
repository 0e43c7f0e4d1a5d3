"""The file of the leads as a spreadsheet would read it, and rows to hold against it."""

import csv
import re

Row = dict[str, str]

CALCULATES = tuple("=+-@\t\r\n")
TELEPHONE = re.compile(r"\+[\d ]+")
IDENTITIES_AND_TIMES = frozenset({"lead", "project", "first_at", "last_at", "score", "watched_seconds"})


def rows(file: bytes) -> list[Row]:
    """The cells with something in them, without identities and times; fails where one of all would calculate."""
    assert file.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(file.decode("utf-8-sig").splitlines(), strict=True))
    for cell in (cell for row in table for cell in row):
        assert not cell.startswith(CALCULATES) or TELEPHONE.fullmatch(cell), cell
    return [_filled(table[0], row) for row in table[1:]]


def _filled(header: list[str], row: list[str]) -> Row:
    cells = zip(header, row, strict=True)
    return {name: cell for name, cell in cells if cell and name not in IDENTITIES_AND_TIMES}


def named(name: str, organisation: str, contact: str) -> Row:
    """Who an investor is."""
    return {"name": name, "organisation": organisation, "contact": contact}


def lead(project: str, number: int, who: Row, signals: tuple[int, int, int], *intents: Row) -> Row:
    """A row that nobody has worked on; the signals are questions, votes and live intents."""
    counts = dict(zip(("questions", "votes", "intents"), map(str, signals), strict=True))
    row = {"project_title": project, "number": str(number), "stage": "new", **who, **counts}
    for intent in intents:
        row |= intent
    return row


def intent(kind: str, state: str, level: str, ends: tuple[int, int], currency: str, comment: str) -> Row:
    """The cells of one intent; the ends of its amount are whole units of a currency with two decimals."""
    low, high = (f"{end}00" for end in ends)
    cells = {
        "state": state,
        "level": level,
        "amount_min_minor": low,
        "amount_max_minor": high,
        "currency": currency,
        "comment": comment,
    }
    return {f"{kind}_{name}": cell for name, cell in cells.items()}
