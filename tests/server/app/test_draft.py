import asyncio

import pytest

from server.app.draft import Draft
from server.app.orders import Order, parse
from server.domain.ledger import genesis
from server.domain.messages import Role
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden
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
