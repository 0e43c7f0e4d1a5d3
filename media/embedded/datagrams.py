"""Handing many datagrams to the kernel at once: sendmmsg with UDP segmentation where there is any, else sendto.

A batch has slots; each slot is one destination's run of equally long datagrams (the last may be shorter) in one
piece of memory. The memory is reused for every burst, so the cost of a viewer is its packets and nothing else.
"""

import errno
import socket
import struct
import sys
from collections import Counter
from typing import Any, NamedTuple

from cffi import FFI  # type: ignore[import-untyped]

from media.embedded.dtls import MAX_PACKET, MAX_TRAILER, address_of, memory, memory_view
from media.embedded.ice import Address

SLOTS = 64
SEGMENTS = 12
STRIDE = MAX_PACKET + MAX_TRAILER
SLOT_SIZE = SEGMENTS * STRIDE
MAX_SEGMENT = 1232
"""Bytes of UDP payload that fit the smallest IPv6 link; a longer datagram is left to IP to split."""

_SOL_UDP, _UDP_SEGMENT, _MSG_DONTWAIT = 17, 103, 0x40
_CONTROL = struct.Struct("@QiiH6x")
_CONTROL_LENGTH = 24
_SEGMENT_AT = 16
_CDEF = """
struct iovec { void *base; size_t length; };
struct msghdr { void *name; unsigned name_length; struct iovec *vector; size_t count; void *control;
                size_t control_length; int flags; };
struct mmsghdr { struct msghdr header; unsigned length; };
int sendmmsg(int, struct mmsghdr *, unsigned, int);
"""

ffi = FFI()
ffi.cdef(_CDEF)


class Destination:
    """Where a viewer's datagrams go, packed once for the kernel."""

    def __init__(self, address: Address) -> None:
        self.address = address
        packed = _pack_address(address)
        self.length = len(packed)
        self.name = ffi.new("char[]", packed)


class Run(NamedTuple):
    """A filled slot: `total` bytes of datagrams of `width` bytes each."""

    destination: Destination
    total: int
    width: int


class Batch:
    """The portable way: one system call for each datagram."""

    def __init__(self, sock: socket.socket, counters: Counter[str]) -> None:
        self.memory = memory("char[]", SLOTS * SLOT_SIZE)
        self.view = memory_view(self.memory)
        self.counters = counters
        self._sock = sock
        self._bytes = memoryview(self.view)

    def send(self, runs: list[Run]) -> None:
        """Send what is in the first slots, one run for each; what the kernel does not take is lost and counted."""
        for slot, run in enumerate(runs):
            self._send_run(slot, run)

    def _send_run(self, slot: int, run: Run) -> None:
        start = slot * SLOT_SIZE
        for at in range(start, start + run.total, run.width):
            try:
                self._sock.sendto(self._bytes[at : min(at + run.width, start + run.total)], run.destination.address)
            except BlockingIOError:
                self.counters["drop_socket_full"] += 1
            except OSError:
                self.counters["drop_unreachable"] += 1


class LinuxBatch(Batch):
    """One system call for all slots, one pass through the network stack for each slot."""

    def __init__(self, sock: socket.socket, counters: Counter[str]) -> None:
        super().__init__(sock, counters)
        self.segments = True
        self._kernel: Any = ffi.dlopen(None)
        self._vectors = ffi.new("struct iovec[]", SLOTS)
        self._controls = ffi.new("char[]", SLOTS * _CONTROL_LENGTH)
        self._control_view = ffi.buffer(self._controls)
        self._plain = ffi.new("struct mmsghdr[]", SLOTS)
        # A second set, because segment control data left behind would cut up datagrams that are sent whole.
        self._segmented = ffi.new("struct mmsghdr[]", SLOTS)
        for slot in range(SLOTS):
            self._prepare(slot)

    def _prepare(self, slot: int) -> None:
        self._vectors[slot].base = ffi.cast("void *", address_of(self.memory) + slot * SLOT_SIZE)
        for messages in (self._plain, self._segmented):
            messages[slot].header.vector = self._vectors + slot
            messages[slot].header.count = 1
        header = self._segmented[slot].header
        header.control = self._controls + slot * _CONTROL_LENGTH
        header.control_length = _CONTROL_LENGTH
        at = slot * _CONTROL_LENGTH
        _CONTROL.pack_into(self._control_view, at, 18, _SOL_UDP, _UDP_SEGMENT, 0)

    def send(self, runs: list[Run]) -> None:
        """Send as `Batch.send`; a run longer than a datagram needs segmentation."""
        whole = all(run.total == run.width for run in runs)
        if not whole and not self.segments:
            super().send(runs)
            return
        messages = self._plain if whole else self._segmented
        for slot, run in enumerate(runs):
            header = messages[slot].header
            header.name, header.name_length = run.destination.name, run.destination.length
            self._vectors[slot].length = run.total
            if not whole:
                struct.pack_into("@H", self._control_view, slot * _CONTROL_LENGTH + _SEGMENT_AT, run.width)
        self._submit(messages, runs)

    def _submit(self, messages: Any, runs: list[Run]) -> None:
        sent = 0
        while sent < len(runs):
            taken = self._kernel.sendmmsg(self._sock.fileno(), messages + sent, len(runs) - sent, _MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif self._refused(ffi.errno, sent, runs, segmented=messages is self._segmented):
                return
            else:
                sent += 1

    def _refused(self, error: int, slot: int, runs: list[Run], *, segmented: bool) -> bool:
        """Account for the message the kernel did not take; True if trying the rest is of no use."""
        if error in (errno.EAGAIN, errno.ENOBUFS):
            self.counters["drop_socket_full"] += len(runs) - slot
            return True
        if segmented and error in (errno.EIO, errno.EINVAL):
            # Some devices and old kernels cannot segment; that does not change while we run.
            self.segments = False
            self.counters["segmentation_refused"] += 1
            self._send_run(slot, runs[slot])
            return False
        self.counters["drop_unreachable"] += 1
        return False


def open_batch(sock: socket.socket, counters: Counter[str]) -> Batch:
    """Return the fastest batch this system has."""
    return LinuxBatch(sock, counters) if sys.platform == "linux" else Batch(sock, counters)


def _pack_address(address: Address) -> bytes:
    """A struct sockaddr_in or sockaddr_in6 as Linux lays it out."""
    host, port = address[0], address[1]
    if len(address) == 2:
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton(host))
    packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    head = struct.pack("=H", socket.AF_INET6) + struct.pack("!HL", port, address[2])
    return head + packed + struct.pack("=L", address[3])
