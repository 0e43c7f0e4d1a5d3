"""One of several processes that serve the same house: writes the roadshows it holds, follows the others' logs.

A room that another node writes reads the log here: at once when the bus says that it has grown, and every second in any
case, so that a bus that loses everything costs time and nothing else. The same look takes over what nobody holds.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from itertools import count
from typing import Any, Final

import structlog

from server.app.chatter import Chatter, Grown
from server.app.rooms import Live, Rooms
from server.app.tenancy import Tenancy
from server.domain.messages import Entry, RoadshowId
from server.domain.state import Roadshow
from server.ports.nodes import Bus, Lease

LOOK: Final = 1.0
WAKE: Final = 3
FORWARDED: Final = "forwarded"
UNREACHED: Final = "unreached"
MOVED: Final = "moved"
OUTCOMES: Final = (FORWARDED, UNREACHED, MOVED)

logger = structlog.get_logger()


class Nodes:
    """This node among the others; `tally` counts requests for what others hold, by OUTCOMES."""

    def __init__(self, rooms: Rooms, tenancy: Tenancy, bus: Bus, chatter: Chatter) -> None:
        """Join them; nothing happens before `start`."""
        self.tenancy = tenancy
        self.bus = bus
        self.chatter = chatter
        self.tally: Counter[str] = Counter()
        self._rooms = rooms
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving: asyncio.Task[None] | None = None
        self._reading: set[RoadshowId] = set()
        rooms.follow(self._recorded)
        chatter.on_grown(self._grown)

    def start(self) -> None:
        """Begin to follow and to take over."""
        self.tenancy.start()
        self._spawn(self._work())

    def begin_to_leave(self) -> None:
        """Do so as soon as may be; `leave` waits for it."""
        self._leaving = self._leaving or asyncio.create_task(self._leave(), name="leaving")

    async def leave(self) -> None:
        """Let every room come to rest, then give all leases back, so that others go on at once."""
        self.begin_to_leave()
        await asyncio.gather(*filter(None, [self._leaving]))

    async def _leave(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(live.room.rest() for live in self._rooms.open_rooms()))
        await self.tenancy.close()

    async def whose(self, roadshow: RoadshowId) -> Lease | None:
        """The node that serves a roadshow; None where it is this one, whose room then writes. Raises Unavailable."""
        lease = await self.tenancy.claim(roadshow)
        if lease is None:
            await self._rooms.hold(roadshow)
        return lease

    async def look(self) -> None:
        """See once to every open room."""
        results = await asyncio.gather(*map(self._see_to, self._rooms.open_rooms()), return_exceptions=True)
        for failure in filter(None, results):
            logger.warning("nodes.unclear", error=str(failure))

    async def wake(self) -> None:
        """Take over what has a clock that runs and nobody who minds it, and forget what another node has deleted."""
        await self._rooms.sweep()
        for roadshow in await self._rooms.ticking():
            try:
                await self.whose(roadshow)
            except Exception as error:
                logger.warning("nodes.unwoken", roadshow=roadshow, error=str(error))
        self._rooms.woken = True

    async def _see_to(self, live: Live) -> None:
        room = live.room
        try:
            lease = await self.tenancy.claim(room.roadshow)
        finally:
            if room.writing and not self.tenancy.mine(room.roadshow):
                await room.rest()
        if lease is None:
            await self._rooms.hold(room.roadshow)
        else:
            await room.read()

    def _recorded(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        if entries and self.tenancy.mine(roadshow):
            self.chatter.tell_grown(roadshow, state.seq)

    def _grown(self, grown: Grown) -> None:
        live = self._rooms.opened(grown.roadshow)
        if live and not live.room.writing and live.room.state.seq < grown.seq and grown.roadshow not in self._reading:
            self._reading.add(grown.roadshow)
            self._spawn(self._read(live))

    async def _read(self, live: Live) -> None:
        try:
            await live.room.read()
        except Exception as error:
            logger.warning("nodes.unread", roadshow=live.room.roadshow, error=str(error))
        finally:
            self._reading.discard(live.room.roadshow)

    async def _work(self) -> None:
        for number in count():
            try:
                await self.look()
                self.chatter.beat()
                if number % WAKE == 0:
                    await self.wake()
            except Exception as error:
                logger.warning("nodes.failed", error=str(error))
            await asyncio.sleep(LOOK)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
