import asyncio

import pytest

from server.app import readiness
from server.app.media import Studio
from server.app.readiness import ROOM, Lack, Readiness
from server.ports import LogBroken
from tests.server.app.house import House
from tests.server.app.test_media import RecordingPlane


async def answers() -> None:
    return None


async def fails() -> None:
    raise LogBroken("disk i/o error")


async def hangs() -> None:
    await asyncio.Event().wait()


@pytest.mark.asyncio
async def test_nothing_is_lacking_once_rooms_are_woken() -> None:
    house, plane = House(), RecordingPlane()
    ready = Readiness(answers, lambda: ROOM, house.rooms, Studio(plane, house.rooms))
    before = await ready.lacks()

    house.rooms.start()
    assert house.rooms._waker is not None
    await house.rooms._waker

    assert (before, await ready.lacks()) == ([Lack.rooms], [])
    await house.rooms.close()


@pytest.mark.asyncio
async def test_each_thing_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.01)
    house, plane = House(), RecordingPlane()
    studio = Studio(plane, house.rooms)
    plane.workers = ()

    broken = await Readiness(fails, lambda: ROOM - 1, house.rooms, studio).lacks()
    hanging = await Readiness(hangs, lambda: ROOM, house.rooms, studio).lacks()

    assert broken == [Lack.database, Lack.disk, Lack.media, Lack.rooms]
    assert hanging == [Lack.database, Lack.media, Lack.rooms]
