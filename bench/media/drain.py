"""Counting what hundreds of sinks receive, cheaply enough that the one core they share is not what is measured."""

import asyncio
import select
from typing import Any

from cffi import FFI  # type: ignore[import-untyped]

from bench.media.sink import Sink

CONSENT = 5.0
"""Seconds between two checks of a sink (RFC 7675 section 5.1)."""
SLICES = 20
MESSAGES = 64
HEAD = 160
"""Bytes kept of a datagram: all of a connectivity check, the beginning of a packet."""

_MEDIA = bytes(range(128, 192))
_RTCP = bytes(range(192, 224))
_MSG_DONTWAIT = 0x40
ffi = FFI()
ffi.cdef("""
struct iovec { void *base; size_t length; };
struct msghdr { void *name; unsigned name_length; struct iovec *vector; size_t count; void *control;
                size_t control_length; int flags; };
struct mmsghdr { struct msghdr header; unsigned length; };
int recvmmsg(int, struct mmsghdr *, unsigned, int, void *);
""")


class Drain:
    """Reads all sinks that were added, and keeps their sessions alive."""

    def __init__(self) -> None:
        self._kernel: Any = ffi.dlopen(None)
        self._memory = ffi.new("char[]", MESSAGES * HEAD)
        self._view = memoryview(ffi.buffer(self._memory))
        self._vectors = ffi.new("struct iovec[]", MESSAGES)
        self._messages = ffi.new("struct mmsghdr[]", MESSAGES)
        for slot in range(MESSAGES):
            self._vectors[slot].base, self._vectors[slot].length = self._memory + slot * HEAD, HEAD
            self._messages[slot].header.vector, self._messages[slot].header.count = self._vectors + slot, 1
        self.sinks: dict[int, Sink] = {}
        self._sampled: list[Sink] = []
        self._slice = 0
        self._ready = select.epoll()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._ready.fileno(), self._read)
        self._timer = self._loop.call_later(CONSENT / SLICES, self._consent)

    def add(self, sink: Sink) -> None:
        """Count for a sink from now on."""
        sink.release()
        self.sinks[sink.sock.fileno()] = sink
        self._ready.register(sink.sock, select.EPOLLIN)

    def keep(self, sink: Sink) -> None:
        """Keep a sink alive that somebody else counts for."""
        if self.sinks.pop(sink.sock.fileno(), None):
            self._ready.unregister(sink.sock)
        self._sampled.append(sink)

    def close(self) -> None:
        """Count no more."""
        self._timer.cancel()
        self._loop.remove_reader(self._ready.fileno())
        self._ready.close()

    def _read(self) -> None:
        for descriptor, _ in self._ready.poll(0, 256):
            sink = self.sinks.get(descriptor)
            taken = self._kernel.recvmmsg(descriptor, self._messages, MESSAGES, _MSG_DONTWAIT, ffi.NULL)
            if sink is not None and taken > 0:
                sink.received += self._count(sink, taken)

    def _count(self, sink: Sink, taken: int) -> int:
        """The RTP packets among the datagrams just read."""
        first, second = (bytes(self._view[at : taken * HEAD : HEAD]) for at in (0, 1))
        if not first.translate(None, _MEDIA):
            return len(second.translate(None, _RTCP))
        for slot in range(taken):
            if first[slot] <= 3:
                length = self._messages[slot].length
                sink.take_stun(bytes(self._view[slot * HEAD : slot * HEAD + length]), sink.address)
        return sum(a in _MEDIA and b not in _RTCP for a, b in zip(first, second, strict=True))

    def _consent(self) -> None:
        self._timer = self._loop.call_later(CONSENT / SLICES, self._consent)
        self._slice = (self._slice + 1) % SLICES
        for sink in (*self._sampled, *self.sinks.values())[self._slice :: SLICES]:
            sink.consent()
