"""Erasing people while the house is open: what would go is said first, and everything in memory forgets at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import structlog

from server.app.rooms import Rooms
from server.domain.accounts import Place
from server.domain.erasure import ERASING, ErasePerson, Personal
from server.domain.messages import HOUSE, Entry, PersonId, RoadshowId
from server.domain.rules import STAFF
from server.domain.state import Roadshow
from server.errors import Missing
from server.ports import LogAway, LogFull
from server.ports.erasure import ErasureStore

LOOK: Final = 2.0
"""Seconds between two looks at who was erased, by other processes too."""

logger = structlog.get_logger()

Forget = Callable[[RoadshowId, PersonId | None], None]
"""Without a person, of everybody in the roadshow."""


class Erasures:
    """Tells everybody who remembers people of whoever was erased, by `person.erase` here or by another process."""

    def __init__(self, store: ErasureStore, rooms: Rooms) -> None:
        """Take where it is known who was erased."""
        self._store = store
        self._rooms = rooms
        self._forgets: list[Forget] = []
        self._known = 0
        self._task: asyncio.Task[None] | None = None
        rooms.follow(self._hear)

    def on_erased(self, forget: Forget) -> None:
        """Have a callback told of everybody who was erased; it must not remember them from then on."""
        self._forgets.append(forget)

    async def start(self) -> None:
        """Begin to look."""
        self._known = await self._store.last()
        self._task = asyncio.create_task(self._work(), name="erasures")

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def weigh(self, place: Place, person: PersonId) -> Personal:
        """What would go with somebody of the organizer's roadshow; raises Forbidden, Missing."""
        roadshow = place.seat.roadshow
        await self._rooms.acting(roadshow, place.actor, STAFF)
        if (found := await self._store.weigh(roadshow, person)) is None:
            raise Missing("person_missing")
        return found

    async def forget(self, roadshow: RoadshowId, person: PersonId) -> None:
        """Erase somebody who asks for it themselves; safe to repeat."""
        body = msgspec.json.encode(ErasePerson(person=person))
        await self._rooms.submit(roadshow, HOUSE, f"erase-{person}", body)

    async def look(self) -> None:
        """Have everybody forget who was erased since the last look, and the disk as well; what fails is done again."""
        if found := await self._store.since(self._known):
            for _, roadshow, person in found:
                self._rooms.refresh(roadshow)
                self._tell(roadshow, person or None)
            await self._store.overwrite()
            self._known = found[-1].number

    def _hear(self, roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        for entry in entries:
            if isinstance(entry.event, ERASING):
                self._tell(roadshow, getattr(entry.event, "person", None))

    def _tell(self, roadshow: RoadshowId, person: PersonId | None) -> None:
        for forget in self._forgets:
            forget(roadshow, person)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except (LogAway, LogFull) as error:
                logger.warning("erasures.waiting", error=str(error))
            except Exception:
                logger.exception("erasures.failed")
