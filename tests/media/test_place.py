import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media import place as module
from media import protocol
from media.api import MediaEvent, PlaneUnavailable, RoomId, SourceId
from media.link import Link
from media.place import Place, places
from media.settings import MediaSettings
from media.spare import Spare

pytestmark = pytest.mark.asyncio


class Owner:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[tuple[str, int]] = asyncio.Queue()

    def opened(self, place: Place) -> None:
        assert place.link is not None
        self.heard.put_nowait(("opened", place.link.number))

    def happened(self, place: Place, event: MediaEvent) -> None:
        self.heard.put_nowait(("happened", place.number))

    def lost(self, place: Place, link: Link) -> None:
        assert place.link is None
        self.heard.put_nowait(("lost", link.number))

    async def next(self) -> tuple[str, int]:
        async with asyncio.timeout(30):
            return await self.heard.get()


@pytest_asyncio.fixture
async def spare() -> AsyncIterator[Spare]:
    spare = Spare()
    yield spare
    await spare.close()


@pytest_asyncio.fixture
async def place(spare: Spare) -> AsyncIterator[Place]:
    place = Place(0, MediaSettings(), Owner(), spare, itertools.count(1), None)
    yield place
    await place.close()


async def test_a_worker_that_dies_is_replaced_by_one_of_another_number(place: Place) -> None:
    owner = place._owner
    assert isinstance(owner, Owner)
    await place.start()
    assert await owner.next() == ("opened", 1)

    os.kill((await place.present()).process.pid, signal.SIGKILL)

    assert [await owner.next() for _ in range(2)] == [("lost", 1), ("opened", 2)]
    assert (await place.present()).number == 2


async def test_a_worker_that_hangs_is_replaced(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEALTH_INTERVAL", 0.05)
    monkeypatch.setattr("media.link.REPLY_TIMEOUT", 0.05)
    owner = place._owner
    assert isinstance(owner, Owner)
    await place.start()
    await owner.next()

    os.kill((await place.present()).process.pid, signal.SIGSTOP)

    assert await owner.next() == ("lost", 1)
    monkeypatch.setattr(module, "HEALTH_INTERVAL", 5.0)
    monkeypatch.setattr("media.link.REPLY_TIMEOUT", 5.0)
    assert await owner.next() == ("opened", 2)


async def test_who_waits_too_long_for_a_worker_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETURN", 0.01)

    with pytest.raises(PlaneUnavailable):
        await place.present()
    place.tell(protocol.PutOnStage(room=RoomId("r"), source=SourceId("s")))
    assert place.load == 0


async def test_there_are_as_many_places_as_asked_for(spare: Spare) -> None:
    made = places(MediaSettings(workers=3, port=9000), Owner(), spare, None)

    assert [(each.number, each._settings.port) for each in made] == [(0, 9000), (1, 9001), (2, 9002)]
