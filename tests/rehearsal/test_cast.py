"""Presenters step up in the order of the programme, and whoever was on has ended when the next one is."""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from demo.programme import plan
from rehearsal.cast import INVENTED, Cast
from rehearsal.doors import Doors
from rehearsal.house import House as Where
from rehearsal.pictures import Pictures
from rehearsal.posts import Posts
from tests.rehearsal.conftest import House

PITCHES = len(plan()["pitches"])


@pytest_asyncio.fixture
async def doors(house: House) -> Any:
    doors = Doors(house.url)
    await doors.open(await house.begin())
    await doors.host.command("roadshow.start")
    yield doors
    await doors.close()


def cast_of(doors: Doors, house: House) -> Cast:
    return Cast(doors, Posts(Where(house.url)), Pictures(house.url, Path()), filmed=False)


@pytest.mark.asyncio
async def test_each_pitch_ends_when_the_next_presenter_steps_up(doors: Doors, house: House) -> None:
    cast = cast_of(doors, house)
    await cast.gather(2)
    first = cast.on

    for what in ("pitch", "questions", "pitch"):
        await cast.show(what)
    second, views = cast.on, await doors.host.picture()
    await cast.show("end")
    ended = await doors.host.picture()

    assert (first.title, cast.number) == (plan()["pitches"][0]["title"], 2)
    assert (views["pitch"][first.pitch]["phase"], views["pitch"][second.pitch]["phase"]) == ("done", "on_air")
    assert ended["pitch"][second.pitch]["phase"] == "done"


@pytest.mark.asyncio
async def test_a_programme_that_is_shorter_than_the_script_is_filled_up(doors: Doors, house: House) -> None:
    cast = cast_of(doors, house)

    await cast.gather(PITCHES + 1)
    for _ in range(PITCHES + 1):
        await cast.show("pitch")

    assert (cast.parts, cast.number) == (PITCHES + 1, PITCHES + 1)
    assert cast.on.title == INVENTED
