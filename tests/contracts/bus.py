"""What every bus must do; an adapter's test subclasses this and provides `buses`: two ends of one, both listening."""

import asyncio
from collections.abc import Sequence

import pytest

from server.ports.nodes import Bus

Buses = tuple[Bus, Bus]


class Ear:
    """Keeps what it hears."""

    def __init__(self, *buses: Bus) -> None:
        self.heard: list[bytes] = []
        self._new = asyncio.Event()
        for bus in buses:
            bus.subscribe(self._hear)

    def _hear(self, message: bytes) -> None:
        self.heard.append(message)
        self._new.set()

    async def hears(self, *messages: bytes) -> Sequence[bytes]:
        """All that was heard, once these are among it."""
        async with asyncio.timeout(30):
            while not set(messages) <= set(self.heard):
                self._new.clear()
                await self._new.wait()
        return self.heard


class BusContract:
    @pytest.mark.asyncio
    async def test_what_one_says_all_hear_and_the_sender_too(self, buses: Buses) -> None:
        here, there = Ear(buses[0]), Ear(buses[1])

        buses[0].publish("a", b"said")

        assert await here.hears(b"said") == [b"said"]
        assert await there.hears(b"said") == [b"said"]

    @pytest.mark.asyncio
    async def test_different_keys_arrive_in_the_order_they_were_sent_in(self, buses: Buses) -> None:
        ear = Ear(buses[1])
        messages = [b"%d" % number for number in range(100)]

        for number, message in enumerate(messages):
            buses[0].publish(str(number), message)

        assert await ear.hears(*messages) == messages

    @pytest.mark.asyncio
    async def test_of_a_key_that_has_not_left_yet_the_latest_goes(self, buses: Buses) -> None:
        ear = Ear(buses[1])

        for number in range(100):
            buses[0].publish("same", b"%d" % number)

        assert await ear.hears(b"99") == [b"99"]

    @pytest.mark.asyncio
    async def test_who_fails_at_hearing_disturbs_nobody(self, buses: Buses) -> None:
        def fail(message: bytes) -> None:
            raise ValueError(message)

        buses[1].subscribe(fail)
        ear = Ear(buses[1])

        buses[0].publish("a", b"first")
        await ear.hears(b"first")
        buses[0].publish("a", b"second")

        assert await ear.hears(b"second") == [b"first", b"second"]

    @pytest.mark.asyncio
    async def test_a_bus_that_carries_says_so(self, buses: Buses) -> None:
        assert buses[0].connected
