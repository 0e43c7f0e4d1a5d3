"""A script is played as it says: who comes when, who drops, and what the host shows."""

from pathlib import Path
from typing import Any

import pytest

from rehearsal.doors import Doors
from rehearsal.play import Player, Wanted
from rehearsal.script import Phase, Script, Title
from tests.rehearsal.conftest import House

TITLE = Title(en="A", zh="甲")


@pytest.mark.asyncio
async def test_phases_bring_shares_of_the_audience_and_one_pitch_after_the_other(house: House) -> None:
    phases = [
        Phase(title=TITLE, seconds=1.5, viewers=0.5),
        Phase(title=TITLE, seconds=2.5, show="pitch", votes=20, questions=5, intents=10, drop=1.0),
        Phase(title=TITLE, seconds=1.5, show="pitch", intents=10),
        Phase(title=TITLE, seconds=1.5, show="questions"),
    ]
    told: list[dict[str, Any]] = []

    async def report(progress: dict[str, Any]) -> None:
        told.append(progress)

    doors = Doors(house.url)
    await doors.open(await house.begin())
    wanted = Wanted(url=house.url, token="x", viewers=10, media=0, script=Script(phase=phases), clips=Path())
    player = Player(wanted, doors, report)
    card = await player.play()
    views = await doors.host.picture()
    await player.close()
    await doors.close()

    assert (told[0]["viewers"], told[0]["phase"], told[0]["phases"]) == (5, 1, 4)
    assert (told[0]["presenter"], told[0]["presenters"], told[0]["pitch"]) == (0, 2, {})
    assert (told[-1]["viewers"], told[-1]["phase"]) == (10, 4)
    assert told[-1]["pitch"] == views["pitch"][views["programme"]["programme"]["order"][1]]["title"]
    assert card["dropped"]["count"] == 5
    assert (card["faults"], card["closed"]) == ({}, {})
    assert card["acknowledged"]["intent"] >= 10
    order = views["programme"]["programme"]["order"]
    assert [views["pitch"][pitch]["phase"] for pitch in order[:3]] == ["done", "questions", "pending"]
    assert {intent["project"] for intent in views["intent"].values()} == {
        views["pitch"][pitch]["project"] for pitch in order[:2]
    }
