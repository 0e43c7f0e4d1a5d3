import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
import pytest_asyncio

from server.bus.redis import WAITING, RedisBus
from tests.contracts.bus import BusContract, Ear
from tests.real_redis import RealRedis


@pytest.fixture(scope="module")
def redis() -> Iterator[RealRedis]:
    with RealRedis() as started:
        yield started


async def listening(*buses: RedisBus) -> None:
    async with asyncio.timeout(30):
        for bus in buses:
            await bus.listening()


async def until_lost(bus: RedisBus) -> None:
    async with asyncio.timeout(30):
        while bus.connected:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.01)


class TestRedis(BusContract):
    @pytest_asyncio.fixture
    async def buses(self, redis: RealRedis) -> AsyncIterator[tuple[RedisBus, RedisBus]]:
        async with RedisBus(redis.url) as one, RedisBus(redis.url) as other:
            await listening(one, other)
            yield one, other

    @pytest.mark.asyncio
    async def test_it_goes_on_after_redis_has_been_killed_and_started_again(
        self, redis: RealRedis, buses: tuple[RedisBus, RedisBus]
    ) -> None:
        ear = Ear(buses[1])
        redis.stop()
        await until_lost(buses[1])
        redis.start()
        await listening(*buses)

        buses[0].publish("a", b"after")

        assert b"after" in await ear.hears(b"after")

    @pytest.mark.asyncio
    async def test_it_goes_on_after_a_flush_and_after_its_connections_were_closed(
        self, redis: RealRedis, buses: tuple[RedisBus, RedisBus]
    ) -> None:
        ear = Ear(buses[1])
        redis.flush()
        redis.cut()
        await until_lost(buses[1])
        await listening(*buses)

        # The connection that sends finds out with a message, which is lost with it.
        for number in range(1000):
            buses[0].publish("a", b"%d" % number)
            await asyncio.sleep(0.01)
            if ear.heard:
                break

        assert ear.heard

    @pytest.mark.asyncio
    async def test_another_channel_is_another_house(self, redis: RealRedis) -> None:
        async with RedisBus(redis.url, "one") as one, RedisBus(redis.url, "other") as other:
            await listening(one, other)
            here, there = Ear(one), Ear(other)
            one.publish("a", b"ours")
            await here.hears(b"ours")
            other.publish("a", b"theirs")

            assert await there.hears(b"theirs") == [b"theirs"]


@pytest.mark.asyncio
async def test_a_password_is_shown_to_redis_alone(redis: RealRedis) -> None:
    redis.execute("CONFIG", "SET", "requirepass", "word")
    try:
        async with RedisBus(redis.url) as refused, RedisBus(redis.url, password="word") as bus:
            await listening(bus)
            assert not refused.connected
    finally:
        redis.execute("CONFIG", "SET", "requirepass", "", password="word")


@pytest.mark.asyncio
async def test_what_could_not_be_sent_waits_and_of_each_key_the_latest_alone() -> None:
    """What was just being sent as Redis went away was lost, a session that had ended among it."""
    async with RedisBus("redis://127.0.0.1:1/0") as bus:
        tried, leave = asyncio.Event(), bus._leave

        async def noted(messages: Iterable[bytes]) -> None:
            tried.set()
            await leave(messages)

        bus._leave = noted  # type: ignore[method-assign]
        bus.publish("a", b"old")
        bus.publish("b", b"other")
        async with asyncio.timeout(30):
            await tried.wait()
        bus.publish("a", b"new")
    assert bus._waiting == {"a": b"new", "b": b"other"}


@pytest.mark.asyncio
async def test_without_redis_nothing_waits_and_no_more_is_kept_than_is_said() -> None:
    async with RedisBus("redis://127.0.0.1:1/0") as bus:
        for number in range(WAITING + 10):
            bus.publish(str(number), b"lost")

        assert not bus.connected
        assert len(bus._waiting) == WAITING
