"""The record of watching: looks about once a second at who is here, and writes what it saw in batches.

It stands beside the rooms, so that no statement waits for it. What goes on is written again every WRITE seconds, each
time a little longer: a crash costs at most that much of each span, and leaves nothing to be closed at the next start.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from itertools import count, islice
from typing import Final

import structlog

from server.app.media import Studio
from server.app.rooms import Live, Rooms
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.domain.state import Pair
from server.domain.watching import WATCHING, Evidence, Span, Watched, Watcher, by_lead, seen
from server.ports import Clock, LogAway, LogBroken, LogFull, WatchStore

LOOK: Final = 1.0
WRITE: Final = 10
AT_ONCE: Final = 200
KEPT: Final = 50_000

logger = structlog.get_logger()


class Watching:
    """Keeps the record; it is of investors and audience alone, not of who is here to work."""

    def __init__(self, store: WatchStore, rooms: Rooms, studio: Studio, clock: Clock) -> None:
        """Take where spans are kept, and those who know who is here."""
        self._store = store
        self._rooms = rooms
        self._studio = studio
        self._clock = clock
        self._going: dict[RoadshowId, Mapping[SeatId, Span]] = {}
        self._over: deque[tuple[RoadshowId, Span]] = deque(maxlen=KEPT)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._work(), name="watching")

    async def close(self) -> None:
        """Write what was seen, and stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.look()
        await self.write()

    async def watched(self, roadshow: RoadshowId) -> Mapping[Pair, Watched]:
        """How long each person watched each project, up to WRITE seconds ago."""
        return by_lead(await self._rooms.state(roadshow), await self._store.watched(roadshow))

    def look(self) -> None:
        """See who is here."""
        at = self._clock.now()
        for live in self._rooms.open_rooms():
            if live.room.state.rehearsal:
                continue
            roadshow = live.room.roadshow
            found = seen(live.room.state, self._going.get(roadshow, {}), self._here(live), at)
            self._over.extend((roadshow, span) for span in found.over)
            self._going[roadshow] = found.going

    def forget(self, roadshow: RoadshowId, person: PersonId | None) -> None:
        """Remember nothing of who was erased, or of anybody in the roadshow."""
        here = self._going.get(roadshow, {})
        self._going[roadshow] = {seat: span for seat, span in here.items() if person not in (None, span.person)}
        kept = (each for each in self._over if each[0] != roadshow or person not in (None, each[1].person))
        self._over = deque(kept, maxlen=KEPT)

    def _here(self, live: Live) -> Iterable[Watcher]:
        if live.room.state.erased_at is not None:
            return
        standing = live.room.state.standing
        viewers = (viewer.actor for viewer in live.feed.viewers)
        for actor in viewers:
            if actor.role in WATCHING and not standing(actor.person).erased:
                yield Watcher(seat=actor.seat, person=actor.person, by=Evidence.page)
        for holder in self._studio.audience(live.room.roadshow):
            if holder.role in WATCHING and not standing(holder.person).erased:
                yield Watcher(seat=holder.seat, person=holder.person, by=Evidence.picture)

    async def write(self) -> None:
        """Record what is over and, as far as it is, what goes on; what the disk has no room for waits."""
        going = [(roadshow, span) for roadshow, spans in self._going.items() for span in spans.values()]
        waiting = iter([*self._over, *going])
        while some := list(islice(waiting, AT_ONCE)):
            await self._store.record([each for each in some if each[1].length])
            for _ in range(min(len(some), len(self._over))):
                self._over.popleft()

    async def _work(self) -> None:
        for number in count(1):
            await asyncio.sleep(LOOK)
            try:
                self.look()
                if number % WRITE == 0:
                    await self.write()
            except (LogAway, LogFull, LogBroken) as error:
                logger.warning("watching.unwritten", error=str(error), waiting=len(self._over))
            except Exception:
                logger.exception("watching.failed")
