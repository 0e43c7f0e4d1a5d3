"""Keeps personal records for as long as presets say, and no longer: looks at the start and once a day."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec
import structlog
from msgspec.structs import asdict

from server.app.rooms import Rooms
from server.domain.messages import HOUSE, RoadshowId
from server.domain.retention import EraseRecords, Expiring, Records
from server.ports import Clock
from server.ports.retention import RetentionStore

EVERY: Final = timedelta(days=1)
AT_ONCE: Final = 200
"""Records of each kind in one transaction, so that no append waits long."""

logger = structlog.get_logger()


class Retention:
    """Erases what is past its time; broken off anywhere, it goes on where it was."""

    def __init__(self, store: RetentionStore, rooms: Rooms, clock: Clock) -> None:
        """Take where records are, and the rooms that record that they were erased."""
        self._store = store
        self._rooms = rooms
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._work(), name="retention")

    async def close(self) -> None:
        """Break off."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def due(self) -> Sequence[Expiring]:
        """Whose time is over."""
        now = self._clock.now()
        return [one for one in await self._store.expiring() if one.until <= now]

    async def run(self) -> Sequence[tuple[RoadshowId, Records]]:
        """Erase all that is due and whose log is written here; what was erased of which roadshow."""
        here = [one.roadshow for one in await self.due() if await self._rooms.claim(one.roadshow)]
        return [(roadshow, await self._erase(roadshow)) for roadshow in here]

    async def _erase(self, roadshow: RoadshowId) -> Records:
        while await self._store.erase_some(roadshow, self._clock.now(), AT_ONCE):
            continue
        erased = await self._store.erased(roadshow)
        body = msgspec.json.encode(EraseRecords(**asdict(erased)))
        await self._rooms.submit(roadshow, HOUSE, "retention", body)
        return erased

    async def _work(self) -> None:
        while True:
            try:
                if parts := await self._store.sweep():
                    logger.info("retention.swept", parts=parts)
                for roadshow, erased in await self.run():
                    logger.info("retention.erased", roadshow=roadshow, **asdict(erased))
            except Exception:
                logger.exception("retention.failed")
            await self._clock.until(self._clock.now() + EVERY)
