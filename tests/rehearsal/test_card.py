"""What gave way first is named once, the worst first, and never blamed on the server where the rehearsal was late."""

from typing import Any

import pytest
from msgspec.structs import replace

from rehearsal.card import ADVICE, Moment, card, gave_way, lines, spread
from rehearsal.spread import Spread

FINE = Moment(
    second=9, phase=1, viewers=100, broadcast=140, recording=80, own_delay=3, wrong=0, absent=0, laggards=0,
    refused=0, media_failed=0, first_frame=700,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, ""),
        ({"broadcast": 1001}, "broadcast"),
        ({"recording": 1001}, "recording"),
        ({"recording": 1001, "broadcast": 2001}, "recording"),
        ({"first_frame": 3001}, "media"),
        ({"media_failed": 1}, "media"),
        ({"laggards": 1}, "laggards"),
        ({"refused": 1, "recording": 5000}, "refusals"),
        ({"absent": 1, "broadcast": 5000}, "connections"),
        ({"own_delay": 501, "broadcast": 5000}, "rehearsal"),
        ({"wrong": 1, "own_delay": 501}, "contents"),
    ],
)
def test_what_gave_way_is_named(changed: dict[str, Any], what: str) -> None:
    assert gave_way(replace(FINE, **changed)) == what
    assert not what or what in ADVICE


def measured() -> dict[str, Any]:
    nothing = spread(Spread())
    return {
        "wanted": 100,
        "viewers": 100,
        "messages": 5,
        "latency": nothing,
        "intents": {**nothing, "per_second": 3.0},
        "media": {**nothing, "wanted": 0, "presenters": 0, "shown": 0, "stood": 0},
        "dropped": {"count": 0, "seconds": 0.0, "reloads": 0},
        "server": {"cpu": 0.25, "memory_mib": 120.0},
    }


def test_a_card_says_in_words_what_gave_way_and_what_to_do() -> None:
    told = card(replace(FINE, broadcast=2000), "broadcast", **measured())

    assert told["gave_way"] == {"what": "broadcast", "second": 9, "phase": 1, "viewers": 100}
    text = "\n".join(lines(told))
    assert "broadcast after 9 s with 100 viewers. " + ADVICE["broadcast"] in text
    assert "0.25 cores, 120 MiB" in text


def test_where_nothing_gave_way_the_card_says_so() -> None:
    assert lines(card(None, "", **measured()))[-1].endswith("nothing")
