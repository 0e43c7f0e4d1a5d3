"""The two ends of a relay in one process, over a real Unix socket, and a publisher of two layers and a sound."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from media.api import RoomId, SourceId
from media.embedded.codecs import OPUS, VP8, Kind
from media.embedded.inlet import Inlet, RelayedSource
from media.embedded.outlet import Outlet
from media.embedded.rtp import RtpPacket
from media.embedded.stream import Stream
from tests.media.packets import packet, sending

ROOM, CAMERA = RoomId("room"), SourceId("camera")
PATIENCE = 20.0


@contextmanager
def socket_path() -> Iterator[str]:
    """A path short enough for a Unix socket, which pytest's own folders are not always."""
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "relay")


class Origin:
    """A publisher as the outlet sees one; what is asked of it is written down."""

    def __init__(self, room: RoomId = ROOM, source: SourceId = CAMERA) -> None:
        self.room, self.source = room, source
        self.asked: list[bytes] = []
        clock = asyncio.get_running_loop()
        self.low, self.high = (
            Stream(Kind.VIDEO, VP8, clock, self.asked.append, sender=9, nacks=False, rid=rid) for rid in "lh"
        )
        self.sound = Stream(Kind.AUDIO, OPUS, clock, self.asked.append, sender=9, nacks=False)
        self.streams = (self.low, self.high, self.sound)

    def send(self, stream: Stream, sequence: int, payload: bytes, *, ssrc: int = 1) -> None:
        stream.accept(packet(sequence, payload, ssrc=ssrc), asyncio.get_running_loop().time())


class Listener:
    """Writes down what it hears of a stream."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, bytes]] = []
        self.restarts = 0

    def push(self, stream: Stream, packet: RtpPacket, index: int, now: float) -> None:
        self.heard.append((index, packet.payload))

    def restart(self, stream: Stream) -> None:
        self.restarts += 1


class Ends:
    """An outlet and the inlet that is connected to it; an edge that writes down its sources."""

    def __init__(self) -> None:
        self.origins: list[Origin] = []
        self.sources: list[RelayedSource] = []
        self.counters: Counter[str] = Counter()
        self.changed = asyncio.Event()
        self.outlet: Outlet
        self.inlet = self.connect()

    def connect(self) -> Inlet:
        return Inlet(self, asyncio.get_running_loop(), self.counters)

    def started(self, room: RoomId) -> list[Origin]:
        return [each for each in self.origins if each.room == room]

    def arrived(self, source: RelayedSource) -> None:
        self.sources.append(source)
        self.changed.set()

    def departed(self, source: RelayedSource) -> None:
        self.sources.remove(source)
        self.changed.set()

    def received(self) -> None:
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.changed.clear()
                self.outlet.fanout.flush()
                try:
                    await asyncio.wait_for(self.changed.wait(), 0.01)
                except TimeoutError:
                    continue

    def publish(self, room: RoomId = ROOM) -> Origin:
        origin = Origin(room)
        self.origins.append(origin)
        self.outlet.started(origin)
        return origin


@asynccontextmanager
async def ends() -> AsyncIterator[Ends]:
    """Connect both, and disconnect them afterwards."""
    with socket_path() as path, sending() as fanout:
        both = Ends()
        both.outlet = Outlet(fanout, both.counters, both.started)
        await both.outlet.listen(path)
        await asyncio.get_running_loop().create_unix_connection(lambda: both.inlet, path)
        await both.until(lambda: bool(both.outlet.connected))
        yield both
        both.inlet.close()
        both.outlet.close()
        await both.until(lambda: both.inlet.lost and not both.outlet.connected)
