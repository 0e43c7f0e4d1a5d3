import asyncio

import pytest

from server.app.duty import Duty
from server.app.tenancy import LASTS, MARGIN, Tenancy
from server.ports import LogAway
from tests.server.app.neighbours import MemoryLeases, Steady


class Work:
    """Says what happens to it."""

    def __init__(self, tenancy: Tenancy) -> None:
        self.said: list[str] = []
        self.duty = Duty("work", tenancy, lambda: self.said.append("begun"), self._end)

    async def _end(self) -> None:
        self.said.append("ended")


def two() -> tuple[Steady, MemoryLeases, Work, Work]:
    clock = Steady()
    leases = MemoryLeases(clock)
    first, second = (Work(Tenancy(leases, name, "", clock)) for name in "ab")
    return clock, leases, first, second


@pytest.mark.asyncio
async def test_one_does_it_and_another_goes_on_when_its_lease_ends() -> None:
    clock, _leases, first, second = two()
    for work in (first, second, first):
        await work.duty.look()
    assert (first.said, second.said) == (["begun"], [])

    clock.now += LASTS
    await second.duty.look()
    await first.duty.look()

    assert (first.said, second.said) == (["begun", "ended"], ["begun"])


@pytest.mark.asyncio
async def test_whoever_cannot_find_out_whose_turn_it_is_ends_it_in_time() -> None:
    clock, leases, first, _ = two()
    await first.duty.look()
    leases.away = True
    await first.duty.look()
    assert first.said == ["begun"]

    clock.now += LASTS - MARGIN
    with pytest.raises(LogAway):
        await first.duty.look()

    assert first.said == ["begun", "ended"]


@pytest.mark.asyncio
async def test_it_begins_by_itself_and_ends_with_the_node() -> None:
    _, _, first, second = two()
    first.duty.start()
    async with asyncio.timeout(20):
        while not first.said:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0)

    await first.duty.close()
    await second.duty.close()

    assert (first.said, second.said) == (["begun", "ended"], [])
