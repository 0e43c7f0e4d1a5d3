from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from server.app.orders import Order, parse
from server.app.tracing import Decided, tell
from server.domain.messages import Entry, Event
from server.domain.prompts import PromptSent, PromptText
from server.domain.questions import QuestionAsked, QuestionText
from tests.server.app.house import HOST, ROADSHOW, HandClock
from tests.server.domain.test_letters import STATED

COMMAND = b'{"type":"roadshow.start"}'
ASKED = QuestionAsked(question="que_1", pitch="pit_1", private=QuestionText(text="秘密", signature=None))  # type: ignore[arg-type]
PROMPTED = PromptSent(project="prj_1", private=PromptText(text="一分钟"))  # type: ignore[arg-type]


@pytest.fixture
def _from_debug_on() -> Iterator[None]:
    kept = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("debug"))
    yield
    structlog.configure(**kept)


def told(*events: Event) -> list[dict[str, Any]]:
    entries = [Entry(seq=seq, at=HandClock().now(), by=HOST.person, event=event) for seq, event in enumerate(events, 7)]
    with capture_logs() as lines:
        tell(ROADSHOW, [Decided(Order(HOST, "key-of-it", parse(COMMAND)), entries)], 12)
    return [dict(line) for line in lines]


@pytest.mark.asyncio
async def test_a_line_says_by_its_key_what_a_command_came_to() -> None:
    (line,) = told(STATED)

    assert line == {
        "event": "command.recorded",
        "log_level": "info",
        "trace": "key-of-it",
        "roadshow": ROADSHOW,
        "seat": HOST.seat,
        "batch": 12,
        "seq": [7],
        "events": ["intent.stated"],
        "intent": STATED.intent,
        "project": STATED.project,
        "pitch": STATED.pitch,
    }


@pytest.mark.asyncio
async def test_nothing_that_somebody_wrote_is_in_it() -> None:
    (line,) = told(ASKED)

    assert line["question"] == "que_1"
    assert "秘密" not in str(line)


@pytest.mark.asyncio
@pytest.mark.usefixtures("_from_debug_on")
async def test_what_stays_in_the_house_is_for_who_looks_for_it() -> None:
    assert [line["log_level"] for line in told(PROMPTED)] == ["debug"]
