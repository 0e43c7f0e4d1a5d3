import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from media import protocol
from media.api import Answer, RoomId, SessionId, SourceId, SourceStarted
from media.settings import MediaSettings

ROOM, SOURCE, SESSION = RoomId("r"), SourceId("s"), SessionId("x")

REQUESTS: list[protocol.FromSupervisor] = [
    protocol.Configure(settings=MediaSettings(announced=("192.0.2.1",))),
    protocol.Publish(room=ROOM, source=SOURCE, offer="v=0", number=1),
    protocol.View(room=ROOM, source=None, offer="v=0", number=2),
    protocol.PutOnStage(room=ROOM, source=None, number=3),
    protocol.Restart(session=SESSION, fragment="a=mid:0", ice=("one",), number=3),
    protocol.Limit(session=SESSION, quality="low", number=3),
    protocol.End(session=SESSION, number=4),
    protocol.CloseRoom(room=ROOM, number=5),
    protocol.Count(number=6),
]
REPLIES: list[protocol.FromWorker] = [
    protocol.Ready(port=1, rung="gso"),
    protocol.Done(number=1, answer=Answer(session=SESSION, sdp="v=0")),
    protocol.Refused(number=2, code="plane_full", reason="plane_full", detail="full"),
    protocol.Happened(event=SourceStarted(room=ROOM, source=SOURCE, session=SESSION, video="VP8")),
]

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def pair() -> AsyncIterator[tuple[Ends, Ends]]:
    one, two = socket.socketpair()
    ends = await asyncio.open_unix_connection(sock=one), await asyncio.open_unix_connection(sock=two)
    yield ends
    for _, writer in ends:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("message", REQUESTS)
def test_every_request_survives_the_way(message: protocol.FromSupervisor) -> None:
    assert protocol.decode_from_supervisor(protocol.encode(message)) == message


@pytest.mark.parametrize("message", REPLIES)
def test_every_reply_survives_the_way(message: protocol.FromWorker) -> None:
    assert protocol.decode_from_worker(protocol.encode(message)) == message


@pytest.mark.asyncio
async def test_messages_arrive_whole_and_in_order() -> None:
    async with pair() as ((_, writer), (reader, _other)):
        for message in REQUESTS:
            protocol.send(writer, message)
        writer.write_eof()

        received = [await protocol.receive(reader) for _ in REQUESTS]

        assert [protocol.decode_from_supervisor(each or b"") for each in received] == REQUESTS
        assert await protocol.receive(reader) is None


@pytest.mark.asyncio
async def test_a_message_cut_off_is_the_end() -> None:
    async with pair() as ((_, writer), (reader, _other)):
        writer.write(b"\x00\x00\x00\x09half")
        writer.write_eof()

        assert await protocol.receive(reader) is None


@pytest.mark.asyncio
async def test_a_message_beyond_the_limit_is_an_error() -> None:
    async with pair() as ((_, writer), (reader, _other)):
        writer.write(b"\xff\xff\xff\xff")

        with pytest.raises(ValueError, match="over"):
            await protocol.receive(reader)


@pytest.mark.asyncio
async def test_what_is_sent_to_a_closed_end_is_lost() -> None:
    async with pair() as ((_, writer), _):
        writer.close()

        protocol.send(writer, protocol.Count())
