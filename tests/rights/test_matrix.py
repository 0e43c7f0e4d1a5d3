from collections.abc import Mapping
from typing import Final

import pytest

from server.domain.roadshow import RULES
from tests.rights.asking import Answer
from tests.rights.commands import COMMANDS, INSTEAD
from tests.rights.conftest import WORTHLESS_IN, Tried
from tests.rights.routes import FORMS, addresses
from tests.rights.table import ADDRESS_LINES, BEARERS, COLUMNS, COMMAND_LINES, REFUSALS, STATES, TOKEN_LINES, Line

pytestmark = pytest.mark.timeout(400)
"""The first test waits until everybody has tried everything, which takes long where a machine is busy."""

STOPPED: Final = 503
"""The disk is full: what comes so far was let in."""

STATE: Final = (404, 409)
"""How who may do something is told that it cannot be done in this state; 404 where there is no such thing yet."""


def test_every_command_has_its_line_and_every_line_its_command() -> None:
    known = {str(command.__struct_config__.tag) for command in RULES}  # type: ignore[attr-defined]

    assert {name.partition("+")[0] for name in COMMAND_LINES} == known
    assert set(COMMAND_LINES) == set(COMMANDS)


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert set(ADDRESS_LINES) == set(addresses())


@pytest.mark.parametrize("line", COMMAND_LINES.values(), ids=COMMAND_LINES)
def test_a_command_is_taken_from_whom_its_line_says_and_from_nobody_else(tried: Tried, line: Line) -> None:
    assert wrong(tried, line, INSTEAD.get(line.name, {})) == []


@pytest.mark.parametrize("line", ADDRESS_LINES.values(), ids=ADDRESS_LINES)
def test_an_address_is_open_to_whom_its_line_says_and_to_nobody_else(tried: Tried, line: Line) -> None:
    instead = FORMS[line.name].instead if line.name in FORMS else {}

    assert wrong(tried, line, instead) == []


@pytest.mark.parametrize("line", ADDRESS_LINES.values(), ids=ADDRESS_LINES)
def test_a_token_opens_what_its_line_says_and_is_worth_nothing_elsewhere(tried: Tried, line: Line) -> None:
    listed = line.name in TOKEN_LINES
    cells = TOKEN_LINES[line.name].cells if listed else dict.fromkeys(BEARERS, line.cells["nobody"])

    found = {
        (who, state): answer
        for who in BEARERS
        for state in (STATES if listed else (WORTHLESS_IN,))
        if not holds(cells[who], True, answer := tried[line.name, who, state], line.name)
    }

    assert found == {}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_is_taken_with_a_token(tried: Tried, name: str) -> None:
    assert {tried[name, who, WORTHLESS_IN].status for who in BEARERS} == {401}


def test_every_line_of_tokens_is_about_an_address_and_lets_one_in() -> None:
    assert set(TOKEN_LINES) <= set(ADDRESS_LINES)
    assert all("yes" in line.cells.values() and set(line.cells) == set(BEARERS) for line in TOKEN_LINES.values())


def test_every_cell_was_tried_and_each_line_lets_somebody_in_or_nobody_ever(tried: Tried) -> None:
    people = sum(len(cast) for cast in COLUMNS.values())
    tokens = len(TOKEN_LINES) * (len(STATES) - 1) + len(COMMANDS) + len(ADDRESS_LINES)

    assert len(tried) == (len(COMMANDS) + len(ADDRESS_LINES)) * people * len(STATES) + tokens * len(BEARERS)


def wrong(tried: Tried, line: Line, instead: Mapping[str, str]) -> list[str]:
    """The cells that are not as the line says."""
    return [
        f"{column} ({who}), {state}: {cell} is said, and there came {answer.status} {answer.code}"
        for column, cell in line.cells.items()
        for who in (COLUMNS[column] if column not in instead else (instead[column],))
        for state in STATES
        if not holds(cell, state in line.when, answer := tried[line.name, who, state], line.name)
    ]


def holds(cell: str, when: bool, answer: Answer, name: str) -> bool:
    """Whether an answer is what a cell says."""
    status = 404 if each_refused(name, answer) else answer.status
    if cell == "away":
        return status == 303
    if cell == "yes":
        let_in = status < 400 or status == STOPPED
        return let_in and not away(name, status) if when else status in STATE
    # Before the closer look at whose something is, a roadshow in another state refuses everybody the same.
    return status == REFUSALS[cell] or (not when and status in STATE)


def away(name: str, status: int) -> bool:
    """Whether a reader was sent to another page."""
    return name.startswith("GET") and status == 303


def each_refused(name: str, answer: Answer) -> bool:
    """Whether changes of several leads were answered one by one, and none was taken."""
    return name == "PATCH /api/seats/{seat}/leads" and answer.status == 200 and b'"lead_missing"' in answer.body
