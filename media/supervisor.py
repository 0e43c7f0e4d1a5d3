"""Runs a media worker for the control plane, replaces it when it dies, and gives the new one every room's stage."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from media import protocol
from media.api import (
    Answer,
    MediaEvent,
    PlaneStarted,
    PlaneUnavailable,
    Quality,
    RoomId,
    SessionId,
    SessionUnknown,
    SourceId,
)
from media.broadcast import Broadcast
from media.link import Link
from media.settings import MediaSettings

log = logging.getLogger(__name__)

HEALTH_INTERVAL = 5.0
FIRST_DELAY = 0.1
LONGEST_DELAY = 5.0
STEADY = 10.0
"""A worker that lived this long did not die of starting."""


class Supervisor:
    """The built-in media plane: `async with Supervisor(MediaSettings(...)) as plane`, or `start` and `close`."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings
        self._generation = 0
        self._stages: dict[RoomId, SourceId] = {}
        self._broadcast = Broadcast()
        self._link: Link | None = None
        # Loading a worker's code is most of a start; the next worker has done it before it is needed.
        self._spare: Link | None = None
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the first worker; PlaneUnavailable says why it does not serve, for example that the port is taken."""
        self._link = await self._open()
        await self._prepare()
        self._watcher = asyncio.create_task(self._watch(self._link), name="media supervisor")

    async def close(self) -> None:
        """End the worker and every listener's iteration; safe to call twice."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.cancel()
            await asyncio.wait([watcher])
        links, self._link, self._spare = (self._link, self._spare), None, None
        for link in filter(None, links):
            await link.close()
        self._broadcast.close()

    @property
    def generation(self) -> int:
        """See `MediaPlane.generation`."""
        return self._generation

    @property
    def port(self) -> int:
        """The UDP port of the present worker; 0 while there is none."""
        return self._link.port if self._link else 0

    @property
    def rung(self) -> str:
        """How the present worker's datagrams leave: gso, sendmmsg or sendto; empty while there is none."""
        return self._link.rung if self._link else ""

    @property
    def pid(self) -> int:
        """The process id of the present worker; 0 while there is none."""
        return self._link.process.pid if self._link else 0

    async def publish(self, room: RoomId, source: SourceId, offer: str) -> Answer:
        """See `MediaPlane.publish`."""
        return await self._answer(protocol.Publish(room=room, source=source, offer=offer))

    async def view(self, room: RoomId, source: SourceId | None, offer: str) -> Answer:
        """See `MediaPlane.view`."""
        return await self._answer(protocol.View(room=room, source=source, offer=offer))

    async def put_on_stage(self, room: RoomId, source: SourceId | None) -> None:
        """See `MediaPlane.put_on_stage`."""
        if source is None:
            self._stages.pop(room, None)
        else:
            self._stages[room] = source
        # A worker that is not there is told when it starts.
        with suppress(PlaneUnavailable):
            await self._ask(protocol.PutOnStage(room=room, source=source))

    async def restart(self, session: SessionId, fragment: str, ice: tuple[str, ...] | None) -> Answer | None:
        """See `MediaPlane.restart`."""
        return (await self._ask_of(protocol.Restart(session=session, fragment=fragment, ice=ice))).answer

    async def limit(self, session: SessionId, quality: Quality) -> None:
        """See `MediaPlane.limit`."""
        await self._ask_of(protocol.Limit(session=session, quality=quality))

    async def end(self, session: SessionId) -> None:
        """See `MediaPlane.end`."""
        await self._ask_of(protocol.End(session=session))

    async def _ask_of(self, request: protocol.Restart | protocol.Limit | protocol.End) -> protocol.Done:
        """Ask for what concerns a session that is there."""
        try:
            return await self._ask(request)
        except PlaneUnavailable:
            raise SessionUnknown("every session ended with the media worker") from None

    async def close_room(self, room: RoomId) -> None:
        """See `MediaPlane.close_room`."""
        self._stages.pop(room, None)
        with suppress(PlaneUnavailable):
            await self._ask(protocol.CloseRoom(room=room))

    def events(self) -> AsyncIterator[MediaEvent]:
        """See `MediaPlane.events`."""
        return self._broadcast.listen()

    async def counters(self) -> dict[str, int]:
        """What the present worker counted since its start, and what it serves now; PlaneUnavailable without one."""
        return (await self._ask(protocol.Count())).counters or {}

    async def _answer(self, request: protocol.Publish | protocol.View) -> Answer:
        answer = (await self._ask(request)).answer
        if answer is None:
            raise PlaneUnavailable("the media worker gave no answer")
        return answer

    async def _ask(self, request: protocol.Request) -> protocol.Done:
        if self._link is None:
            raise PlaneUnavailable("the media worker is being replaced")
        return await self._link.ask(request)

    async def _open(self) -> Link:
        """Start a worker and bring it to where the last one was, before anybody may use it."""
        link, self._spare = self._spare or await Link.spawn(self._broadcast.send), None
        await link.serve(self._settings)
        try:
            for room, source in tuple(self._stages.items()):
                await link.ask(protocol.PutOnStage(room=room, source=source))
        except BaseException:
            await link.kill()
            raise
        self._generation += 1
        self._broadcast.send(PlaneStarted(generation=self._generation))
        return link

    async def _prepare(self) -> None:
        """Start the worker after the next; a supervisor that is closed meanwhile leaves none behind."""
        spawning = asyncio.ensure_future(Link.spawn(self._broadcast.send))
        try:
            self._spare = await asyncio.shield(spawning)
        except PlaneUnavailable as error:
            log.warning("no spare media worker: %s", error.detail)
        except asyncio.CancelledError:
            await (await spawning).close()
            raise

    async def _watch(self, link: Link) -> None:
        delay = FIRST_DELAY
        while True:
            lived = await self._live(link)
            self._link = None
            log.warning("media worker %d ended after %.1f s", link.process.pid, lived)
            await link.kill()
            delay = FIRST_DELAY if lived > STEADY else min(2 * delay, LONGEST_DELAY)
            link = self._link = await self._reopen(delay)
            await self._prepare()

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
