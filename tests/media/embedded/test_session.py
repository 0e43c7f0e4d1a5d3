import asyncio
from collections import Counter

import pytest

from media.api import RoomId, SessionId
from media.embedded import ice
from media.embedded.dtls import Identity, SecureLink
from media.embedded.ports import bind_udp
from media.embedded.session import Session
from tests.media.offers import offer
from tests.media.packets import VP8_KEY
from tests.media.peers import CAMERA, ROOM, Peer, stage

pytestmark = pytest.mark.asyncio


class Broken(Session):
    """Fails as soon as its peer has connected."""

    def connected(self) -> None:
        raise RuntimeError("broken")

    def on_rtp(self, data: bytes) -> None:
        raise AssertionError

    def on_rtcp(self, data: bytes) -> None:
        raise AssertionError


async def test_a_session_that_fails_ends_alone(caplog: pytest.LogCaptureFixture) -> None:
    counters: Counter[str] = Counter()
    with bind_udp("127.0.0.1", 0) as sock:
        peer = ice.UdpPort(sock, lambda: 0.0, counters).open_peer()
        link = SecureLink(Identity(), peer, client=False)
        session = Broken(SessionId("one"), RoomId("room"), peer, link, counters)
        ended: asyncio.Queue[Session] = asyncio.Queue()

        session.begin([], ended.put_nowait)
        peer.prove(sock.getsockname(), nominated=True)

        async with asyncio.timeout(20):
            assert await ended.get() is session
        await session.end()
    assert counters["sessions_failed"] == 1
    assert "session one failed" in caplog.text


async def test_a_peer_with_another_certificate_than_it_offered_is_turned_away() -> None:
    async with stage() as it:
        stranger = Peer()
        answer = await it.forwarder.view(ROOM, CAMERA, offer(direction="recvonly", setup="active"))
        it.peers.append(stranger)

        await stranger.connect(answer)

        assert it.forwarder.counters()["handshakes_failed"] == 1


async def test_what_is_not_authentic_is_counted_and_dropped() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)

        publisher.send(b"\x80\x60" + bytes(40))
        publisher.send(b"\x80\xc8" + bytes(40))
        publisher.send_rtp(96, VP8_KEY)

        await viewer.packet()
        assert it.forwarder.counters()["drop_not_authentic"] == 2
