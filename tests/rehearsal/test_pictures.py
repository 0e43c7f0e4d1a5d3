"""Processes that show and watch are ended with the rehearsal, and what does not come is a failure and no silence."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from rehearsal.doors import Doors
from rehearsal.pictures import Pictures
from tests.rehearsal.conftest import House


@pytest.mark.asyncio
async def test_a_viewer_who_may_not_watch_is_a_failure_with_its_code(house: House, tmp_path: Path) -> None:
    doors = Doors(house.url)
    await doors.open(await house.begin())
    (one,) = await doors.seat("audience", 1)
    pictures = Pictures(house.url, tmp_path)

    gone = type(one)(one.person, type(one.ticket)(seat="sea_nobody", cookie=one.ticket.cookie))
    await pictures.watch([gone])
    while not pictures.failures:  # noqa: ASYNC110 - it comes from another process
        await asyncio.sleep(0.05)
    await pictures.close()
    await doors.close()

    assert pictures.failures == ["seat_missing"]
    assert (pictures.asked, pictures.first_frames.count) == (1, 0)


@pytest.mark.asyncio
async def test_a_picture_stands_still_only_as_long_as_somebody_is_on_stage() -> None:
    pictures, told = Pictures("http://127.0.0.1:1", Path()), asyncio.StreamReader()
    for milliseconds in (600, 60_000_000):
        told.feed_data(json.dumps({"seat": "sea_1", "stood": milliseconds}).encode() + b"\n")
    told.feed_eof()

    pictures.on_stage()
    await pictures._read(SimpleNamespace(stdout=told))  # type: ignore[arg-type]

    assert pictures.stood < 60_000
