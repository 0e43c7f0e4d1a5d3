"""How long the server waits for a request that has begun: for its head, and for its body at the pace of a bad line.

uvicorn waits for ever, so whoever sends a byte now and then could hold every connection there may be. A request that
comes in one piece, on a connection that was kept, costs next to nothing here. Beside `server/ws/fanout.py` this is the
only place that knows uvicorn's insides.
"""

from collections import Counter
from collections.abc import Container, Iterable
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 20.0
SLOWEST: Final = 1024
"""Bytes a second at which a body must come, after its first BODY_SECONDS."""
HEAD_BYTES: Final = 64 * 1024
BY_ADDRESS: Final = 500
"""Requests of one address that have begun and not ended: a hall's, whose browsers open connections ahead of need."""
SPARED: Final = 2.0
"""So many seconds they may be more: when the power is back, a hall of thousands comes in faster than it is read."""

SLOW_HEAD: Final = "slow_head"
SLOW_BODY: Final = "slow_body"
LARGE_HEAD: Final = "large_head"
CROWDED: Final = "crowded"
FULL: Final = "full"
REASONS: Final = (SLOW_HEAD, SLOW_BODY, LARGE_HEAD, CROWDED, FULL)

_TAIL: Final = b"connection: close\r\ncontent-length: 0\r\n\r\n"
ANSWERS: Final = {
    SLOW_HEAD: b"HTTP/1.1 408 Request Timeout\r\n" + _TAIL,
    SLOW_BODY: b"HTTP/1.1 408 Request Timeout\r\n" + _TAIL,
    LARGE_HEAD: b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + _TAIL,
    CROWDED: b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\n" + _TAIL,
    FULL: b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n" + _TAIL,
}


class Patience:
    """The connections on which something is awaited, the longest first; `most` connections there may be in all.

    `proxies` are the addresses that stand for many people. `tally` counts connections that were ended, by REASONS.
    """

    def __init__(self, most: int, proxies: Container[str] = (), tally: Counter[str] | None = None) -> None:
        """Begin with nobody."""
        self.most = most
        self.tally = Counter() if tally is None else tally
        self._proxies = proxies
        self._awaited: dict[PatientProtocol, None] = {}
        self._of: dict[str, dict[PatientProtocol, None]] = {}

    def begin(self, connection: "PatientProtocol") -> None:
        """Await something; where one address has too much of that, what it has kept us waiting for longest ends."""
        self._awaited[connection] = None
        theirs = self._of.setdefault(connection.peer, {})
        theirs[connection] = None
        if len(theirs) > BY_ADDRESS and connection.peer not in self._proxies:
            longest = next(iter(theirs))
            if connection.since - longest.since > SPARED:
                longest.give_up(CROWDED)

    def end(self, connection: "PatientProtocol") -> None:
        """Await nothing more on a connection."""
        del self._awaited[connection]
        theirs = self._of[connection.peer]
        del theirs[connection]
        if not theirs:
            del self._of[connection.peer]

    def sweep(self, now: float) -> None:
        """End what has taken too long, at this time of the loop."""
        for connection in list(self._awaited):
            if reason := connection.overdue(now):
                connection.give_up(reason)

    def make_room(self, connections: Iterable[Any]) -> bool:
        """End what has kept us waiting longest, else all that is kept for a next request; False where nothing is."""
        if self._awaited:
            next(iter(self._awaited)).give_up(FULL)
            return True
        idle = [each for each in connections if isinstance(each, PatientProtocol) and each.idle]
        for each in idle:
            each.shutdown()
        return bool(idle)


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, but for its patience."""

    def __init__(self, patience: Patience, **given: Any) -> None:
        """Take what all connections have in common, and what uvicorn gives."""
        super().__init__(**given)
        self.peer = ""
        self._patience = patience
        self._awaiting = False
        self._whole = False
        self._before: Any = None
        self.since = 0.0
        self._received = 0

    @property
    def idle(self) -> bool:
        """Whether it is kept for a next request alone."""
        return self.timeout_keep_alive_task is not None

    def connection_made(self, transport: Any) -> None:
        """Await a first request, where there is room for it."""
        super().connection_made(transport)
        self.peer = self.client[0] if self.client else ""
        if len(self.connections) <= self._patience.most or self._patience.make_room(self.connections):
            self._begin(0)
        else:
            self.give_up(FULL)

    def connection_lost(self, exc: Exception | None) -> None:
        """Await nothing more."""
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, and await the rest of it."""
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            # What came was the head of a socket, which has its own protocol from here on.
            return
        if self._whole and self._is_nothing:
            self._whole, self._before = False, self.cycle
        if self._whole:
            self._end()
        elif not self._awaiting:
            self._begin(len(data))
        else:
            self._received += len(data)
            if self._received > HEAD_BYTES and self._in_head:
                self.give_up(LARGE_HEAD)

    def on_message_begin(self) -> None:
        """Note that a head has begun."""
        super().on_message_begin()
        self._whole = False
        self._before = self.cycle

    def on_message_complete(self) -> None:
        """Note that all of a request is there."""
        super().on_message_complete()
        self._whole = True

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of sockets."""
        self._end()
        super().handle_websocket_upgrade()

    def overdue(self, now: float) -> str:
        """Why the request has taken too long; empty where it has not."""
        if self.flow.read_paused:
            # It is we who do not read.
            self.since, self._received = now, 0
        waited = now - self.since
        if self._in_head:
            return SLOW_HEAD if waited > HEAD_SECONDS else ""
        allowed = BODY_SECONDS if self.cycle.response_complete else BODY_SECONDS + self._received / SLOWEST
        return SLOW_BODY if waited > allowed else ""

    def give_up(self, reason: str) -> None:
        """End the connection, with an answer where none has begun."""
        self._patience.tally[reason] += 1
        self._end()
        if not self.transport.is_closing() and (self._in_head or not self.cycle.response_started):
            self.transport.write(ANSWERS[reason])
        self.transport.close()

    @property
    def _in_head(self) -> bool:
        return self.cycle is self._before

    @property
    def _is_nothing(self) -> bool:
        """Whether what came was an empty line, with which nothing begins but uvicorn's wait for a next request ends."""
        return self.cycle is not None and self.cycle.response_complete and not self.idle

    def _begin(self, received: int) -> None:
        self._awaiting, self.since, self._received = True, self.loop.time(), received
        self._patience.begin(self)

    def _end(self) -> None:
        if self._awaiting:
            self._awaiting = False
            self._patience.end(self)
