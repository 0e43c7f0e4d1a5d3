import asyncio
import json
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.domain.messages import Role
from server.ws import fanout
from server.ws.places import AGAIN, Places
from tests.server.app.house import HOST, House, actor
from tests.server.ws.served import dial, served
from tests.server.ws.test_endpoint import close_code, until

SEATS = {"host": HOST, **{name: actor(name, Role.audience) for name in ("ann", "bob", "eve")}}


async def refused(dialled: connect) -> tuple[int, str, str | None]:
    """How a handshake was answered: the status, the code, and when to come again."""
    with pytest.raises(InvalidStatus) as answer:
        await dialled
    response = answer.value.response
    return response.status_code, json.loads(response.body)["code"], response.headers.get("retry-after")


async def in_a_house() -> House:
    house = House()
    await house.begin()
    return house


@pytest.mark.asyncio
async def test_a_full_house_refuses_before_it_accepts_and_takes_the_next_once_somebody_left() -> None:
    house = await in_a_house()

    async with served(house.rooms, SEATS, Places(2, 2)) as port, AsyncExitStack() as stack:
        ann, bob = [
            await stack.enter_async_context(dial(port, name, additional_headers={"x-from": name}))
            for name in ("ann", "bob")
        ]
        assert await refused(dial(port, "eve")) == (503, "house_full", str(AGAIN))
        await ann.close()
        async with dial(port, "eve") as eve:
            await eve.send('{"type":"hello"}')
            assert await until(eve, "welcome")
        await bob.close()


@pytest.mark.asyncio
async def test_one_address_fills_its_own_places_and_nobody_elses() -> None:
    house = await in_a_house()

    async with served(house.rooms, SEATS, Places(10, 2)) as port, AsyncExitStack() as stack:
        for name in ("ann", "bob"):
            await stack.enter_async_context(dial(port, name, additional_headers={"x-from": "192.0.2.1"}))
        same = await refused(dial(port, "eve", additional_headers={"x-from": "192.0.2.1"}))
        async with dial(port, "eve", additional_headers={"x-from": "192.0.2.2"}) as other:
            await other.send('{"type":"hello"}')
            assert await until(other, "welcome")

    assert same == (429, "address_full", str(AGAIN))


@pytest.mark.asyncio
async def test_a_rehearsals_audience_comes_from_one_machine_and_is_counted_among_all_alone() -> None:
    house = House()
    await house.begin(rehearsal=True)

    async with served(house.rooms, SEATS, Places(3, 1)) as port, AsyncExitStack() as stack:
        for name in ("ann", "bob", "eve"):
            await stack.enter_async_context(dial(port, name))

        assert await refused(dial(port, "host")) == (503, "house_full", str(AGAIN))


@pytest.mark.asyncio
async def test_who_runs_the_show_comes_in_however_many_there_are_from_their_address() -> None:
    house = await in_a_house()

    async with served(house.rooms, SEATS, Places(10, 1)) as port, dial(port, "ann"), dial(port, "host") as host:
        assert await refused(dial(port, "bob")) == (429, "address_full", str(AGAIN))
        await host.send('{"type":"hello"}')

        assert await until(host, "welcome")


@pytest.mark.asyncio
async def test_strangers_are_told_why_so_often_then_not_even_accepted_and_nobody_else_notices() -> None:
    house = await in_a_house()

    async with served(house.rooms, SEATS, strangers=3) as port:
        for _ in range(3):
            async with dial(port, "nobody") as told:
                assert await close_code(told) == 4504
        assert await refused(dial(port, "nobody")) == (429, "too_many", "1")
        async with dial(port, "eve") as eve:
            await eve.send('{"type":"hello"}')
            assert await until(eve, "welcome")


@pytest.mark.asyncio
async def test_a_stranger_who_was_told_and_stays_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says nothing to the end of a socket without a seat once kept the connection for twice as long."""
    monkeypatch.setattr(fanout, "CLOSE_SECONDS", 0.1)
    house = await in_a_house()

    async with served(house.rooms, SEATS) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        lines = (
            *("GET /ws/nobody HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"),
            *(f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""),
        )
        writer.write("\r\n".join(lines).encode())

        said = await asyncio.wait_for(reader.read(), 30)
        writer.close()

    assert said.startswith(b"HTTP/1.1 101")
    assert said.endswith(b"\x88\x02" + (4504).to_bytes(2))
