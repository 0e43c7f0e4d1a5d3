import asyncio
from collections.abc import Awaitable, Callable

import pytest

from server.domain.ledger import Head
from server.domain.messages import RoadshowId, Role
from server.errors import Conflict, Invalid, Malformed, Unavailable
from server.ports import Batch, LogBroken, LogFull, Position
from server.storage.memory import MemoryLog
from tests.server.app.house import HOST, ROADSHOW, House, actor


class FailingLog(MemoryLog):
    """A log whose next appends fail with what is put here; a real disk does this in tests of storage."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[Exception] = []

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        if self.failures:
            raise self.failures.pop(0)
        await super().append(roadshow, expected, batch)


class SlowLog(MemoryLog):
    """A log whose appends wait while there is a pause."""

    def __init__(self) -> None:
        super().__init__()
        self.pause: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        if self.pause:
            self.reached.set()
            await self.pause.wait()
        await super().append(roadshow, expected, batch)


@pytest.mark.asyncio
async def test_the_same_key_and_body_give_the_same_acknowledgement_and_one_effect() -> None:
    house = House()
    await house.begin()
    first = await house.command(HOST, "pitch.add", key="one-key-1", title={"en": "C"})

    again = await house.command(HOST, "pitch.add", key="one-key-1", title={"en": "C"})

    assert again == first
    assert len((await house.rooms.state(ROADSHOW)).order) == 3


@pytest.mark.asyncio
async def test_the_same_key_twice_in_one_batch_is_resolved_once() -> None:
    house = House()
    await house.begin()

    told = await asyncio.gather(
        *(house.command(HOST, "pitch.add", key="one-key-1", title={"en": "C"}) for _ in range(5))
    )

    assert len({str(one) for one in told}) == 1
    assert len((await house.rooms.state(ROADSHOW)).order) == 3


@pytest.mark.asyncio
async def test_the_same_key_survives_a_restart() -> None:
    house = House()
    await house.begin()
    first = await house.command(HOST, "roadshow.pause", key="one-key-1")

    again = await House(house.log).command(HOST, "roadshow.pause", key="one-key-1")

    assert again == first


@pytest.mark.asyncio
async def test_a_key_with_another_body_is_refused() -> None:
    house = House()
    await house.begin()
    await house.command(HOST, "pitch.add", key="one-key-1", title={"en": "C"})

    with pytest.raises(Invalid, match="key_reused"):
        await house.command(HOST, "pitch.add", key="one-key-1", title={"en": "D"})


@pytest.mark.asyncio
async def test_the_same_key_from_another_seat_is_another_command() -> None:
    house = House()
    await house.begin()
    await house.command(actor("ann", Role.investor), "question.ask", key="one-key-1", text="why")

    await house.command(actor("bob", Role.investor), "question.ask", key="one-key-1", text="why")

    assert len((await house.rooms.state(ROADSHOW)).questions) == 2


@pytest.mark.asyncio
async def test_a_refused_command_is_not_remembered() -> None:
    house = House()
    await house.begin()
    with pytest.raises(Conflict):
        await house.command(HOST, "roadshow.resume", key="one-key-1")
    await house.command(HOST, "roadshow.pause")

    told = await house.command(HOST, "roadshow.resume", key="one-key-1")

    assert told["seq"] == 6


@pytest.mark.asyncio
async def test_a_body_that_is_no_command_is_malformed() -> None:
    house = House()
    await house.begin()

    for body in (b"", b"[]", b'{"type":"roadshow.explode"}', b'{"type":"roadshow.end","x":1}', b"\xff"):
        with pytest.raises(Malformed):
            await house.rooms.submit(ROADSHOW, HOST, "one-key-1", body)


@pytest.mark.asyncio
async def test_a_full_disk_refuses_everybody_in_the_batch_and_the_same_again_will_do() -> None:
    log = FailingLog()
    house = House(log)
    await house.begin()
    log.failures.append(LogFull("database or disk is full"))

    with pytest.raises(Unavailable, match="storage_full"):
        await house.command(HOST, "roadshow.pause", key="one-key-1")
    told = await house.command(HOST, "roadshow.pause", key="one-key-1")

    assert told["seq"] == 5
    assert not house.broken


@pytest.mark.asyncio
async def test_a_refusal_that_stood_on_a_batch_that_was_lost_is_not_given() -> None:
    log = FailingLog()
    house = House(log)
    await house.begin()
    log.failures.append(LogFull("database or disk is full"))

    outcomes = await asyncio.gather(
        house.command(HOST, "roadshow.pause"), house.command(HOST, "roadshow.pause"), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]


@pytest.mark.asyncio
async def test_a_broken_disk_acknowledges_nothing_and_is_reported() -> None:
    log = FailingLog()
    house = House(log)
    await house.begin()
    log.failures.append(LogBroken("disk I/O error"))

    with pytest.raises(Unavailable, match="stopping"):
        await house.command(HOST, "roadshow.pause")

    assert len(house.broken) == 1


@pytest.mark.asyncio
async def test_two_writers_on_one_log_both_stay_right() -> None:
    first = House()
    await first.begin()
    second = House(first.log)
    await second.rooms.state(ROADSHOW)
    await first.command(HOST, "pitch.add", title={"en": "C"})

    await second.command(HOST, "pitch.add", title={"en": "D"})

    state = await second.rooms.state(ROADSHOW)
    assert [state.pitches[pitch].title.en for pitch in state.order] == ["A", "B", "C", "D"]


class GrowingLog(MemoryLog):
    """A log to which somebody else appends between the look at its end and the reading of its rows."""

    def __init__(self, other: MemoryLog) -> None:
        super().__init__()
        self.__dict__.update(other.__dict__)
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def position(self, roadshow: RoadshowId) -> Position | None:
        found = await super().position(roadshow)
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return found


@pytest.mark.asyncio
async def test_what_is_read_beyond_the_end_that_was_looked_up_is_folded_once() -> None:
    """The end of the log was once set back to the position, and what stood behind it folded again."""
    house = House()
    await house.begin()
    log = GrowingLog(house.log)
    other = House(log)
    log.meanwhile = lambda: house.command(HOST, "pitch.add", title={"en": "C"})
    await other.rooms.live(ROADSHOW)

    await other.command(HOST, "pitch.add", title={"en": "D"})

    assert (await other.rooms.state(ROADSHOW)).seq == 6
    assert len((await other.rooms.state(ROADSHOW)).order) == 4


@pytest.mark.asyncio
async def test_a_log_that_was_replaced_behind_the_rooms_back_ends_the_process() -> None:
    house = House()
    await house.begin()
    younger = House()
    await younger.rooms.create(ROADSHOW)
    house.log.__dict__.update(younger.log.__dict__)

    with pytest.raises(Unavailable):
        await house.command(HOST, "pitch.add", title={"en": "C"})

    assert len(house.broken) == 1


@pytest.mark.asyncio
async def test_closing_finishes_the_batch_at_hand() -> None:
    log = SlowLog()
    house = House(log)
    await house.begin()
    room = (await house.rooms.live(ROADSHOW)).room
    log.pause = asyncio.Event()
    waiting = asyncio.create_task(house.command(HOST, "pitch.add", title={"en": "C"}))
    await log.reached.wait()

    closing = asyncio.create_task(room.close())
    await asyncio.sleep(0)
    log.pause.set()
    await closing

    assert (await waiting)["seq"] == 5
    assert room.state.seq == 5


@pytest.mark.asyncio
async def test_who_stops_waiting_does_not_stop_the_command() -> None:
    house = House()
    await house.begin()
    task = asyncio.create_task(house.command(HOST, "roadshow.pause", key="one-key-1"))
    await asyncio.sleep(0)

    task.cancel()

    assert (await house.command(HOST, "roadshow.pause", key="one-key-1"))["seq"] == 5


@pytest.mark.asyncio
async def test_closing_refuses_what_waits_to_be_sent_again() -> None:
    house = House()
    await house.begin()
    room = (await house.rooms.live(ROADSHOW)).room
    await room.close()
    waiting = asyncio.create_task(house.command(HOST, "roadshow.pause"))
    await asyncio.sleep(0)

    await room.close()

    with pytest.raises(Unavailable, match="stopping"):
        await waiting
