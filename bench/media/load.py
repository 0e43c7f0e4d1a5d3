"""The reference load: a picture of 190 packets a second, 1100 bytes each, in frames of equal packets."""

import asyncio
import struct
import time
from collections.abc import Callable

from msgspec import Struct

PACKETS_A_SECOND = 190
PACKET_BYTES = 1100
FRAME = 6
FRAMES_A_KEYFRAME = 30
PAYLOAD_TYPE = 100
SSRC = 777

_HEADER = struct.Struct("!BBHLL")
_STAMP = struct.Struct("!Q")
# RFC 7741: descriptor with S set, then the frame's first bytes; a keyframe says how large the picture is.
_KEYFRAME = b"\x10\x50\x00\x00\x9d\x01\x2a\x00\x05\xd0\x02"
_DELTA = b"\x10\x51\x00\x00".ljust(len(_KEYFRAME), b"\x00")
_CONTINUED = bytes(len(_KEYFRAME))
_FILL = b"x" * (PACKET_BYTES - _HEADER.size - len(_KEYFRAME) - _STAMP.size)
LONGEST = 120.0
"""Seconds after which a load ends, whoever forgot it."""


class Level(Struct, frozen=True):
    """How much to load a server with, and for how long."""

    viewers: int
    seconds: float = 6.0
    storm: int = 200
    samples: int = 8


def stamp_of(payload: bytes) -> int:
    """When a packet was sent, in ns since the epoch."""
    return int(_STAMP.unpack_from(payload, len(_KEYFRAME))[0])


class Generator:
    """Sends the load's RTP packets through `send`, frame by frame, until it is stopped."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self.sent = 0
        self.send: Callable[[bytes], None] = lambda _: None
        self.keyframe_wanted = True
        self._frames = 0
        self._running = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="load")

    def resume(self) -> None:
        """Send from now on."""
        self._running.set()

    def pause(self) -> None:
        """Send nothing more, so that what has arrived can be counted."""
        self._running.clear()

    async def stop(self) -> None:
        """End for good."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        end = time.monotonic() + self._longest
        due = 0.0
        while (now := time.monotonic()) < end:
            if not self._running.is_set():
                await self._running.wait()
                due = now = time.monotonic()
            self._send_frame()
            due += FRAME / PACKETS_A_SECOND
            await asyncio.sleep(max(0.0, due - now))

    def _send_frame(self) -> None:
        key = self.keyframe_wanted or self._frames % FRAMES_A_KEYFRAME == 0
        self.keyframe_wanted = False
        for number in range(FRAME):
            start = _CONTINUED if number else _KEYFRAME if key else _DELTA
            self.send(self._packet(start, marker=number == FRAME - 1))
        self._frames += 1

    def _packet(self, start: bytes, *, marker: bool) -> bytes:
        second = PAYLOAD_TYPE | (0x80 if marker else 0)
        header = _HEADER.pack(0x80, second, self.sent & 0xFFFF, self._frames * 3000 & 0xFFFFFFFF, SSRC)
        self.sent += 1
        return header + start + _STAMP.pack(time.time_ns()) + _FILL
