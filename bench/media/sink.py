"""A viewer that only counts: own socket, connectivity checks, DTLS, and then datagrams by the hundred thousand."""

import asyncio
import re
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from aioice import stun as messages

from bench.media.load import stamp_of
from media.embedded import rtp, stun
from media.embedded.dtls import Identity, SecureLink

PATIENCE = 20.0
RECEIVE_BUFFER = 1 << 20
UFRAG = "sink"
PASSWORD = "a" * 24
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@qq")
_MAX_DATAGRAM = 2048


class Sink:
    """One viewer; whoever counts for it takes its socket over once it is connected."""

    def __init__(self, identity: Identity, *, client: bool, host: str = "127.0.0.1") -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.settimeout(0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self.sock.bind((host, 0))
        self.received = 0
        self.link = SecureLink(identity, self, client=client)
        self.on_media: Callable[[bytes], None] = lambda _: None
        self.address: tuple[str, int] = ("", 0)
        self._inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        self._check = b""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.sock, self.read)

    async def receive(self) -> bytes:
        """See `media.embedded.dtls.Carrier`."""
        return await self._inbox.get()

    def send(self, data: bytes) -> None:
        """Send a datagram, or lose it."""
        try:
            self.sock.sendto(data, self.address)
        except OSError:
            return

    async def prove(self, remote: str) -> None:
        """Send a check to the candidate of a description, and wait for its answer."""
        self.address = found(r" udp \d+ (\S+)", remote), int(found(r" udp \d+ \S+ (\d+)", remote))
        self._check = _check(found(r"ice-ufrag:(\S+)", remote), found(r"ice-pwd:(\S+)", remote))
        async with asyncio.timeout(PATIENCE):
            while not self._checked.is_set():
                self.consent()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._checked.wait(), 0.5)

    async def proven(self) -> None:
        """Wait for the other side to prove its address instead."""
        async with asyncio.timeout(PATIENCE):
            await self._checked.wait()

    async def secure(self, remote: str) -> None:
        """Shake hands."""
        async with asyncio.timeout(PATIENCE):
            if not await self.link.handshake([("sha-256", found(r"fingerprint:sha-256 (\S+)", remote))]):
                raise ConnectionError("no DTLS")

    def consent(self) -> None:
        """Show that this viewer is still there (RFC 7675)."""
        if self._check:
            self.send(self._check)

    def read(self) -> None:
        """Take one datagram."""
        data, address = self.sock.recvfrom(_MAX_DATAGRAM)
        if data[0] <= 3:
            self.take_stun(data, address)
        elif data[0] >= 128:
            self.on_media(data)
        else:
            self._inbox.put_nowait(data)

    def take_stun(self, data: bytes, address: tuple[str, int]) -> None:
        """Answer a check, or find that one was answered."""
        check = stun.parse_check(data)
        if check is not None:
            self.address = address
            self.send(stun.success(check.transaction, *address, PASSWORD.encode()))
        self._checked.set()

    def release(self) -> None:
        """Leave the socket to somebody who reads it faster."""
        self._loop.remove_reader(self.sock)

    async def close(self) -> None:
        """Say goodbye."""
        self._loop.remove_reader(self.sock)
        await self.link.close()
        self.sock.close()


class Sample:
    """Decrypts one sink's packets, and keeps how long each was on its way: by the kernel's clock at both ends."""

    def __init__(self, sink: Sink) -> None:
        self.milliseconds: list[float] = []
        self._sink = sink
        sink.release()
        sink.sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        asyncio.get_running_loop().add_reader(sink.sock, self._read)

    def _read(self) -> None:
        data, extra, _, address = self._sink.sock.recvmsg(_MAX_DATAGRAM, 64)
        if data[0] <= 3:
            self._sink.take_stun(data, address)
        elif data[0] >= 128 and not rtp.is_rtcp(data):
            self._sink.received += 1
            packet = rtp.parse(self._sink.link.unprotect_rtp(data) or b"")
            if packet is not None and extra:
                seconds, nanoseconds = _TIMESPEC.unpack(extra[0][2])
                self.milliseconds.append((seconds * 10**9 + nanoseconds - stamp_of(packet.payload)) / 1e6)


def found(pattern: str, text: str) -> str:
    """The first group of a pattern that must be there."""
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"nothing like {pattern} in {text}")
    return match[1]


def _check(ufrag: str, password: str) -> bytes:
    message = messages.Message(messages.Method.BINDING, messages.Class.REQUEST)
    message.attributes.update({"USERNAME": f"{ufrag}:{UFRAG}", "PRIORITY": 1, "ICE-CONTROLLING": 7})
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)
