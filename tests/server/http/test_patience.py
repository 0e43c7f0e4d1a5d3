import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect

from server.http import patience as limits
from server.http.patience import BODY_SECONDS, HEAD_BYTES, HEAD_SECONDS, SLOWEST, Patience, PatientProtocol
from server.ws.fanout import TransportProtocol

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: loc"
UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"


class Site:
    """Answers once all of a request is there, after `work`; `now` is a time so many seconds from here."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.port = 0
        self.peers: list[Peer] = []
        self.work: Callable[[], Awaitable[object]] = partial(asyncio.sleep, 0)
        self.reads = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(receive, send)
            return
        while self.reads and (await receive()).get("more_body"):
            pass
        await self.work()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def _socket(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})

    def after(self, seconds: float) -> None:
        """Look at what is awaited as if so much time had passed."""
        self.patience.sweep(asyncio.get_running_loop().time() + seconds)

    async def until(self, awaited: int, received: int = 0) -> None:
        """Wait until so many requests are half-way, and so many bytes of them have come."""
        async with asyncio.timeout(20):
            while len(self.patience._awaited) != awaited or self._received() < received:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)

    def _received(self) -> int:
        return sum(each._received for each in self.patience._awaited)

    async def open(self, said: bytes = b"") -> "Peer":
        peer = Peer(*await asyncio.open_connection("127.0.0.1", self.port))
        self.peers.append(peer)
        peer.writer.write(said)
        return peer


class Peer:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def rest(self) -> bytes:
        """All that comes until the connection is ended."""
        async with asyncio.timeout(20):
            return await self.reader.read()

    async def answer(self) -> bytes:
        """One answer, on a connection that stays."""
        async with asyncio.timeout(20):
            return await self.reader.readuntil(b"ok")


@asynccontextmanager
async def site(patience: Patience | None = None) -> AsyncIterator[Site]:
    made = Site(patience or Patience(1000))
    http = cast(type[asyncio.Protocol], partial(PatientProtocol, made.patience))
    config = uvicorn.Config(cast(Any, made), http=http, ws=TransportProtocol, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0)
    made.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        for peer in made.peers:
            peer.writer.close()
        server.should_exit = server.force_exit = True
        await task


@pytest.mark.asyncio
async def test_a_head_that_does_not_come_to_its_end_is_ended_after_its_time_and_not_before() -> None:
    async with site() as made:
        silent, slow = await made.open(), await made.open(HALF)
        await made.until(2, len(HALF))
        made.after(HEAD_SECONDS - 1)
        await made.until(2)
        made.after(HEAD_SECONDS + 1)

        assert (await silent.rest()).startswith(b"HTTP/1.1 408 ")
        assert (await slow.rest()).startswith(b"HTTP/1.1 408 ")
    assert made.patience.tally == {"slow_head": 2}


@pytest.mark.asyncio
async def test_a_head_that_comes_byte_by_byte_has_no_more_time_for_it() -> None:
    async with site() as made:
        slow = await made.open(HALF)
        for said, byte in enumerate(b"alhost\r\nX-A: b", len(HALF)):
            await made.until(1, said)
            slow.writer.write(bytes((byte,)))
        await made.until(1, len(HALF) + 14)
        made.after(HEAD_SECONDS + 1)

        assert (await slow.rest()).startswith(b"HTTP/1.1 408 ")


@pytest.mark.asyncio
async def test_a_body_must_come_but_at_the_pace_of_a_bad_line() -> None:
    async with site() as made:
        stalled, steady = await made.open(POST), await made.open(POST + b" " * 50 * SLOWEST)
        await made.until(2, 2 * len(POST) + 50 * SLOWEST)
        made.after(BODY_SECONDS - 1)
        await made.until(2)
        made.after(BODY_SECONDS + 40)
        assert (await stalled.rest()).startswith(b"HTTP/1.1 408 ")

        steady.writer.write(b" " * (100_000 - 50 * SLOWEST))
        assert (await steady.answer()).startswith(b"HTTP/1.1 200 ")
    assert made.patience.tally == {"slow_body": 1}


@pytest.mark.asyncio
async def test_a_body_that_nobody_waits_for_any_more_has_no_time_by_its_length() -> None:
    async with site() as made:
        made.reads = False
        refused = await made.open(POST + b" " * 50 * SLOWEST)
        await refused.answer()
        await made.until(1, len(POST) + 50 * SLOWEST)
        made.after(BODY_SECONDS + 1)

        assert await refused.rest() == b""


@pytest.mark.asyncio
async def test_others_are_served_while_hundreds_send_slowly_and_all_of_those_are_ended() -> None:
    async with site() as made:
        slow = [await made.open(HALF) for _ in range(300)]
        await made.until(300, 300 * len(HALF))
        other = await made.open(GET)
        assert (await other.answer()).startswith(b"HTTP/1.1 200 ")
        made.after(HEAD_SECONDS + 1)

        said = await asyncio.gather(*(each.rest() for each in slow))
    assert all(each.startswith(b"HTTP/1.1 408 ") for each in said)
    assert made.patience.tally == {"slow_head": 300}
    assert not made.patience._of


@pytest.mark.asyncio
async def test_one_address_keeps_the_server_waiting_so_often_and_the_longest_wait_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BY_ADDRESS", 2)
    monkeypatch.setattr(limits, "SPARED", 0)
    async with site() as made:
        first = await made.open(HALF)
        await made.until(1, len(HALF))
        others = [await made.open(HALF) for _ in range(2)]
        assert (await first.rest()).startswith(b"HTTP/1.1 429 ")
        for each in others:
            each.writer.write(b"alhost\r\n\r\n")
            assert (await each.answer()).startswith(b"HTTP/1.1 200 ")
    assert made.patience.tally == {"crowded": 1}


@pytest.mark.asyncio
async def test_a_hall_that_comes_in_at_once_is_not_taken_for_somebody_who_keeps_the_server_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BY_ADDRESS", 2)
    async with site() as made:
        people = [await made.open(HALF) for _ in range(20)]
        await made.until(20, 20 * len(HALF))
        for each in people:
            each.writer.write(b"alhost\r\n\r\n")
            assert (await each.answer()).startswith(b"HTTP/1.1 200 ")
    assert not made.patience.tally


@pytest.mark.asyncio
async def test_a_proxy_is_many_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_ADDRESS", 2)
    async with site(Patience(1000, {"127.0.0.1"})) as made:
        _peers = [await made.open(HALF) for _ in range(5)]
        await made.until(5)
    assert not made.patience.tally


@pytest.mark.asyncio
async def test_where_every_connection_is_taken_the_longest_wait_ends_then_what_is_idle_and_then_nobody_comes_in() -> (
    None
):
    async with site(Patience(2)) as made:
        slow, idle = await made.open(HALF), await made.open(GET)
        await idle.answer()
        await made.until(1, len(HALF))
        third = await made.open(GET)
        assert (await slow.rest()).startswith(b"HTTP/1.1 503 ")
        assert (await third.answer()).startswith(b"HTTP/1.1 200 ")

        made.work = asyncio.Event().wait
        busy = await made.open(GET)
        assert await idle.rest() == await third.rest() == b""
        async with connect(f"ws://127.0.0.1:{made.port}/", compression=None, proxy=None) as socket:
            await made.until(0)
            refused = await made.open(GET)
            assert (await refused.rest()).startswith(b"HTTP/1.1 503 ")
            await socket.send("still here")
            assert await socket.recv() == "still here"
        busy.writer.close()


@pytest.mark.asyncio
async def test_however_long_we_ourselves_take_nobody_is_ended_for_it() -> None:
    async with site() as made:
        done = asyncio.Event()
        made.work = done.wait
        patient = await made.open(POST + b" " * 100_000)
        await made.until(0)
        made.after(1e6)
        done.set()

        assert (await patient.answer()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.asyncio
async def test_a_socket_is_no_request_that_takes_long() -> None:
    async with site() as made, connect(f"ws://127.0.0.1:{made.port}/", compression=None, proxy=None) as socket:
        await made.until(0)
        made.after(1e6)
        await socket.send("still here")

        assert await socket.recv() == "still here"


@pytest.mark.asyncio
async def test_nor_is_a_socket_on_a_connection_that_a_proxy_has_kept() -> None:
    async with site() as made:
        kept = await made.open(GET)
        await kept.answer()
        kept.writer.write(UPGRADE)
        await kept.reader.readuntil(b"\r\n\r\n")
        made.after(1e6)
        kept.writer.write(b"\x81\x82\0\0\0\0hi")

        assert await kept.reader.readexactly(4) == b"\x81\x02hi"
        assert made.patience.tally.total() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("begun", [b"\r\n", b"G", HALF])
async def test_the_next_request_on_a_connection_has_no_more_time_than_the_first(begun: bytes) -> None:
    """An empty line once ended uvicorn's wait for the next request, and nothing else began."""
    async with site() as made:
        kept = await made.open(GET)
        await kept.answer()
        kept.writer.write(begun)
        await made.until(1, len(begun))
        made.after(HEAD_SECONDS + 1)

        assert (await kept.rest()).startswith(b"HTTP/1.1 408 ")


@pytest.mark.asyncio
async def test_a_head_has_a_size() -> None:
    async with site() as made:
        large = await made.open(HALF.ljust(HEAD_BYTES, b"a"))
        await made.until(1, HEAD_BYTES)
        large.writer.write(b"a")

        assert (await large.rest()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.asyncio
async def test_who_leaves_half_way_is_forgotten() -> None:
    async with site() as made:
        peers = [await made.open(HALF), await made.open(POST)]
        await made.until(2)
        for peer in peers:
            peer.writer.close()

        await made.until(0)
    assert not made.patience._of
