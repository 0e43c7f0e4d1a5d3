import pytest

from media.api import WorkerEnded, WorkerStarted
from media.broadcast import Broadcast

FIRST, SECOND = WorkerStarted(worker=1), WorkerEnded(worker=1)


@pytest.mark.asyncio
async def test_each_listener_hears_everything_from_its_call_on() -> None:
    broadcast = Broadcast()
    early = broadcast.listen()
    broadcast.send(FIRST)
    late = broadcast.listen()
    broadcast.send(SECOND)
    broadcast.close()

    assert [each async for each in early] == [FIRST, SECOND]
    assert [each async for each in late] == [SECOND]
    assert [each async for each in early] == []
    assert [each async for each in broadcast.listen()] == []


def test_a_listener_nobody_holds_is_forgotten() -> None:
    broadcast = Broadcast()

    broadcast.listen()

    assert not broadcast._listeners
