"""Who watches while others misbehave, in a process of their own: `python -m bench.malformed.witness WHERE-AS-JSON`.

A socket that pings, a publisher and its viewer. A line says that they are there; for each line of input another says
what they saw since.

An answer that is late may be this machine's doing. So beside the time it took stands what is left of it without the
time in which this process or the one that answered was ready to run and did not get a core: `held`, what the server can
have been busy or blocked for at most.
"""

import asyncio
import json
import os
import sys
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import httpx
import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from bench.media.load import PAYLOAD_TYPE, Generator, stamp_of
from bench.media.sink import PASSWORD, UFRAG, Sink
from media.embedded import rtp
from media.embedded.dtls import Identity
from rehearsal.viewers import Ticket

PING_SECONDS: Final = 0.02
CONSENT_SECONDS: Final = 5.0
QUIET_SECONDS: Final = 0.5
LONGEST: Final = 4 * 3600.0


class Where(Struct, frozen=True, kw_only=True):
    """A server and its processes, and who watches it."""

    url: str
    server: int
    workers: Sequence[int]
    host: Ticket
    viewer: Ticket


class Sight(Struct, kw_only=True):
    """What was seen; times in ms."""

    pings: int = 0
    longest_ping: float = 0.0
    held_ping: float = 0.0
    changes: int = 0
    gaps: int = 0
    closed: int = 0
    sent: int = 0
    received: int = 0
    longest_packet: float = 0.0
    held_packet: float = 0.0


class Moment(Struct, frozen=True):
    """A time, and what the scheduler has counted by then: of each process how long it ran and waited, in s."""

    at: float
    own: float
    others: Sequence[tuple[float, float]]


class Clock:
    """How long the main threads of some processes, and this one, have waited to run."""

    def __init__(self, pids: Sequence[int]) -> None:
        """Take whose."""
        self._others = [Path(f"/proc/{pid}/task/{pid}/schedstat") for pid in pids]
        self._own = Path(f"/proc/self/task/{os.getpid()}/schedstat")
        self._past: deque[Moment] = deque(maxlen=4000)

    def note(self) -> None:
        """Remember this moment."""
        self._past.append(Moment(time.time(), _counted(self._own)[1], [_counted(file) for file in self._others]))

    def held(self, since: float) -> float:
        """What of the time from `since` to the moment noted last can have been the busiest one's doing, in ms."""
        place = max(bisect_right(self._past, since, key=lambda moment: moment.at) - 1, 0)
        begun, now = self._past[place], self._past[-1]
        spans = [
            (ran - before, waited - earlier)
            for (ran, waited), (before, earlier) in zip(now.others, begun.others, strict=True)
        ]
        return 1000 * max(0.0, now.at - since - (now.own - begun.own) - max(spans)[1])


def _counted(file: Path) -> tuple[float, float]:
    ran, waited, _ = map(int, file.read_text().split())
    return ran / 1e9, waited / 1e9


class Witness:
    """Everybody who watches."""

    def __init__(self, where: Where) -> None:
        """Take where."""
        self.sight = Sight()
        self._where = where
        self._server, self._workers = Clock([where.server]), Clock(where.workers)
        self._identity = Identity()
        self._seq = -1

    async def watch(self, stack: AsyncExitStack, group: asyncio.TaskGroup) -> Generator:
        """Begin, until the context ends."""
        where, viewer = self._where, self._where.viewer
        address = f"{where.url.replace('http', 'ws', 1)}/ws/{viewer.seat}"
        headers = {"Cookie": viewer.cookie}
        dial = connect(address, origin=Origin(where.url), additional_headers=headers, proxy=None, ping_interval=None)
        socket = await stack.enter_async_context(dial)
        await socket.send('{"type":"hello"}')
        publisher = await self._connected("whip", where.host, "sendonly")
        await self._take_the_stage()
        sink = await self._connected("whep", viewer, "recvonly")
        stack.push_async_callback(publisher.close)
        stack.push_async_callback(sink.close)
        sink.on_media = lambda data: self._take(sink, data)
        for work in (self._read(socket), self._ping(socket), self._consent([publisher, sink])):
            stack.callback(group.create_task(work).cancel)
        return self._publish(publisher)

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = msgspec.json.decode(text)
            if message["type"] == "snapshot":
                self._seq = message["seq"]
            elif message["type"] == "changed":
                self.sight.changes += 1
                self.sight.gaps += message["first"] != self._seq + 1
                self._seq = message["last"]
        self.sight.closed += 1

    async def _ping(self, socket: ClientConnection) -> None:
        while True:
            self._server.note()
            began = time.time()
            await (await socket.ping())
            self._server.note()
            self.sight.pings += 1
            self.sight.longest_ping = max(self.sight.longest_ping, 1000 * (time.time() - began))
            self.sight.held_ping = max(self.sight.held_ping, self._server.held(began))
            await asyncio.sleep(PING_SECONDS)

    async def _consent(self, sinks: Sequence[Sink]) -> None:
        while True:
            for sink in sinks:
                sink.consent()
            await asyncio.sleep(CONSENT_SECONDS)

    def _publish(self, publisher: Sink) -> Generator:
        generator = Generator(LONGEST)

        def send(packet: bytes) -> None:
            self._workers.note()
            self.sight.sent += 1
            publisher.send(publisher.link.protect_rtp(packet) or b"")

        generator.send = send
        generator.resume()
        return generator

    def _take(self, sink: Sink, data: bytes) -> None:
        if rtp.is_rtcp(data) or (packet := rtp.parse(sink.link.unprotect_rtp(data) or b"")) is None:
            return
        self.sight.received += 1
        stamp = stamp_of(packet.payload) / 1e9
        late = 1000 * (time.time() - stamp)
        if late > self.sight.longest_packet or late > self.sight.held_packet:
            self._workers.note()
            self.sight.longest_packet = max(self.sight.longest_packet, late)
            self.sight.held_packet = max(self.sight.held_packet, self._workers.held(stamp))

    async def _connected(self, way: str, ticket: Ticket, direction: str) -> Sink:
        headers = {"content-type": "application/sdp", "cookie": ticket.cookie}
        sink = Sink(self._identity, client=True)
        async with httpx.AsyncClient() as http:
            address, offer = f"{self._where.url}/{way}/{ticket.seat}", self._offer(direction)
            answer = await http.post(address, content=offer, headers=headers)
        answer.raise_for_status()
        await sink.prove(answer.text)
        await sink.secure(answer.text)
        return sink

    async def _take_the_stage(self) -> None:
        host = self._where.host
        headers = {"cookie": host.cookie, "idempotency-key": "witness-takes-the-stage"}
        body = {"type": "stage.take", "seat": host.seat}
        async with httpx.AsyncClient() as http:
            address = f"{self._where.url}/api/seats/{host.seat}/commands"
            (await http.post(address, json=body, headers=headers)).raise_for_status()

    def _offer(self, direction: str) -> str:
        lines = (
            *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0"),
            *(f"m=video 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}", "c=IN IP4 0.0.0.0", "a=mid:0", f"a={direction}"),
            *("a=rtcp-mux", f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PASSWORD}", "a=setup:active"),
            *(f"a=fingerprint:sha-256 {self._identity.fingerprint}", f"a=rtpmap:{PAYLOAD_TYPE} VP8/90000"),
        )
        return "\r\n".join(lines) + "\r\n"


async def main(where: Where) -> None:
    """Watch to the end of the input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    witness = Witness(where)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        generator = await witness.watch(stack, group)
        _say(witness)
        while await reader.readline():
            # What is on its way is neither here nor there.
            generator.pause()
            await asyncio.sleep(QUIET_SECONDS)
            _say(witness)
            generator.resume()
        await generator.stop()
        await stack.aclose()


def _say(witness: Witness) -> None:
    sys.stdout.write(json.dumps(msgspec.to_builtins(witness.sight)) + "\n")
    sys.stdout.flush()
    witness.sight = Sight()


if __name__ == "__main__":
    asyncio.run(main(msgspec.json.decode(sys.argv[1], type=Where)))
