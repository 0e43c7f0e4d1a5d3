import asyncio
import resource
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from media.embedded import tcp
from media.embedded.ice import MAX_ADDRESSES, MAX_DATAGRAM, Peer, UdpPort
from media.embedded.ports import open_ports
from media.settings import MediaSettings
from tests.media import peers
from tests.media.checks import check
from tests.media.clocks import ManualClock
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, PATIENCE, ROOM, Stage, stage

pytestmark = pytest.mark.asyncio


def framed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


class Bench:
    """A TCP port with a peer that waits for its first check, and connections to it."""

    def __init__(self) -> None:
        self.counters: Counter[str] = Counter()
        self.clock = ManualClock()
        self.sock, listener = open_ports("127.0.0.1", 0)
        self.udp = UdpPort(self.sock, self.clock.time, self.counters)
        self.tcp = tcp.TcpPort(listener, self.udp, self.counters, self.clock)
        self.peer = self.udp.open_peer()
        self.writers: list[asyncio.StreamWriter] = []

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.udp.number)
        self.writers.append(writer)
        return reader, writer

    def check(self, peer: Peer | None = None) -> bytes:
        peer = peer or self.peer
        return framed(check(username=f"{peer.ufrag}:x", password=peer.password.encode()))

    async def prove(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self.connect()
        writer.write(self.check())
        await answer(reader)
        return reader, writer


async def answer(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(PATIENCE):
        return await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other end closes, having said nothing."""
    with suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            return await reader.read(1) == b""
    return True


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    opened = Bench()
    try:
        yield opened
    finally:
        opened.tcp.close()
        opened.sock.close()
        for writer in opened.writers:
            writer.close()


async def test_a_check_by_tcp_is_answered_and_proves_the_connection() -> None:
    async with bench() as it:
        reader, writer = await it.connect()

        writer.write(it.check()[:7])
        writer.write(it.check()[7:] + it.check())

        assert [len(await answer(reader)), len(await answer(reader))] == [64, 64]
        assert it.counters["checks_in"] == 2


@pytest.mark.parametrize(
    "first",
    [
        framed(b"\x16\xfe\xfd" + bytes(20)),
        framed(check(username="nobody:x")),
        framed(b""),
        framed(bytes(MAX_DATAGRAM + 1)),
        framed(bytes(MAX_DATAGRAM + 1))[:3],
        b"GET / HTTP/1.1\r\n\r\n" + bytes(20_000),
    ],
)
async def test_who_does_not_begin_with_a_proof_is_hung_up_on(first: bytes) -> None:
    async with bench() as it:
        reader, writer = await it.connect()

        writer.write(first)

        assert await ended(reader)
        assert it.peer.address is None


async def test_who_says_nothing_is_hung_up_on_after_a_while() -> None:
    async with bench() as it:
        reader, _ = await it.connect()
        proven, _ = await it.prove()

        it.clock.advance(tcp.FIRST_CHECK)

        assert await ended(reader)
        assert not proven.at_eof()


async def test_one_host_has_only_so_many_connections_that_prove_nothing() -> None:
    async with bench() as it:
        opened = [await it.connect() for _ in range(tcp.MAX_UNPROVEN_BY_HOST)]
        one_more, _ = await it.connect()
        assert await ended(one_more)
        assert it.counters["drop_tcp_connection"] == 1

        reader, writer = opened[0]
        writer.write(it.check())
        await answer(reader)

        await it.prove()


async def test_a_connection_that_is_gone_leaves_the_path_to_another() -> None:
    async with bench() as it:
        moved: asyncio.Queue[object] = asyncio.Queue()
        it.peer.on_moved = moved.put_nowait
        reader, _ = await it.prove()
        first = it.peer.address
        _, second = await it.prove()
        assert it.peer.address is not first

        second.close()
        async with asyncio.timeout(PATIENCE):
            while await moved.get() is not first or not moved.empty():
                continue

        assert it.peer.address is first
        assert not reader.at_eof()


async def test_a_connection_that_takes_nothing_loses_packets_and_then_itself() -> None:
    async with bench() as it:
        reader, _ = await it.prove()
        connection = it.peer.address
        assert isinstance(connection, tcp.TcpConnection)

        for _ in range(20_000):
            connection.send(bytes(1200))
            if it.counters["drop_tcp_full"]:
                break
        assert it.counters["drop_tcp_full"]

        it.clock.advance(tcp.STUCK + 1.0)
        connection.send(bytes(1200))
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                await reader.read()
        assert it.peer.address is None


async def test_of_many_connections_of_one_peer_the_oldest_are_ended() -> None:
    async with bench() as it:
        opened = [await it.prove() for _ in range(MAX_ADDRESSES + 1)]

        assert await ended(opened[0][0])
        assert not opened[1][0].at_eof()


async def test_without_a_file_descriptor_left_it_looks_away_for_a_while() -> None:
    async with bench() as it:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(("127.0.0.1", it.udp.number))
        resource.setrlimit(resource.RLIMIT_NOFILE, (waiting.fileno(), hard))
        try:
            it.tcp._accept()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert it.counters["drop_tcp_connection"] == 1

        it.clock.advance(tcp.REST)
        waiting.close()

        await it.prove()


async def test_a_closed_peer_hangs_up() -> None:
    async with bench() as it:
        reader, _ = await it.prove()

        it.peer.close()

        assert await ended(reader)


class TcpPeer(peers.Peer):
    """Publisher or viewer in a network that blocks UDP."""

    async def _bind(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(*self.address)
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
                self.datagram_received(await self.reader.readexactly(size), None)

    def send(self, data: bytes) -> None:
        self.writer.write(framed(data))

    async def close(self) -> None:
        await self.link.close()
        self.writer.close()
        await self.reading


async def viewer(it: Stage) -> TcpPeer:
    peer = TcpPeer()
    await it._connect(peer, await it.forwarder.view(ROOM, CAMERA, peer.offer("recvonly")))
    return peer


async def test_picture_and_repairs_go_by_tcp_and_udp_side_by_side() -> None:
    async with stage() as it:
        publisher, by_tcp, by_udp = await it.publisher(), await viewer(it), await it.viewer(CAMERA)

        publisher.send_rtp(96, VP8_KEY)
        publisher.send_rtp(96, VP8_DELTA)

        assert [(await by_tcp.packet()).payload for _ in range(2)] == [VP8_KEY, VP8_DELTA]
        assert [(await by_udp.packet()).payload for _ in range(2)] == [VP8_KEY, VP8_DELTA]


class MovingPeer(TcpPeer):
    """Begins by UDP, as a telephone in a house whose network lets it through, and goes on by TCP."""

    by_tcp = False

    async def _bind(self) -> None:
        await super(TcpPeer, self)._bind()

    def send(self, data: bytes) -> None:
        if self.by_tcp:
            super().send(data)
        else:
            super(TcpPeer, self).send(data)

    async def leave(self) -> None:
        await super()._bind()
        self.by_tcp = True
        await self.settled()

    async def close(self) -> None:
        await super().close()
        self.transport.close()


async def test_a_viewer_that_leaves_udp_for_tcp_goes_on_there_without_a_gap() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), MovingPeer()
        await it._connect(viewer, await it.forwarder.view(ROOM, CAMERA, viewer.offer("recvonly")))
        publisher.send_rtp(96, VP8_KEY)
        before = await viewer.packet()

        await viewer.leave()
        viewer.transport.close()
        publisher.send_rtp(96, VP8_DELTA)

        after = await viewer.packet()
        assert after.payload == VP8_DELTA
        assert after.sequence == before.sequence + 1
        assert after.ssrc == before.ssrc


async def test_a_publisher_may_come_by_tcp() -> None:
    async with stage() as it:
        peer = TcpPeer()
        await it._connect(peer, await it.forwarder.publish(ROOM, CAMERA, peer.offer("sendonly")))
        watching = await it.viewer(CAMERA)

        peer.send_rtp(96, VP8_KEY)

        assert (await watching.packet()).payload == VP8_KEY


async def test_answers_name_the_tcp_port_below_udp() -> None:
    async with stage(MediaSettings(announced=("203.0.113.5",))) as it:
        answer = await it.forwarder.view(ROOM, None, peers.Peer().offer("recvonly"))

        candidates = [line.split() for line in answer.sdp.splitlines() if line.startswith("a=candidate")]
        [(udp, by_udp), (by_tcp_name, by_tcp)] = [(each[2], each) for each in candidates[:2]]
        assert (udp, by_tcp_name) == ("udp", "tcp")
        assert by_tcp[4:] == ["203.0.113.5", str(it.forwarder.port), "typ", "host", "tcptype", "passive"]
        assert int(by_tcp[3]) < int(by_udp[3])
