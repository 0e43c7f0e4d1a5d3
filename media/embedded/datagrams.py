"""Handing many datagrams to the kernel at once, in three ways; `ladder` chooses one by trying.

A batch has slots; each slot is one destination's run of equally long datagrams (the last may be shorter) in one
piece of memory. The memory is reused for every burst, so the cost of a viewer is its packets and nothing else.
"""

import errno
import socket
import struct
from collections import Counter
from typing import Any, Literal, NamedTuple

from cffi import FFI  # type: ignore[import-untyped]

from media.embedded.dtls import MAX_PACKET, MAX_TRAILER, memory, memory_view
from media.embedded.ice import Address, UdpAddress

Rung = Literal["gso", "sendmmsg", "sendto"]
"""How datagrams leave, best first: cut up by the kernel (UDP_SEGMENT), many in a system call, or one in each."""

SLOTS = 64
SEGMENTS = 12
STRIDE = MAX_PACKET + MAX_TRAILER
SLOT_SIZE = SEGMENTS * STRIDE
MAX_SEGMENT = 1232
"""Bytes of UDP payload that fit the smallest IPv6 link; a longer datagram is left to IP to split."""

_SOL_UDP, _UDP_SEGMENT, _MSG_DONTWAIT = 17, 103, 0x40
_CONTROL = struct.Struct("@QiiH6x")
_CONTROL_LENGTH = 24
_WIDTH = struct.Struct("@H")
_WIDTH_AT = 16
_FULL = (errno.EAGAIN, errno.ENOBUFS)
_REFUSED = (errno.EIO, errno.EINVAL)
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
    """Where a viewer's datagrams go, packed once for the kernel; or the connection they go by instead."""

    def __init__(self, address: Address) -> None:
        self.connection = None if isinstance(address, tuple) else address
        self.address = address if isinstance(address, tuple) else address.remote
        packed = _pack_address(address) if isinstance(address, tuple) else b""
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

    @property
    def rung(self) -> Rung:
        """Which way this is."""
        return "sendto"

    def send(self, runs: list[Run]) -> None:
        """Send what is in the first slots, one run for each; what the kernel does not take is lost and counted."""
        for slot, run in enumerate(runs):
            self.send_run(slot, run)

    def send_run(self, slot: int, run: Run) -> None:
        """Send what is in one slot, each datagram by itself."""
        start = slot * SLOT_SIZE
        for at in range(start, start + run.total, run.width):
            try:
                self._sock.sendto(self._bytes[at : min(at + run.width, start + run.total)], run.destination.address)
            except BlockingIOError:
                self.counters["drop_socket_full"] += 1
            except OSError:
                self.counters["drop_unreachable"] += 1


class MessageBatch(Batch):
    """One system call for all datagrams of a burst; AttributeError or OSError where there is no sendmmsg."""

    def __init__(self, sock: socket.socket, counters: Counter[str]) -> None:
        super().__init__(sock, counters)
        self._sendmmsg: Any = ffi.dlopen(None).sendmmsg
        self._vectors = ffi.new("struct iovec[]", SLOTS * SEGMENTS)
        self._messages = _messages(self._vectors)

    @property
    def rung(self) -> Rung:
        """See `Batch.rung`."""
        return "sendmmsg"

    def send(self, runs: list[Run]) -> None:
        """Send as `Batch.send`."""
        self._send_from(0, runs)

    def _send_from(self, first: int, runs: list[Run]) -> None:
        """Send all but the first runs, each datagram as a message."""
        count, start = 0, self.memory + first * SLOT_SIZE
        for run in runs[first:]:
            for at in range(0, run.total, run.width):
                vector, header = self._vectors[count], self._messages[count].header
                vector.base, vector.length = start + at, min(run.width, run.total - at)
                header.name, header.name_length = run.destination.name, run.destination.length
                count += 1
            start += SLOT_SIZE
        self._submit(self._messages, count)

    def _submit(self, messages: Any, count: int) -> None:
        """Have every message sent; one the kernel does not take is counted and passed over."""
        sent = 0
        while sent < count:
            taken = self._sendmmsg(self._sock.fileno(), messages + sent, count - sent, _MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif ffi.errno in _FULL:
                self.counters["drop_socket_full"] += count - sent
                return
            else:
                self.counters["drop_unreachable"] += 1
                sent += 1


class SegmentBatch(MessageBatch):
    """One system call for all slots, one pass through the network stack for each slot."""

    def __init__(self, sock: socket.socket, counters: Counter[str]) -> None:
        super().__init__(sock, counters)
        self.segments = True
        self._controls = ffi.new("char[]", SLOTS * _CONTROL_LENGTH)
        self._control_view = ffi.buffer(self._controls)
        self._run_vectors = ffi.new("struct iovec[]", SLOTS)
        # A second set, because segment control data left behind would cut up datagrams that are sent whole.
        self._segmented = _messages(self._run_vectors)
        for slot in range(SLOTS):
            self._prepare(slot)

    @property
    def rung(self) -> Rung:
        """See `Batch.rung`; the next one down once the kernel has refused."""
        return "gso" if self.segments else "sendmmsg"

    def _prepare(self, slot: int) -> None:
        self._run_vectors[slot].base = self.memory + slot * SLOT_SIZE
        header, at = self._segmented[slot].header, slot * _CONTROL_LENGTH
        header.control, header.control_length = self._controls + at, _CONTROL_LENGTH
        _CONTROL.pack_into(self._control_view, at, 18, _SOL_UDP, _UDP_SEGMENT, 0)

    def send(self, runs: list[Run]) -> None:
        """Send as `Batch.send`; runs that are one datagram each need no segmentation."""
        if not self.segments or all(run.total == run.width for run in runs):
            super().send(runs)
            return
        for slot, run in enumerate(runs):
            header = self._segmented[slot].header
            header.name, header.name_length = run.destination.name, run.destination.length
            self._run_vectors[slot].length = run.total
            _WIDTH.pack_into(self._control_view, slot * _CONTROL_LENGTH + _WIDTH_AT, run.width)
        self._submit_segmented(runs)

    def _submit_segmented(self, runs: list[Run]) -> None:
        sent, count = 0, len(runs)
        while sent < count:
            taken = self._sendmmsg(self._sock.fileno(), self._segmented + sent, count - sent, _MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif ffi.errno in _FULL:
                self.counters["drop_socket_full"] += sum(-(-run.total // run.width) for run in runs[sent:])
                return
            elif ffi.errno in _REFUSED:
                self._step_down(sent, runs)
                return
            else:
                self.counters["drop_unreachable"] += -(-runs[sent].total // runs[sent].width)
                sent += 1

    def _step_down(self, slot: int, runs: list[Run]) -> None:
        """Go on without segmentation: some devices and old kernels have none, and that does not change meanwhile."""
        self.segments = False
        self.counters["segmentation_refused"] += 1
        self._send_from(slot, runs)


def _messages(vectors: Any) -> Any:
    """As many messages as there are vectors, one for each."""
    messages = ffi.new("struct mmsghdr[]", len(vectors))
    for number in range(len(vectors)):
        messages[number].header.vector = vectors + number
        messages[number].header.count = 1
    return messages


def _pack_address(address: UdpAddress) -> bytes:
    """A struct sockaddr_in or sockaddr_in6 as Linux lays it out."""
    host, port = address[0], address[1]
    if len(address) == 2:
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, socket.inet_aton(host))
    packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    head = struct.pack("=H", socket.AF_INET6) + struct.pack("!HL", port, address[2])
    return head + packed + struct.pack("=L", address[3])
