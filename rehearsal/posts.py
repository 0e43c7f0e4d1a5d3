"""Commands by the thousand: HTTP/1.1 over a few kept connections, one request at a time on each."""

import asyncio
import secrets
import time
from collections import deque

from msgspec import Struct

from rehearsal.house import House
from rehearsal.viewers import Ticket

PATIENCE = 30.0
AGAIN = frozenset({429, 500, 503})
LONGEST_WISH = 5.0


class Answer(Struct, frozen=True):
    """What the server said, and after how many milliseconds from the first attempt."""

    status: int
    body: bytes
    milliseconds: float
    attempts: int = 1

    @property
    def taken(self) -> bool:
        """Whether it is on record."""
        return self.status == 200


class Posts:
    """Sends, over so many connections at once; more wait their turn, and that counts as the server's time."""

    def __init__(self, house: House, connections: int = 64) -> None:
        """Connect when there is something to send."""
        self._house = house
        self._idle: deque[_Line] = deque()
        self._places = asyncio.Semaphore(connections)

    async def command(self, ticket: Ticket, body: bytes, key: str = "", seconds: float = PATIENCE) -> Answer:
        """The answer to a command, sent again with the same key as docs/protocol.md says; raises TimeoutError."""
        key, began, attempts = key or secrets.token_hex(16), time.perf_counter(), 0
        async with asyncio.timeout(seconds):
            while True:
                attempts += 1
                try:
                    status, answer, wish = await self._once(ticket, body, key)
                except OSError:
                    status, answer, wish = 503, b"", 0.5
                if status not in AGAIN:
                    return Answer(status, answer, (time.perf_counter() - began) * 1000, attempts)
                await asyncio.sleep(min(wish, LONGEST_WISH))

    async def close(self) -> None:
        """Close what is connected."""
        while self._idle:
            self._idle.popleft().close()

    async def _once(self, ticket: Ticket, body: bytes, key: str) -> tuple[int, bytes, float]:
        head = "\r\n".join(
            (
                f"POST /api/seats/{ticket.seat}/commands HTTP/1.1",
                f"Host: {self._house.netloc}",
                f"Origin: {self._house.origin}",
                f"Cookie: {ticket.cookie}",
                *("Content-Type: application/json", f"Content-Length: {len(body)}", f"Idempotency-Key: {key}"),
                *("", ""),
            )
        )
        async with self._places:
            line = await self._line()
            try:
                answer = await line.ask(head.encode() + body)
            except BaseException:
                line.close()
                raise
            self._idle.append(line)
            return answer

    async def _line(self) -> "_Line":
        while self._idle:
            if (line := self._idle.popleft()).open:
                return line
        line = _Line()
        await self._house.connect(line)
        return line


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.open = False
        self._transport: asyncio.Transport | None = None
        self._came = b""
        self._answered: asyncio.Future[tuple[int, bytes, float]] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes, float]:
        """Status, body and Retry-After; raises OSError where the connection ends first."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._came, self._answered = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready."""
        self._transport, self.open = transport, True  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Answer whoever waits, once the answer is whole."""
        self._came += data
        head, found, body = self._came.partition(b"\r\n\r\n")
        if not found or self._answered is None or self._answered.done():
            return
        fields = {name.lower(): value for name, _, value in (line.partition(b": ") for line in head.split(b"\r\n")[1:])}
        if len(body) >= int(fields.get(b"content-length", b"0")):
            wish = float(fields.get(b"retry-after", b"0.2"))
            self._answered.set_result((int(head[9:12]), body, wish))

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits."""
        self.open = False
        if self._answered and not self._answered.done():
            self._answered.set_exception(ConnectionError("the connection was closed"))
