import asyncio

import pytest

from server.app.draft import Draft
from server.app.orders import Order, parse
from server.domain import roadshow
from server.domain.ledger import genesis, head_part
from server.domain.messages import SYSTEM, Role
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden
from tests.server.app.alarms import CLOSING_TIME, LENGTH
from tests.server.app.house import HOST, ROADSHOW, CountingIds, HandClock, NamedSigner, actor

PLAN = b'{"type":"roadshow.plan","title":{"en":"x"},"starts_at":"2026-03-01T08:00:00Z"}'


def drafted(*orders: Order) -> Draft:
    draft = Draft(ROADSHOW, Roadshow(), genesis(ROADSHOW), NamedSigner())
    clock, ids = HandClock(), CountingIds()
    for order in orders:
        draft.take(order, None, clock, ids)
    return draft


@pytest.mark.asyncio
async def test_each_command_sees_what_the_ones_before_it_in_the_batch_would_leave() -> None:
    first, second = Order(HOST, "k-1", parse(PLAN)), Order(HOST, "k-2", parse(PLAN))

    draft = drafted(first, second)
    draft.settle()

    assert len(draft.entries) == 1
    await first.settled()
    with pytest.raises(Conflict, match="already_planned"):
        await second.settled()


@pytest.mark.asyncio
async def test_nobody_is_told_anything_before_the_batch_is_settled() -> None:
    order = Order(actor("eve", Role.audience), "k-1", parse(PLAN))

    draft = drafted(order)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(order.settled(), 0)
    draft.settle()
    with pytest.raises(Forbidden):
        await order.settled()


@pytest.mark.asyncio
async def test_a_batch_of_refusals_records_nothing() -> None:
    assert drafted(Order(actor("eve", Role.audience), "k-1", parse(PLAN))).batch() is None


@pytest.mark.asyncio
async def test_what_is_due_comes_before_a_command_and_stays_where_that_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)
    started = drafted(Order(HOST, "k-1", parse(PLAN)), Order(HOST, "k-2", parse(b'{"type":"roadshow.start"}')))
    draft = Draft(ROADSHOW, started.state, started.head, NamedSigner())
    late = Order(HOST, "k-3", parse(b'{"type":"roadshow.pause"}'))
    clock = HandClock()
    clock.pass_by(3 * 3600)

    draft.take(late, None, clock, CountingIds())
    draft.settle()

    with pytest.raises(Conflict, match="show_ended"):
        await late.settled()
    batch = draft.batch()
    assert batch is not None
    assert [(entry.seq, entry.by, entry.at) for entry in batch.entries] == [(3, SYSTEM, clock.at)]
    assert (batch.results, batch.due) == ([], None)


@pytest.mark.asyncio
async def test_a_batch_says_when_the_next_clock_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)

    draft = drafted(Order(HOST, "k-1", parse(PLAN)), Order(HOST, "k-2", parse(b'{"type":"roadshow.start"}')))

    batch = draft.batch()
    assert batch is not None
    assert batch.due == HandClock().at + LENGTH


@pytest.mark.asyncio
async def test_the_end_is_published_with_the_batch_that_ends_it_and_with_every_one_after() -> None:
    start, end = (Order(HOST, key, parse(b'{"type":"roadshow.%s"}' % key.encode())) for key in ("start", "end"))
    going = drafted(Order(HOST, "k-1", parse(PLAN)), start)
    clock, ids = HandClock(), CountingIds()
    assert (batch := going.batch())
    assert batch.head is None

    going.take(end, None, clock, ids)
    ended = going.batch()

    assert ended
    assert ended.head
    assert (ended.head.seq, ended.head.hash) == (going.head.seq, going.head.hash.hex())
    part = head_part(ROADSHOW, going.head.seq, ended.head.at, going.head.hash)
    assert ended.head.signature == NamedSigner().sign(part).signature


@pytest.mark.asyncio
async def test_a_batch_says_by_whose_key_each_entry_came_and_nothing_of_who_was_refused() -> None:
    first, refused = Order(HOST, "k-1", parse(PLAN)), Order(HOST, "k-2", parse(PLAN))

    draft = drafted(first, refused)

    batch = draft.batch()
    assert batch is not None
    assert batch.traces == {1: "k-1"}
    assert [each.order for each in draft.decided] == [first]
