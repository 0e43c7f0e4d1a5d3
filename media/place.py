"""A worker's place: its port and relay, and whoever serves there now; who dies is replaced."""

import asyncio
import itertools
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from msgspec import structs

from media import protocol
from media.api import MediaEvent, PlaneUnavailable
from media.link import Link
from media.settings import MediaSettings
from media.spare import Spare

log = logging.getLogger(__name__)

HEALTH_INTERVAL = 5.0
FIRST_DELAY = 0.1
LONGEST_DELAY = 5.0
STEADY = 10.0
"""A worker that lived this long did not die of starting."""
RETURN = 3.0
"""Seconds an offer waits for a worker that is being replaced."""


class Owner(Protocol):
    """Whoever has several places."""

    def opened(self, place: "Place") -> None:
        """A worker serves."""
        ...

    def happened(self, place: "Place", event: MediaEvent) -> None:
        """A worker tells of an event."""
        ...

    def lost(self, place: "Place", link: Link) -> None:
        """A worker is gone, with all it had."""
        ...


class Place:
    """One of the workers that serve at the same time; `number` counts the places from 0, a link's the workers."""

    def __init__(
        self,
        number: int,
        settings: MediaSettings,
        owner: Owner,
        spare: Spare,
        numbers: Iterator[int],
        folder: Path | None,
    ) -> None:
        self.number = number
        self.link: Link | None = None
        self.relay = ""
        port = settings.port and settings.port + number
        self._settings = structs.replace(settings, port=port)
        self._owner = owner
        self._spare = spare
        self._numbers = numbers
        self._folder = folder
        self._arrived = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None

    @property
    def load(self) -> int:
        """How many sessions are here."""
        return self.link.roster.load if self.link else 0

    async def start(self) -> None:
        """Start the first worker; PlaneUnavailable says why it does not serve."""
        link = await self._open()
        self._watcher = asyncio.create_task(self._watch(link), name=f"media worker's place {self.number}")

    async def close(self) -> None:
        """End the worker; safe to call twice."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.cancel()
            await asyncio.wait([watcher])
        link, self.link = self.link, None
        if link is not None:
            await link.close()

    async def present(self) -> Link:
        """Return the worker, waiting a little for one that is being replaced; PlaneUnavailable without one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RETURN):
                await self._arrived.wait()
        if self.link is None:
            raise PlaneUnavailable("the media worker is being replaced")
        return self.link

    def tell(self, request: protocol.Request) -> None:
        """Have the worker do something, if there is one; one that comes later is told by its owner."""
        if self.link is not None:
            self.link.tell(request)

    async def _open(self) -> Link:
        link, number = await self._spare.take(), next(self._numbers)
        # The path is the worker's own: what a dead one left behind must not be in the way.
        relay = str(self._folder / f"{number}") if self._folder else ""
        await link.serve(
            protocol.Configure(settings=self._settings, worker=number, relay=relay),
            lambda event: self._owner.happened(self, event),
        )
        self.link, self.relay = link, relay
        self._arrived.set()
        self._owner.opened(self)
        return link

    async def _watch(self, link: Link) -> None:
        delay = FIRST_DELAY
        while True:
            lived = await self._live(link)
            self.link = None
            self._arrived.clear()
            self._owner.lost(self, link)
            log.warning("media worker %d ended after %.1f s", link.process.pid, lived)
            await link.kill()
            delay = FIRST_DELAY if lived > STEADY else min(2 * delay, LONGEST_DELAY)
            link = await self._reopen(delay)
            await self._spare.prepare()

    async def _live(self, link: Link) -> float:
        """Return how long a worker lived, once it has died or does not answer any more."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            try:
                await asyncio.wait_for(link.lost.wait(), HEALTH_INTERVAL)
            except TimeoutError:
                with suppress(PlaneUnavailable):
                    await link.ask(protocol.Count())
                    continue
            return loop.time() - began

    async def _reopen(self, delay: float) -> Link:
        while True:
            await asyncio.sleep(delay)
            try:
                return await self._open()
            except PlaneUnavailable as error:
                log.error("no media worker: %s", error.detail)
                delay = min(2 * delay, LONGEST_DELAY)


def places(settings: MediaSettings, owner: Owner, spare: Spare, folder: Path | None) -> tuple[Place, ...]:
    """As many places as the settings say, on consecutive ports."""
    numbers = itertools.count(settings.first)
    return tuple(Place(each, settings, owner, spare, numbers, folder) for each in range(settings.processes))
