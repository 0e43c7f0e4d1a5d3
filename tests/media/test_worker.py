import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media import protocol, worker
from media.api import RoomId, SessionId, SourceId
from media.settings import MediaSettings
from tests.media.offers import offer

pytestmark = pytest.mark.asyncio

ROOM, SOURCE = RoomId("r"), SourceId("s")
CREDENTIALS = f"a=ice-ufrag:abcd\r\na=ice-pwd:{'b' * 22}\r\n"


class Line:
    """The supervisor's end of a worker that runs in this process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, message: protocol.FromSupervisor) -> protocol.FromWorker | None:
        """The reply; what happens meanwhile is told in between, and not of interest here."""
        protocol.send(self.writer, message)
        async with asyncio.timeout(20):
            while isinstance(reply := await self._next(), protocol.Happened):
                pass
        return reply

    async def _next(self) -> protocol.FromWorker | None:
        reply = await protocol.receive(self.reader)
        return protocol.decode_from_worker(reply) if reply is not None else None


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    ours, theirs = socket.socketpair()
    serving = asyncio.create_task(worker.serve(theirs))
    line = Line(*await asyncio.open_unix_connection(sock=ours))
    yield line
    line.writer.close()
    async with asyncio.timeout(20):
        await serving


async def test_each_request_is_carried_out(line: Line) -> None:
    ready = await line.ask(protocol.Configure(settings=MediaSettings()))
    assert isinstance(ready, protocol.Ready)
    assert ready.port

    replies = [
        await line.ask(each)
        for each in (
            protocol.Publish(room=ROOM, source=SOURCE, offer=offer(), number=1),
            protocol.View(room=ROOM, source=None, offer=offer(), number=2),
            protocol.PutOnStage(room=ROOM, source=SOURCE, number=3),
            protocol.Count(number=4),
        )
    ]

    done = [each for each in replies if isinstance(each, protocol.Done)]
    assert [each.number for each in done] == [1, 2, 3, 4]
    counted = done[3].counters or {}
    assert [counted[each] for each in ("rooms", "publishers", "viewers", "viewers_without_picture")] == [1, 1, 1, 1]
    assert done[1].answer is not None
    restarted = await line.ask(
        protocol.Restart(session=done[1].answer.session, fragment=CREDENTIALS, ice=(done[1].answer.ice,), number=5)
    )
    assert isinstance(restarted, protocol.Done)
    assert restarted.answer is not None
    assert restarted.answer.ice not in ("", done[1].answer.ice)
    limit = protocol.Limit(session=done[1].answer.session, quality="low", number=5)
    assert await line.ask(limit) == protocol.Done(number=5)
    ended = await line.ask(protocol.End(session=done[1].answer.session, number=5))
    closed = await line.ask(protocol.CloseRoom(room=ROOM, number=6))
    assert (ended, closed) == (protocol.Done(number=5), protocol.Done(number=6))


async def test_a_refusal_is_a_reply(line: Line) -> None:
    await line.ask(protocol.Configure(settings=MediaSettings()))

    reply = await line.ask(protocol.End(session=SessionId("nobody"), number=7))

    assert isinstance(reply, protocol.Refused)
    assert (reply.number, reply.code, reply.reason) == (7, "session_unknown", "session_unknown")


async def test_a_port_that_is_taken_is_refused_with_its_number(line: Line) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        reply = await line.ask(protocol.Configure(settings=MediaSettings(port=port)))

    assert isinstance(reply, protocol.Refused)
    assert str(port) in reply.detail


async def test_who_does_not_configure_first_is_not_served(line: Line) -> None:
    assert await line.ask(protocol.Count()) is None
