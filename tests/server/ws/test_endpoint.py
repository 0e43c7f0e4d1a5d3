import asyncio
import json
import socket
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from server.app.feed import Leavers
from server.domain.messages import Role, SeatId
from server.ws.endpoint import SOCKETS_A_SEAT, Waits
from tests.server.app.house import HOST, ROADSHOW, House, actor
from tests.server.ws.served import dial, served

SEATS = {"host": HOST, "ann": actor("ann", Role.investor), "eve": actor("eve", Role.audience)}


async def until(socket: ClientConnection, *types: str) -> dict[str, object]:
    while True:
        message: dict[str, object] = json.loads(await socket.recv())
        if message["type"] in types:
            return message


async def close_code(socket: ClientConnection) -> int | None:
    try:
        async for _ in socket:
            pass
    except ConnectionClosedError:
        pass
    return socket.close_code


async def talking(socket: ClientConnection) -> None:
    """Notice the end of a connection without reading from it."""
    while True:
        await socket.pong()
        await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_a_viewer_is_welcomed_given_the_picture_and_kept_up_to_date() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "eve") as socket:
        await socket.send('{"type":"hello"}')
        welcome, snapshot = await until(socket, "welcome"), await until(socket, "snapshot")
        await house.command(HOST, "pitch.add", title={"zh": "石墨烯"})
        changed = await until(socket, "changed")

    assert (welcome["role"], snapshot["seq"]) == ("audience", 4)
    assert (changed["first"], changed["last"]) == (5, 5)
    assert "石墨烯" in json.dumps(changed["views"], ensure_ascii=False)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["nonsense"], 4502),
        (['{"a":' + "[" * 30_000], 4502),
        (['{"type":"react","reaction":"wow"}'], 4502),
        (['{"type":"hello"}', '{"type":"hello"}'], 4502),
        (['{"type":"hello"}', *['{"type":"react","reaction":"wow"}'] * 60], 4503),
    ],
)
async def test_what_is_not_of_the_protocol_ends_the_socket_with_a_code(messages: list[str], code: int) -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "eve") as socket:
        for message in messages:
            await socket.send(message)

        assert await close_code(socket) == code


@pytest.mark.asyncio
async def test_bytes_are_not_of_the_protocol() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "eve") as socket:
        await socket.send(b"\x00")

        assert await close_code(socket) == 4502


@pytest.mark.asyncio
async def test_who_has_no_seat_is_told_by_a_code_that_means_never() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "nobody") as socket:
        assert await close_code(socket) == 4504


@pytest.mark.asyncio
async def test_who_is_removed_is_put_out_and_not_let_in_again() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port:
        async with dial(port, "ann") as socket:
            await socket.send('{"type":"hello"}')
            await until(socket, "snapshot")
            await house.command(HOST, "person.remove", person="per_ann")
            assert await close_code(socket) == 4501
        async with dial(port, "ann") as socket:
            assert await close_code(socket) == 4501


@pytest.mark.asyncio
async def test_who_is_removed_while_their_hello_is_awaited_sees_nothing() -> None:
    """A feed puts off who is on it; a socket that kept its Hello back once got on after its person was removed."""
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "ann") as socket:
        await house.command(HOST, "person.remove", person="per_ann")
        await socket.send('{"type":"hello"}')

        with pytest.raises(ConnectionClosedError):
            await socket.recv()
        assert socket.close_code == 4501


@pytest.mark.asyncio
async def test_a_seat_has_so_many_sockets_and_one_that_ends_makes_room() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(dial(port, "eve")) for _ in range(SOCKETS_A_SEAT)]
        async with dial(port, "eve") as one_more:
            assert await close_code(one_more) == 4503
        await sockets[0].send("nonsense")
        await close_code(sockets[0])
        async with dial(port, "eve") as another:
            await another.send('{"type":"hello"}')
            assert await until(another, "welcome")


@pytest.mark.asyncio
async def test_who_says_no_hello_is_sent_away() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS, waits=Waits(hello=0.05)) as port, dial(port, "eve") as silent:
        assert await close_code(silent) == 4502
        assert not (await house.rooms.live(ROADSHOW)).feed.viewers


@pytest.mark.asyncio
async def test_who_does_not_read_even_the_end_is_cut_off() -> None:
    """A close frame waits behind everything else, so a laggard was sent away and kept their connection for good."""
    house = House()
    await house.begin()
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    async with served(house.rooms, SEATS, waits=Waits(close=0.1)) as port:
        small.connect(("127.0.0.1", port))
        async with dial(port, "eve", sock=small, max_queue=1, max_size=None) as laggard:
            await laggard.send('{"type":"hello"}')
            await until(laggard, "welcome")
            feed = (await house.rooms.live(ROADSHOW)).feed
            (viewer,) = feed.viewers
            viewer.line.send(b" " * 16_000_000)
            feed.put_off(Leavers(code=4008, seat=SeatId("sea_eve")))

            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(talking(laggard), 10)


@pytest.mark.asyncio
async def test_who_leaves_before_they_are_told_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Each laggard who hung up in front of their close code once left a traceback in the log."""
    house = House()
    await house.begin()
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    async with served(house.rooms, SEATS) as port:
        small.connect(("127.0.0.1", port))
        async with dial(port, "eve", sock=small, max_queue=1, max_size=None) as laggard:
            await laggard.send('{"type":"hello"}')
            await until(laggard, "welcome")
            feed = (await house.rooms.live(ROADSHOW)).feed
            (viewer,) = feed.viewers
            viewer.line.send(b" " * 16_000_000)
            feed.put_off(Leavers(code=4008, seat=SeatId("sea_eve")))
            await asyncio.sleep(0)
            laggard.transport.abort()

    assert capsys.readouterr().err == ""


@pytest.mark.asyncio
async def test_reactions_reach_everybody() -> None:
    house = House()
    await house.begin()

    async with served(house.rooms, SEATS) as port, dial(port, "ann") as ann, dial(port, "eve") as eve:
        for socket in (ann, eve):
            await socket.send('{"type":"hello"}')
            await until(socket, "snapshot")
        await ann.send('{"type":"react","reaction":"applause"}')

        assert (await until(eve, "reactions"))["counts"] == {"applause": 1}


@pytest.mark.asyncio
async def test_an_auditor_does_not_react() -> None:
    house = House()
    await house.begin()
    seats = {**SEATS, "aud": actor("aud", Role.auditor)}

    async with served(house.rooms, seats) as port, dial(port, "aud") as auditor, dial(port, "eve") as eve:
        for socket in (auditor, eve):
            await socket.send('{"type":"hello"}')
            await until(socket, "snapshot")
        await auditor.send('{"type":"react","reaction":"wow"}')
        await eve.send('{"type":"react","reaction":"applause"}')

        assert (await until(eve, "reactions"))["counts"] == {"applause": 1}
