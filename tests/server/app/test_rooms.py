import asyncio
from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from server.app.feed import Viewer
from server.app.wire import Hello
from server.domain import roadshow
from server.domain.ledger import genesis, link
from server.domain.messages import IntentId, RoadshowId, Role
from server.domain.state import Status
from server.errors import Missing
from server.ports import LogFull, Position
from server.storage.memory import MemoryLog
from tests.server.app.alarms import CLOSING_TIME
from tests.server.app.house import HOST, ROADSHOW, House, Line, actor


class UnreadableOnce(MemoryLog):
    """A log whose first look-up fails."""

    def __init__(self) -> None:
        super().__init__()
        self._failed = False

    async def position(self, roadshow: RoadshowId) -> Position | None:
        if not self._failed:
            self._failed = True
            raise LogFull("disk full")
        return await super().position(roadshow)


@pytest.mark.asyncio
async def test_a_room_is_opened_once_however_many_ask_at_once() -> None:
    house = House()
    await house.begin()

    found = await asyncio.gather(*(house.rooms.live(ROADSHOW) for _ in range(10)))

    assert len({id(live) for live in found}) == 1


@pytest.mark.asyncio
async def test_an_unknown_roadshow_is_missing_until_it_is_created() -> None:
    house = House()
    with pytest.raises(Missing):
        await house.rooms.state(RoadshowId("rsh_9"))

    await house.rooms.create(RoadshowId("rsh_9"))

    assert (await house.rooms.state(RoadshowId("rsh_9"))).seq == 0


@pytest.mark.asyncio
async def test_a_room_that_could_not_be_opened_is_tried_again() -> None:
    """Any failure but Missing was once remembered: a disk that was full for a moment closed the room for good."""
    house = House()
    await house.begin()
    log = UnreadableOnce()
    log.__dict__.update(house.log.__dict__)
    again = House(log)

    opened = await asyncio.gather(*(again.rooms.live(ROADSHOW) for _ in range(3)), return_exceptions=True)

    assert [type(failure) for failure in opened] == [LogFull] * 3
    assert (await again.rooms.state(ROADSHOW)).seq == 4


@pytest.mark.asyncio
async def test_a_receipt_asked_for_later_is_the_one_that_was_given() -> None:
    house = House()
    project, _ = await house.begin()
    state = await house.rooms.state(ROADSHOW)
    await house.command(HOST, "pitch.start", pitch=state.order[0])
    investor = actor("ann", Role.investor)

    told = await house.command(investor, "intent.state", project=project, kind="pilot")

    receipt = await house.rooms.receipt(ROADSHOW, investor, told["created"])  # type: ignore[arg-type]
    assert told["receipt"] == msgspec.to_builtins(replace(receipt, salt="", private=""))
    assert "ann" in receipt.private
    with pytest.raises(Missing):
        await house.rooms.receipt(ROADSHOW, actor("eve", Role.investor), told["created"])  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_confirmation_has_a_receipt_of_its_own_that_can_be_asked_for_later() -> None:
    house = House()
    project, _ = await house.begin()
    state = await house.rooms.state(ROADSHOW)
    await house.command(HOST, "pitch.start", pitch=state.order[0])
    investor, presenter = actor("ann", Role.investor), actor("bo", Role.presenter, project)
    stated = await house.command(investor, "intent.state", project=project, kind="pilot")
    intent = IntentId(str(stated["created"]))
    with pytest.raises(Missing, match="intent_missing"):
        await house.rooms.receipt(ROADSHOW, investor, intent, answer=True)
    content = (await house.rooms.state(ROADSHOW)).intents[intent].content

    await house.command(presenter, "intent.accept", intent=intent, version=1, content=content)
    told = await house.command(investor, "intent.confirm", intent=intent, version=1, content=content)

    receipt = await house.rooms.receipt(ROADSHOW, investor, intent, answer=True)
    assert told["receipt"] == msgspec.to_builtins(receipt)
    assert content in receipt.body
    assert msgspec.to_builtins(await house.rooms.receipt(ROADSHOW, investor, intent))["seq"] == stated["receipt"]["seq"]  # type: ignore[index]


@pytest.mark.asyncio
async def test_followers_hear_of_a_batch_and_of_a_room_that_opens() -> None:
    house = House()
    heard: list[int] = []
    house.rooms.follow(lambda roadshow, entries, state: heard.append(len(entries)))

    await house.begin()

    assert heard[0] == 0
    assert sum(heard) == 4


@pytest.mark.asyncio
async def test_another_process_finds_the_same_state_on_the_same_log() -> None:
    house = House()
    await house.begin()

    other = House(house.log)

    assert await other.rooms.state(ROADSHOW) == await house.rooms.state(ROADSHOW)


@pytest.mark.asyncio
async def test_closing_sends_viewers_away_to_come_back() -> None:
    house = House()
    await house.begin()
    line = Line()
    (await house.rooms.live(ROADSHOW)).feed.attach(Viewer(HOST, line), Hello())

    await house.rooms.close()

    assert line.code == 1012


@pytest.mark.asyncio
async def test_the_log_behind_a_room_is_one_chain() -> None:
    house = House()
    await house.begin()

    rows = await house.log.read(ROADSHOW, 0, 100)

    previous = genesis(ROADSHOW).hash
    for row in rows:
        assert row.hash == link(ROADSHOW, previous, row)
        previous = row.hash


@pytest.mark.asyncio
async def test_a_server_that_starts_minds_the_clocks_of_rooms_that_nobody_has_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)
    house = House()
    await house.begin()
    await house.rooms.close()
    await house.rooms.create(RoadshowId("rsh_idle"))
    again = House(house.log)
    again.clock.pass_by(4 * 3600)

    await again.rooms.wake()

    assert [live.room.state.status for live in again.rooms.open_rooms()] == [Status.ended]


@pytest.mark.asyncio
async def test_a_room_that_cannot_be_woken_keeps_no_other_asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)
    house = House()
    await house.begin()
    log = UnreadableOnce()
    log.__dict__.update(house.log.__dict__)
    again = House(log)

    await again.rooms.wake()
    await again.rooms.wake()

    assert len(again.rooms.open_rooms()) == 1


@pytest.mark.asyncio
async def test_a_room_that_cannot_tell_its_viewers_keeps_nothing_from_those_of_another() -> None:
    """One view that failed once ended the ticks of every room, and nobody anywhere was told of anything any more."""
    house, other = House(), RoadshowId("rsh_2")
    await house.begin()
    await house.rooms.create(other)
    failing, going_on = await house.rooms.live(ROADSHOW), await house.rooms.live(other)
    failed, told = asyncio.Event(), asyncio.Event()

    def fail(now: float) -> Iterator[None]:
        failed.set()
        raise ValueError("a view that cannot be drawn")

    def tick(now: float) -> Iterator[None]:
        if failed.is_set():
            told.set()
        return iter(())

    failing.feed.ticking, going_on.feed.ticking = fail, tick  # type: ignore[method-assign]
    house.rooms.start()

    await asyncio.wait_for(told.wait(), 10)

    await house.rooms.close()
