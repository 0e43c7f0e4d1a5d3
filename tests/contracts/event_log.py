"""What every event log must do; an adapter's test subclasses this and provides `log`."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.domain.audit import Audit, record
from server.domain.erasure import PersonErased
from server.domain.keys import Signed
from server.domain.ledger import Head, Sealed, genesis, seal, signed_head, unseal
from server.domain.messages import Bilingual, Entry, Event, PersonId, RoadshowId, SeatId
from server.domain.prompts import PromptSent, PromptText
from server.domain.show import RoadshowPlanned, RoadshowStarted
from server.domain.state import Plan
from server.ports import Batch, EventLog, Key, KeyTaken, LogConflict, Position, Stored

ROADSHOW = RoadshowId("rsh_1")
OTHER = RoadshowId("rsh_2")
AT = datetime(2026, 3, 1, 8, 30, 0, 123000, tzinfo=UTC)
KEY = Key(SeatId("sea_1"), "key-1")
LATER = Key(SeatId("sea_1"), "key-2")


def entries_after(head: Head, *events: Event) -> list[Entry]:
    return [
        Entry(seq=head.seq + offset, at=AT, by=PersonId("per_1"), event=event) for offset, event in enumerate(events, 1)
    ]


def batch_after(head: Head, *events: Event, key: Key = KEY, roadshow: RoadshowId = ROADSHOW) -> Batch:
    entries, rows = list[Entry](), list[Sealed]()
    for entry in entries_after(head, *events):
        rows.append(seal(roadshow, head, entry, b"s" * 16))
        entries.append(replace(entry, digest=rows[-1].digest.hex()))
        head = Head(seq=rows[-1].seq, hash=rows[-1].hash)
    return Batch(entries=entries, rows=rows, results=[Stored(key=key, digest=b"d" * 32, result=b'{"seq":1}')])


def head_of(batch: Batch) -> Head:
    return Head(seq=batch.rows[-1].seq, hash=batch.rows[-1].hash)


class EventLogContract:
    @pytest.fixture
    def first(self) -> Batch:
        planned = RoadshowPlanned(plan=Plan(title=Bilingual(zh="路演", en="Roadshow")))
        prompt = PromptSent(project="prj_1", private=PromptText(text="一分钟"))  # type: ignore[arg-type]
        return batch_after(genesis(ROADSHOW), planned, RoadshowStarted(), prompt)

    @pytest.mark.asyncio
    async def test_an_unknown_log_has_no_position_and_nothing_to_read(self, log: EventLog) -> None:
        assert await log.position(ROADSHOW) is None
        assert list(await log.read(ROADSHOW, 0, 10)) == []

    @pytest.mark.asyncio
    async def test_creating_twice_keeps_the_first_epoch(self, log: EventLog) -> None:
        await log.create(ROADSHOW, "epoch-1")

        await log.create(ROADSHOW, "epoch-2")

        assert await log.position(ROADSHOW) == Position(epoch="epoch-1", head=genesis(ROADSHOW))

    @pytest.mark.asyncio
    async def test_what_was_appended_is_read_back_whole_and_in_order(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")

        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        rows = await log.read(ROADSHOW, 0, 10)
        assert list(rows) == list(first.rows)
        assert [unseal(row) for row in rows] == list(first.entries)
        assert Audit(ROADSHOW).of(map(record, rows)) is None
        assert await log.position(ROADSHOW) == Position(epoch="epoch", head=head_of(first))

    @pytest.mark.asyncio
    async def test_reading_starts_after_a_seq_and_stops_at_the_limit(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        rows = await log.read(ROADSHOW, 1, 1)

        assert [row.seq for row in rows] == [2]

    @pytest.mark.asyncio
    async def test_results_are_kept_for_their_own_seat_and_key(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        found = await log.results(ROADSHOW, {KEY, Key(SeatId("sea_2"), "key-1"), Key(SeatId("sea_1"), "key-2")})

        assert found == {KEY: first.results[0]}
        assert await log.results(OTHER, {KEY}) == {}

    @pytest.mark.asyncio
    async def test_an_append_elsewhere_than_at_the_end_leaves_no_trace(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)
        late = batch_after(genesis(ROADSHOW), RoadshowStarted(), key=Key(SeatId("sea_9"), "key-9"))

        with pytest.raises(LogConflict):
            await log.append(ROADSHOW, genesis(ROADSHOW), late)

        assert list(await log.read(ROADSHOW, 0, 10)) == list(first.rows)
        assert await log.results(ROADSHOW, {Key(SeatId("sea_9"), "key-9")}) == {}

    @pytest.mark.asyncio
    async def test_a_batch_with_a_key_that_is_on_record_leaves_no_trace(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        with pytest.raises(KeyTaken):
            await log.append(ROADSHOW, head_of(first), batch_after(head_of(first), RoadshowStarted(), key=KEY))

        assert list(await log.read(ROADSHOW, 0, 10)) == list(first.rows)
        assert await log.position(ROADSHOW) == Position(epoch="epoch", head=head_of(first))

    @pytest.mark.asyncio
    async def test_a_head_with_another_hash_is_another_end(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")

        with pytest.raises(LogConflict):
            await log.append(ROADSHOW, Head(seq=0, hash=b"x" * 32), first)

    @pytest.mark.asyncio
    async def test_a_log_that_was_not_created_takes_nothing(self, log: EventLog, first: Batch) -> None:
        with pytest.raises(LogConflict):
            await log.append(ROADSHOW, genesis(ROADSHOW), first)

    @pytest.mark.asyncio
    async def test_logs_do_not_mix(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch-1")
        await log.create(OTHER, "epoch-2")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        assert list(await log.read(OTHER, 0, 10)) == []
        assert await log.position(OTHER) == Position(epoch="epoch-2", head=genesis(OTHER))

    @pytest.mark.asyncio
    async def test_a_batch_of_what_was_due_needs_no_command(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")

        await log.append(ROADSHOW, genesis(ROADSHOW), replace(first, results=[]))

        assert len(await log.read(ROADSHOW, 0, 10)) == 3

    @pytest.mark.asyncio
    async def test_the_last_batch_says_whether_a_clock_runs_and_the_next_to_run_out_is_first(
        self, log: EventLog, first: Batch
    ) -> None:
        other = batch_after(genesis(OTHER), RoadshowStarted(), roadshow=OTHER)
        for roadshow in (ROADSHOW, OTHER):
            await log.create(roadshow, "epoch")
        assert list(await log.ticking()) == []

        await log.append(ROADSHOW, genesis(ROADSHOW), replace(first, due=AT + timedelta(seconds=1)))
        await log.append(OTHER, genesis(OTHER), replace(other, due=AT))
        assert list(await log.ticking()) == [OTHER, ROADSHOW]

        await log.append(
            OTHER, head_of(other), batch_after(head_of(other), RoadshowStarted(), key=LATER, roadshow=OTHER)
        )
        assert list(await log.ticking()) == [ROADSHOW]

    @pytest.mark.asyncio
    async def test_heads_are_kept_in_their_order_with_the_batch_they_follow(self, log: EventLog, first: Batch) -> None:
        await log.create(ROADSHOW, "epoch")
        heads = [
            signed_head(
                ROADSHOW, Head(seq=seq, hash=bytes([seq]) * 32), "2026", lambda part: Signed(key="k", signature="")
            )
            for seq in (3, 4)
        ]
        then = batch_after(head_of(first), RoadshowStarted(), key=Key(SeatId("sea_2"), "key-2"))

        await log.append(ROADSHOW, genesis(ROADSHOW), replace(first, head=heads[0]))
        await log.append(ROADSHOW, head_of(first), replace(then, head=heads[1]))

        assert list(await log.heads(ROADSHOW)) == heads
        assert list(await log.heads(OTHER)) == []

    @pytest.mark.asyncio
    async def test_an_event_that_erases_takes_the_persons_text_and_nobody_elses(self, log: EventLog) -> None:
        await log.create(ROADSHOW, "epoch")
        prompt = PromptSent(project="prj_1", private=PromptText(text="words"))  # type: ignore[arg-type]
        first = batch_after(genesis(ROADSHOW), prompt)
        other = batch_after(head_of(first), prompt, PersonErased(person=PersonId("per_2")), key=LATER)
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        await log.append(ROADSHOW, head_of(first), other)
        kept = await log.read(ROADSHOW, 0, 10)
        gone = batch_after(head_of(other), PersonErased(person=PersonId("per_1")), key=Key(SeatId("sea_1"), "key-3"))
        await log.append(ROADSHOW, head_of(other), gone)

        assert [row.private is None for row in kept] == [False, False, True]
        rows = await log.read(ROADSHOW, 0, 10)
        assert all(row.private is None and row.salt is None for row in rows)
        assert Audit(ROADSHOW).of(map(record, rows)) is None
