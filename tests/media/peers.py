"""A peer without a browser: its own socket, a STUN check, DTLS, and then packets exactly as a test wants them."""

import asyncio
import re
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from media.api import Answer, MediaEvent, RoomId, SourceId
from media.embedded import rtcp
from media.embedded import rtp as packets
from media.embedded.dtls import Identity, SecureLink
from media.embedded.plane import Forwarder
from media.settings import MediaSettings
from tests.media.checks import check
from tests.media.offers import FINGERPRINT, offer
from tests.media.packets import packet

ROOM = RoomId("room")
CAMERA = SourceId("camera")
PATIENCE = 20.0
IDENTITY = Identity()


class Peer(asyncio.DatagramProtocol):
    """Publisher or viewer, as its offer says."""

    def __init__(self, *, passive: bool = False) -> None:
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.media: asyncio.Queue[bytes] = asyncio.Queue()
        self.checked = asyncio.Event()
        self.link = SecureLink(IDENTITY, self, client=not passive)
        self.sequence = 100
        self._setup = "passive" if passive else "active"

    def offer(self, direction: str) -> str:
        text = offer(direction=direction, setup=self._setup)
        return text.replace(FINGERPRINT, IDENTITY.fingerprint)

    async def open(self, answer: Answer) -> None:
        """Prove the address."""
        self.session = answer.session
        self._take_credentials(answer)
        self.address = (_find(r" udp \d+ (\S+)", answer), int(_find(r" udp \d+ \S+ (\d+)", answer)))
        await self._bind()
        self.check()
        async with asyncio.timeout(PATIENCE):
            await self.checked.wait()

    def _take_credentials(self, answer: Answer) -> None:
        self.ufrag = _find(r"ice-ufrag:(\S+)", answer)
        self.password = _find(r"ice-pwd:(\S+)", answer)

    async def restart(self, forwarder: Forwarder) -> None:
        """Restart ICE; the next check is the first under the new credentials."""
        fragment = f"a=ice-ufrag:{secrets.token_hex(4)}\r\na=ice-pwd:{secrets.token_hex(12)}\r\n"
        answer = await forwarder.restart(self.session, fragment, None)
        assert answer is not None
        self._take_credentials(answer)

    async def _bind(self) -> None:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=self.address)
        # Room for a burst while the test waits for something else.
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def check(self) -> None:
        self.send(check(username=f"{self.ufrag}:x", password=self.password.encode()))

    async def connect(self, answer: Answer) -> None:
        await self.open(answer)
        async with asyncio.timeout(PATIENCE):
            assert await self.link.handshake([("sha-256", _find(r"fingerprint:sha-256 (\S+)", answer))])

    async def close(self) -> None:
        await self.link.close()
        self.transport.close()

    def datagram_received(self, data: bytes, _: object) -> None:
        if data[0] < 4:
            self.checked.set()
        else:
            (self.media if data[0] >= 128 else self.inbox).put_nowait(data)

    async def receive(self) -> bytes:
        return await self.inbox.get()

    def send(self, data: bytes) -> None:
        self.transport.sendto(data)

    def send_rtp(self, payload_type: int, payload: bytes, *, sequence: int | None = None) -> None:
        self.sequence += sequence is None
        number = self.sequence if sequence is None else sequence
        data = packets.pack(packet(0, payload), sequence=number, timestamp=number, ssrc=payload_type)
        self.send(self.link.protect_rtp(data[:1] + bytes([data[1] | payload_type]) + data[2:]) or b"")

    def send_rtcp(self, data: bytes) -> None:
        self.send(self.link.protect_rtcp(data) or b"")

    async def packet(self) -> packets.RtpPacket:
        """The next RTP packet."""
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self.media.get()
                parsed = None if packets.is_rtcp(data) else packets.parse(self.link.unprotect_rtp(data) or b"")
                if parsed is not None:
                    return parsed

    async def lose(self) -> None:
        """Let the next RTP packet be lost before it is decrypted."""
        async with asyncio.timeout(PATIENCE):
            while packets.is_rtcp(await self.media.get()):
                continue

    async def settled(self) -> None:
        """Wait until the forwarder has read all that was sent before."""
        self.checked.clear()
        self.check()
        async with asyncio.timeout(PATIENCE):
            await self.checked.wait()

    async def move(self) -> None:
        """Go on from another address, as a telephone does that leaves the house."""
        self.transport.close()
        await self._bind()
        await self.settled()

    async def report(self) -> bytes:
        """The next RTCP datagram."""
        async with asyncio.timeout(PATIENCE):
            while True:
                data = await self.media.get()
                if packets.is_rtcp(data):
                    return self.link.unprotect_rtcp(data) or b""

    async def asked_for(self, report: type[rtcp.Report]) -> object:
        while True:
            for each in rtcp.parse(await self.report()):
                if isinstance(each, report):
                    return each


class Stage:
    """A forwarder in this process, and the peers it serves."""

    def __init__(self, settings: MediaSettings) -> None:
        self.events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self.forwarder = Forwarder(settings, self.events.put_nowait)
        self.peers: list[Peer] = []

    async def publisher(self, *, source: SourceId = CAMERA, passive: bool = False) -> Peer:
        peer = Peer(passive=passive)
        return await self._connect(peer, await self.forwarder.publish(ROOM, source, peer.offer("sendonly")))

    async def viewer(self, source: SourceId | None = None) -> Peer:
        peer = Peer()
        return await self._connect(peer, await self.forwarder.view(ROOM, source, peer.offer("recvonly")))

    async def _connect(self, peer: Peer, answer: Answer) -> Peer:
        self.peers.append(peer)
        await peer.connect(answer)
        return peer

    async def event(self) -> MediaEvent:
        async with asyncio.timeout(PATIENCE):
            return await self.events.get()


@asynccontextmanager
async def stage(settings: MediaSettings | None = None) -> AsyncIterator[Stage]:
    """Serve, and end everybody afterwards."""
    opened = Stage(settings or MediaSettings())
    try:
        yield opened
    finally:
        for peer in opened.peers:
            await peer.close()
        await opened.forwarder.close()


def _find(pattern: str, answer: Answer) -> str:
    match = re.search(pattern, answer.sdp)
    assert match is not None
    return match[1]
