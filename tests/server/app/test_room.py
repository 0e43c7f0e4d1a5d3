import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from itertools import accumulate

import pytest

from server.domain import roadshow
from server.domain.ledger import Head
from server.domain.messages import SYSTEM, Entry, RoadshowId, Role
from server.domain.roadshow import evolve
from server.domain.show import RoadshowEnded
from server.domain.state import Roadshow, Status
from server.errors import Conflict, Invalid, Malformed, Unavailable
from server.ports import Batch, Key, LogAway, LogBroken, LogFull, LogUnsure, Position, Stored
from server.storage.memory import MemoryLog
from tests.server.app.alarms import CLOSING_TIME
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


class Heard:
    """What the followers of a house are told."""

    def __init__(self, house: House) -> None:
        self._batches: asyncio.Queue[Sequence[Entry]] = asyncio.Queue()
        house.rooms.follow(self._hear)

    def _hear(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        self._batches.put_nowait(entries)

    async def more(self) -> Sequence[Entry]:
        """What comes after everything that has come so far."""
        while not self._batches.empty():
            self._batches.get_nowait()
        return await asyncio.wait_for(self._batches.get(), 20)


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


class AwayLog(FailingLog):
    """Records the batch, and loses the connection before it could say so."""

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        try:
            await super().append(roadshow, expected, batch)
        except LogUnsure:
            await MemoryLog.append(self, roadshow, expected, batch)
            raise


@pytest.mark.asyncio
async def test_while_the_database_is_away_nothing_is_acknowledged_and_afterwards_the_same_will_do() -> None:
    log = FailingLog()
    house = House(log)
    await house.begin()
    log.failures.append(LogAway("connection refused"))

    with pytest.raises(Unavailable, match="storage_away"):
        await house.command(HOST, "roadshow.pause", key="one-key-1")
    told = await house.command(HOST, "roadshow.pause", key="one-key-1")

    assert told["seq"] == 5
    assert not house.broken


@pytest.mark.asyncio
async def test_what_may_be_recorded_is_looked_for_before_anything_else_is_decided() -> None:
    """The same key finds its result, and who looks on sees what was recorded, although nothing is appended again."""
    log = AwayLog()
    house = House(log)
    await house.begin()
    log.failures.append(LogUnsure("connection lost"))

    with pytest.raises(Unavailable, match="storage_away"):
        await house.command(HOST, "roadshow.pause", key="one-key-1")
    told = await house.command(HOST, "roadshow.pause", key="one-key-1")

    assert told["seq"] == 5
    assert (await house.rooms.state(ROADSHOW)).seq == 5
    assert len(await log.read(ROADSHOW, 0, 10)) == 5


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


@pytest.fixture
def closing_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)


@pytest.mark.asyncio
@pytest.mark.usefixtures("closing_time")
async def test_what_is_due_happens_at_its_time_without_a_command() -> None:
    house = House()
    heard = Heard(house)
    await house.begin()

    house.clock.pass_by(3 * 3600 - 1)
    assert (await house.rooms.state(ROADSHOW)).status is Status.live
    house.clock.pass_by(1)
    entry = (await heard.more())[-1]

    assert (entry.by, entry.at, type(entry.event)) == (SYSTEM, house.clock.at, RoadshowEnded)
    assert [row.seq for row in await house.log.read(ROADSHOW, 0, 9)] == [1, 2, 3, 4, 5]


@pytest.mark.asyncio
@pytest.mark.usefixtures("closing_time")
async def test_no_command_is_decided_on_a_state_whose_clock_has_run_out() -> None:
    house = House()
    await house.begin()
    house.clock.at += timedelta(hours=3)

    with pytest.raises(Conflict, match="show_ended"):
        await house.command(HOST, "roadshow.pause")

    assert (await house.rooms.state(ROADSHOW)).seq == 5
    assert await house.log.ticking() == []


@pytest.mark.asyncio
@pytest.mark.usefixtures("closing_time")
async def test_what_became_due_while_nobody_looked_is_recorded_when_the_room_is_opened() -> None:
    house = House()
    await house.begin()
    await house.rooms.close()
    again = House(house.log)
    again.clock.pass_by(4 * 3600)

    state = await again.rooms.state(ROADSHOW)

    assert (state.status, state.ended_at) == (Status.ended, again.clock.at)


@pytest.mark.asyncio
@pytest.mark.usefixtures("closing_time")
async def test_what_is_due_and_finds_a_full_disk_is_tried_again() -> None:
    log = FailingLog()
    house = House(log)
    heard = Heard(house)
    await house.begin()
    log.failures.append(LogFull("database or disk is full"))

    house.clock.pass_by(3 * 3600)
    await house.clock.waited_for()
    house.clock.pass_by(5)
    entry = (await heard.more())[-1]

    assert (type(entry.event), entry.at) == (RoadshowEnded, house.clock.at)


@pytest.mark.asyncio
@pytest.mark.usefixtures("closing_time")
async def test_a_closed_room_rings_no_more() -> None:
    house = House()
    await house.begin()
    await house.rooms.close()

    house.clock.pass_by(4 * 3600)
    await asyncio.sleep(0)

    assert len(await house.log.read(ROADSHOW, 0, 9)) == 4


@pytest.mark.asyncio
async def test_the_states_that_come_with_a_batch_are_those_its_entries_lead_to() -> None:
    house = House()
    await house.begin()
    room = (await house.rooms.live(ROADSHOW)).room
    before = room.state
    told: list[tuple[Sequence[Entry], Sequence[Roadshow]]] = []
    house.rooms.follow(lambda roadshow, entries, state: told.append((entries, room.states)))

    await asyncio.gather(*(house.command(HOST, "pitch.add", title={"en": f"{number}"}) for number in range(3)))

    for entries, states in told:
        assert list(states) == list(accumulate(entries, evolve, initial=before))[1:]
        before = states[-1]
    assert before == room.state


class Asked(MemoryLog):
    """Counts how often it is asked for what is on record."""

    times = 0

    async def results(self, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
        self.times += 1
        return await super().results(roadshow, keys)


@pytest.mark.asyncio
async def test_a_new_command_is_looked_for_nowhere_before_it_is_recorded() -> None:
    log = Asked()
    house = House(log)
    await house.begin()

    await house.command(HOST, "pitch.add", title={"en": "C"})

    assert log.times == 0


@pytest.mark.asyncio
async def test_a_command_that_could_be_taken_once_only_gets_its_answer_again_beside_a_new_one() -> None:
    house = House()
    await house.begin()
    first = await house.command(HOST, "roadshow.pause", key="one-key-1")

    again, other = await asyncio.gather(
        house.command(HOST, "roadshow.pause", key="one-key-1"), house.command(HOST, "pitch.add", title={"en": "C"})
    )

    assert again == first
    assert other["seq"] == 6
