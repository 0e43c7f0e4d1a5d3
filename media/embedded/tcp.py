"""ICE over TCP (RFC 6544, passive candidates; framing of RFC 4571): for networks that let no UDP through.

A connection is nobody until its first frame is a check that proves a peer's password. Until then there are few, for a
few seconds, and they hold no more than one frame each.
"""

import asyncio
import errno
import socket
from collections import Counter
from typing import cast

from media.embedded.clock import Clock, Timer
from media.embedded.ice import MAX_DATAGRAM, UdpPort

FIRST_CHECK = 5.0
"""Seconds a connection may take to prove itself."""
MAX_UNPROVEN = 256
MAX_UNPROVEN_BY_HOST = 32
MAX_WAITING = 256 * 1024
"""Bytes that wait for a slow connection, 1.5 s of a sharp picture; what comes then is lost, as on any path."""
REST = 1.0
"""Seconds without accepting where the process has no file descriptor left."""
STUCK = 15.0
"""Seconds a connection may take nothing before it is ended."""
_PREFIX = 2


class TcpPort:
    """Takes connections and passes their frames on to the port that knows the peers."""

    def __init__(self, sock: socket.socket, port: UdpPort, counters: Counter[str], clock: Clock) -> None:
        self.sock = sock
        self.port = port
        self.counters = counters
        self.clock = clock
        self._loop = asyncio.get_running_loop()
        self._unproven: Counter[str] = Counter()
        self._connections: set[TcpConnection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._resting: Timer | None = None
        self._listen()

    def _accept(self) -> None:
        try:
            sock, address = self.sock.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._rest()
            return
        host = address[0]
        if self._unproven.total() >= MAX_UNPROVEN or self._unproven[host] >= MAX_UNPROVEN_BY_HOST:
            self.counters["drop_tcp_connection"] += 1
            sock.close()
            return
        self._unproven[host] += 1
        task = self._loop.create_task(self._open(TcpConnection(self, (host, address[1])), sock))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _listen(self) -> None:
        self._resting = None
        self._loop.add_reader(self.sock, self._accept)

    def _rest(self) -> None:
        """Look away for a while: a connection that cannot be taken stays, and would call again at once."""
        self.counters["drop_tcp_connection"] += 1
        self._loop.remove_reader(self.sock)
        self._resting = self.clock.call_later(REST, self._listen)

    async def _open(self, connection: "TcpConnection", sock: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: connection, sock)
        except OSError:
            self.settle(connection)

    def opened(self, connection: "TcpConnection") -> None:
        """Remember a connection until it is lost."""
        self._connections.add(connection)

    def settle(self, connection: "TcpConnection") -> None:
        """Stop counting a connection among those that have yet to prove themselves."""
        host = connection.remote[0]
        self._unproven[host] -= 1
        if self._unproven[host] <= 0:
            del self._unproven[host]

    def lose(self, connection: "TcpConnection") -> None:
        """Forget a connection that is gone."""
        self._connections.discard(connection)
        self.port.lose(connection)

    def close(self) -> None:
        """Stop listening, and end every connection."""
        if self._resting is not None:
            self._resting.cancel()
        self._loop.remove_reader(self.sock)
        self.sock.close()
        for connection in tuple(self._connections):
            connection.close()
        for task in self._opening:
            task.cancel()


class TcpConnection(asyncio.Protocol):
    """One path to a peer."""

    def __init__(self, owner: TcpPort, remote: tuple[str, int]) -> None:
        self._owner = owner
        self._remote = remote
        self._proven = False
        self._transport: asyncio.Transport | None = None
        self._deadline: Timer | None = None
        self._buffer = b""
        self._full_since: float | None = None

    @property
    def remote(self) -> tuple[str, int]:
        """See `media.embedded.ice.Connection`."""
        return self._remote

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the other end a few seconds to prove itself."""
        # Of TCP it is always a Transport, though uvloop's is no subclass.
        self._transport = cast("asyncio.Transport", transport)
        self._owner.opened(self)
        self._deadline = self._owner.clock.call_later(FIRST_CHECK, self.close)

    def data_received(self, data: bytes) -> None:
        """Pass on every whole frame."""
        self._buffer += data
        at = 0
        while (end := self._end_of_frame(at)) is not None:
            if not self._take(self._buffer[at + _PREFIX : end]):
                return
            at = end
        self._buffer = self._buffer[at:]
        self._owner.port.after_burst()

    def _end_of_frame(self, at: int) -> int | None:
        start = at + _PREFIX
        if start > len(self._buffer):
            return None
        size = int.from_bytes(self._buffer[at:start], "big")
        if size > MAX_DATAGRAM:
            # Not waited for: it is refused as an empty one is.
            return start
        return start + size if start + size <= len(self._buffer) else None

    def _take(self, frame: bytes) -> bool:
        """Pass on a frame; False if the connection ends by it."""
        if not frame:
            self._owner.counters["drop_tcp_malformed"] += 1
            self.close()
            return False
        if self._owner.port.route(frame, self) == "checks_in" and not self._proven:
            self._settle()
            self._proven = True
        if not self._proven:
            self.close()
        return self._proven

    def send(self, data: bytes) -> None:
        """See `media.embedded.ice.Connection`."""
        if self._ready():
            self._write(len(data).to_bytes(_PREFIX, "big") + data)

    def send_run(self, data: memoryview, width: int) -> None:
        """See `media.embedded.ice.Connection`."""
        if self._ready():
            pieces = [data[at : at + width] for at in range(0, len(data), width)]
            self._write(b"".join(part for each in pieces for part in (len(each).to_bytes(_PREFIX, "big"), each)))

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _ready(self) -> bool:
        """Whether there is room; a connection that has none for long is given up."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() <= MAX_WAITING:
            self._full_since = None
            return True
        self._owner.counters["drop_tcp_full"] += 1
        now = self._owner.clock.time()
        self._full_since = self._full_since or now
        if now - self._full_since > STUCK:
            self.close()
        return False

    def close(self) -> None:
        """See `media.embedded.ice.Connection`."""
        if self._transport is not None:
            # Not `close`: that would wait for a reader that may never come.
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the path away from whoever used it."""
        self._settle()
        self._transport = None
        self._owner.lose(self)

    def _settle(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            self._owner.settle(self)
