import asyncio

import pytest

from server.app.tenancy import FRESH, LASTS, MARGIN, RENEWED, Tenancy
from server.errors import Unavailable
from server.ports import LogAway
from tests.server.app.neighbours import MemoryLeases, Steady


class Late(MemoryLeases):
    """Answers long after it was asked."""

    async def take(self, *arguments: object, **more: object):  # type: ignore[no-untyped-def]
        lease = await super().take(*arguments, **more)  # type: ignore[arg-type]
        self._clock.now += LASTS - MARGIN
        return lease


def two() -> tuple[Steady, MemoryLeases, Tenancy, Tenancy]:
    clock = Steady()
    leases = MemoryLeases(clock)
    return clock, leases, Tenancy(leases, "a", "http://a", clock), Tenancy(leases, "b", "http://b", clock)


@pytest.mark.asyncio
async def test_who_claims_first_has_it_and_others_are_told_where() -> None:
    _, _, a, b = two()

    assert await a.claim("r") is None
    lease = await b.claim("r")

    assert lease is not None
    assert (lease.node, lease.url) == ("a", "http://a")
    assert (a.mine("r"), b.mine("r"), a.held, b.held) == (True, False, 1, 0)


@pytest.mark.asyncio
async def test_many_claims_at_once_ask_once_and_what_is_known_is_not_asked_again() -> None:
    clock, leases, a, b = two()
    await asyncio.gather(*(a.claim("r") for _ in range(20)))
    await asyncio.gather(*(b.claim("r") for _ in range(20)))
    await a.claim("r")
    await b.claim("r")
    assert leases.asked == 2

    clock.now += FRESH
    await b.claim("r")

    assert leases.asked == 3


@pytest.mark.asyncio
async def test_without_renewal_a_node_stops_before_another_may_begin() -> None:
    clock, _, a, b = two()
    await a.claim("r")

    clock.now += LASTS - MARGIN
    assert not a.mine("r")
    assert await b.claim("r") is not None
    clock.now += MARGIN

    assert await b.claim("r") is None
    assert b.mine("r")
    assert await a.claim("r") is not None


@pytest.mark.asyncio
async def test_renewals_keep_it_for_ever_and_one_that_fails_does_not() -> None:
    clock, leases, a, _ = two()
    await a.claim("r")
    for _ in range(20):
        clock.now += RENEWED
        await a.renew()
    assert a.mine("r")

    leases.away = True
    clock.now += LASTS - MARGIN
    with pytest.raises(LogAway):
        await a.renew()

    assert not a.mine("r")


@pytest.mark.asyncio
async def test_time_counts_from_before_the_database_was_asked() -> None:
    clock = Steady()
    a = Tenancy(Late(clock), "a", "http://a", clock)

    await a.claim("r")

    assert not a.mine("r")


@pytest.mark.asyncio
async def test_a_lease_that_ended_unnoticed_is_not_renewed() -> None:
    clock, _, a, b = two()
    await a.claim("r")
    clock.now += LASTS
    await b.claim("r")

    await a.renew()

    assert (a.mine("r"), b.mine("r")) == (False, True)


@pytest.mark.asyncio
async def test_what_is_given_back_is_free_at_once_and_nothing_is_taken_after() -> None:
    _clock, _, a, b = two()
    a.start()
    await a.claim("r")
    await b.claim("r")

    await a.close()

    b.doubt("r")
    assert await b.claim("r") is None
    assert not a.mine("r")
    with pytest.raises(Unavailable):
        await a.claim("other")


@pytest.mark.asyncio
async def test_giving_back_to_a_database_that_is_away_is_no_failure() -> None:
    _, leases, a, _ = two()
    await a.claim("r")
    leases.away = True

    await a.close()

    assert not a.mine("r")
