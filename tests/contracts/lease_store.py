"""What every store of leases must do; an adapter's test subclasses this and provides `leases`."""

import asyncio

import pytest

from server.ports.nodes import LeaseStore

LONG = 60.0
GONE = 0.0


class LeaseStoreContract:
    @pytest.mark.asyncio
    async def test_a_free_lease_is_had_by_who_takes_it_first(self, leases: LeaseStore) -> None:
        first = await leases.take("roadshow", "a", "http://a", LONG)
        second = await leases.take("roadshow", "b", "http://b", LONG)

        assert (first.node, first.url, first.term) == ("a", "http://a", 1)
        assert LONG - 5 < first.left <= LONG
        assert (second.node, second.url, second.term) == ("a", "http://a", 1)

    @pytest.mark.asyncio
    async def test_of_many_at_once_one_has_it(self, leases: LeaseStore) -> None:
        taken = await asyncio.gather(*(leases.take("roadshow", f"n{number}", "", LONG) for number in range(8)))

        assert len({lease.node for lease in taken}) == 1

    @pytest.mark.asyncio
    async def test_taking_again_keeps_the_term_and_makes_it_last(self, leases: LeaseStore) -> None:
        await leases.take("roadshow", "a", "http://a", LONG)

        again = await leases.take("roadshow", "a", "http://a", 2 * LONG)

        assert again.term == 1
        assert again.left > LONG

    @pytest.mark.asyncio
    async def test_what_has_ended_changes_hands_and_term(self, leases: LeaseStore) -> None:
        await leases.take("roadshow", "a", "http://a", GONE)

        taken = await leases.take("roadshow", "b", "http://b", LONG)

        assert (taken.node, taken.url, taken.term) == ("b", "http://b", 2)

    @pytest.mark.asyncio
    async def test_all_that_a_node_has_is_renewed_and_nothing_else(self, leases: LeaseStore) -> None:
        await leases.take("one", "a", "", LONG)
        await leases.take("two", "a", "", LONG)
        await leases.take("over", "a", "", GONE)
        await leases.take("theirs", "b", "", LONG)

        renewed = await leases.renew("a", 2 * LONG)

        assert sorted(renewed) == ["one", "two"]
        assert (await leases.take("one", "b", "", LONG)).left > LONG
        assert (await leases.take("theirs", "a", "", LONG)).left <= LONG
        assert (await leases.take("over", "b", "", LONG)).node == "b"

    @pytest.mark.asyncio
    async def test_what_is_released_can_be_taken_at_once(self, leases: LeaseStore) -> None:
        await leases.take("one", "a", "", LONG)
        await leases.take("theirs", "b", "", LONG)

        await leases.release("a")

        assert (await leases.take("one", "b", "", LONG)).node == "b"
        assert (await leases.take("theirs", "a", "", LONG)).node == "b"
        assert not await leases.renew("a", LONG)

    @pytest.mark.asyncio
    async def test_who_holds_something_now_is_told_once_with_their_address(self, leases: LeaseStore) -> None:
        await leases.take("one", "a", "http://a", LONG)
        await leases.take("two", "a", "http://a", LONG)
        await leases.take("three", "b", "http://b", LONG)
        await leases.take("over", "c", "http://c", GONE)
        await leases.release("b")

        assert list(await leases.holders()) == ["http://a"]
