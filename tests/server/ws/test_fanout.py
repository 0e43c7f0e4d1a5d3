import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from server.domain.messages import Role
from server.ws.fanout import TransportProtocol, text_frame
from tests.server.app.house import ROADSHOW, House, actor
from tests.server.ws.served import served


@given(st.one_of(st.binary(max_size=300), st.sampled_from([b"x" * n for n in (125, 126, 65535, 65536)])))
def test_a_prebuilt_frame_is_the_one_the_library_would_build(payload: bytes) -> None:
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def test_the_protocol_still_has_what_is_relied_on() -> None:
    assert hasattr(WebSocketsSansIOProtocol, "handle_connect")
    assert issubclass(TransportProtocol, WebSocketsSansIOProtocol)
    with pytest.raises(AttributeError):
        _ = WebSocketsSansIOProtocol.fragment  # type: ignore[attr-defined]


SEATS = {"eve": actor("eve", Role.audience)}


@asynccontextmanager
async def raw(hello: bytes = b"") -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, House]]:
    """A connection after its handshake, for bytes as they are."""
    house = House()
    await house.begin()
    async with served(house.rooms, SEATS) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        key = base64.b64encode(bytes(16)).decode()
        head = (
            f"GET /ws/eve HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}"
        )
        writer.write(f"{head}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(hello)
        yield reader, writer, house
        writer.transport.abort()


def masked(opcode: Opcode, payload: bytes) -> bytes:
    return Frame(opcode, payload).serialize(mask=True)


@pytest.mark.asyncio
@pytest.mark.parametrize("after", [b"", masked(Opcode.CLOSE, b"\x03\xe8")], ids=["alone", "and a close in one segment"])
async def test_text_that_is_none_ends_the_socket_and_leaves_no_trace_in_the_log(
    after: bytes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with raw() as (reader, writer, _):
        writer.write(masked(Opcode.TEXT, b"\xed\xa0\x80") + after)

        end = await reader.read()

    # Where both announce the end, the client was first.
    assert end in (b"\x88\x02\x03\xef", b"\x88\x02\x03\xe8")
    assert caplog.records == []
    assert capsys.readouterr().err == ""


@pytest.mark.asyncio
async def test_who_pings_and_never_reads_has_no_answers_kept_for_them() -> None:
    """Each ping of a peer with full buffers once made the server's own buffer longer, without an end."""
    ping = masked(Opcode.PING, b"p" * 125)
    async with raw(masked(Opcode.TEXT, b'{"type":"hello"}')) as (reader, writer, house):
        await reader.readuntil(b"snapshot")
        (viewer,) = (await house.rooms.live(ROADSHOW)).feed.viewers
        viewer.line.send(b" " * 16_000_000)
        held = viewer.line.waiting()
        for _ in range(20):
            writer.write(ping * 500)
            await writer.drain()
            await asyncio.sleep(0)

        assert 0 < viewer.line.waiting() <= held


@pytest.mark.asyncio
async def test_a_ping_is_answered() -> None:
    async with raw() as (reader, writer, _):
        writer.write(masked(Opcode.PING, b"here"))

        assert await reader.readexactly(6) == b"\x8a\x04here"
