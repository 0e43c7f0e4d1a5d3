"""Keeps the media workers for the control plane: places rooms and viewers, and tells each worker what it has to know.

A room's publishers are at one worker, its *home*. Viewers may be at any; a worker that serves a room whose home is
another takes its sources from there. The stage is kept here, so that it outlives every worker.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from media import protocol
from media.api import (
    Answer,
    AudienceMeasured,
    Delivery,
    MediaEvent,
    PlaneUnavailable,
    Quality,
    RoomId,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    WorkerEnded,
    WorkerStarted,
)
from media.audience import Audience
from media.broadcast import Broadcast
from media.link import Link
from media.place import Place, places
from media.placement import choose, least_loaded
from media.settings import MediaSettings
from media.spare import Spare


class Supervisor:
    """The built-in media plane: `async with Supervisor(MediaSettings(...)) as plane`, or `start` and `close`."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings
        self._stages: dict[RoomId, SourceId] = {}
        self._homes: dict[RoomId, Place] = {}
        self._broadcast = Broadcast()
        self._audience = Audience()
        self._spare = Spare()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._places: tuple[Place, ...] = ()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the first workers; PlaneUnavailable says why one does not serve, as when its port is taken."""
        if self._settings.processes > 1:
            # Nobody but its owner may enter the folder that Python makes here: the relay carries plain media.
            self._folder = tempfile.TemporaryDirectory(prefix="roadshow-")
        folder = Path(self._folder.name) if self._folder else None
        self._places = places(self._settings, self, self._spare, folder)
        for place in self._places:
            await place.start()
        await self._spare.prepare()

    async def close(self) -> None:
        """End the workers and every listener's iteration; safe to call twice."""
        await asyncio.gather(*(place.close() for place in self._places))
        await self._spare.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._broadcast.close()

    @property
    def workers(self) -> tuple[int, ...]:
        """See `MediaPlane.workers`."""
        return tuple(link.number for link in self._links())

    @property
    def port(self) -> int:
        """The first place's port, and the number the others count from; 0 while nobody is there."""
        return self._places[0].link.port if self._places and self._places[0].link else 0

    @property
    def rungs(self) -> tuple[str, ...]:
        """How each present worker's datagrams leave: gso, sendmmsg or sendto."""
        return tuple(link.rung for link in self._links())

    @property
    def pid(self) -> int:
        """The process id of the first worker; 0 while there is none."""
        return next(iter(self.pids), 0)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the present workers."""
        return tuple(link.process.pid for link in self._links())

    def _links(self) -> Iterator[Link]:
        return (place.link for place in self._places if place.link is not None)

    async def publish(self, room: RoomId, source: SourceId, offer: str) -> Answer:
        """See `MediaPlane.publish`."""
        await self._home(room).present()
        # While it was waited for, the room may have found another home.
        return await self._answer(self._home(room), protocol.Publish(room=room, source=source, offer=offer))

    async def view(self, room: RoomId, source: SourceId | None, offer: str) -> Answer:
        """See `MediaPlane.view`."""
        self._home(room)
        serving = {place.number for place in self._serving(room)}
        place = self._places[choose(self._loads(), serving)]
        return await self._answer(place, protocol.View(room=room, source=source, offer=offer))

    async def put_on_stage(self, room: RoomId, source: SourceId | None) -> None:
        """See `MediaPlane.put_on_stage`."""
        if source is None:
            self._stages.pop(room, None)
        else:
            self._stages[room] = source
        # A worker that does not serve the room is told when it does.
        for place in self._serving(room):
            place.tell(protocol.PutOnStage(room=room, source=source))

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
        """Ask the worker that a session names."""
        number = request.session.partition(".")[0]
        link = next((link for link in self._links() if str(link.number) == number), None)
        if link is None:
            raise SessionUnknown("no session of a worker that serves")
        try:
            return await link.ask(request)
        except PlaneUnavailable:
            raise SessionUnknown("the session ended with its media worker") from None

    async def close_room(self, room: RoomId) -> None:
        """See `MediaPlane.close_room`."""
        self._stages.pop(room, None)
        await asyncio.gather(
            *(place.link.ask(protocol.CloseRoom(room=room)) for place in self._serving(room) if place.link),
            return_exceptions=True,
        )

    def events(self) -> AsyncIterator[MediaEvent]:
        """See `MediaPlane.events`."""
        return self._broadcast.listen()

    async def counters(self) -> dict[str, int]:
        """What all present workers counted since their start, and what they serve now."""
        total: Counter[str] = Counter()
        for counted in (await self.counters_by_worker()).values():
            total.update(counted)
        return dict(total)

    async def counters_by_worker(self) -> dict[int, dict[str, int]]:
        """See `MediaPlane.counters_by_worker`."""
        asked = [(place.number, place.link.ask(protocol.Count())) for place in self._places if place.link is not None]
        replies = await asyncio.gather(*(ask for _, ask in asked), return_exceptions=True)
        return {
            number: reply.counters or {}
            for (number, _), reply in zip(asked, replies, strict=True)
            if isinstance(reply, protocol.Done)
        }

    async def deliveries(self, room: RoomId) -> list[Delivery]:
        """See `MediaPlane.deliveries`."""
        asked = [place.link.ask(protocol.Observe(room=room)) for place in self._serving(room) if place.link]
        replies = await asyncio.gather(*asked, return_exceptions=True)
        return [each for reply in replies if isinstance(reply, protocol.Done) for each in reply.deliveries]

    async def _answer(self, place: Place, request: protocol.Publish | protocol.View) -> Answer:
        link = await place.present()
        self._introduce(place, link, request.room)
        try:
            answer = (await link.ask(request)).answer
        finally:
            self._vacate(place, request.room)
        if answer is None:
            raise PlaneUnavailable("the media worker gave no answer")
        return answer

    def _introduce(self, place: Place, link: Link, room: RoomId) -> None:
        """Tell a worker of a room that it does not serve yet; a worker does what it is told in that order."""
        if link.roster.serves(room):
            return
        self._lead(place, room)
        if room in self._stages:
            place.tell(protocol.PutOnStage(room=room, source=self._stages[room]))

    def _lead(self, place: Place, room: RoomId) -> None:
        """Tell a worker from where it gets a room's sources."""
        home = self._homes.get(room)
        if home is place:
            place.tell(protocol.Follow(room=room, relay=None))
        elif home is not None and home.link is not None:
            place.tell(protocol.Follow(room=room, relay=home.relay))

    def _home(self, room: RoomId) -> Place:
        """Where a room's publishers are; one that has lost its worker goes to who has one."""
        home = self._homes.get(room)
        if home is None or (home.link is None and any(self._links())):
            home = self._homes[room] = self._places[least_loaded(self._loads())]
            for place in self._serving(room):
                self._lead(place, room)
        return home

    def _loads(self) -> dict[int, int]:
        """The sessions of each place that has a worker with room for more, or of every place where none has."""
        loads = {place.number: place.load for place in self._places if place.link is not None}
        free = {number: load for number, load in loads.items() if load < self._settings.max_sessions}
        return free or loads or {place.number: 0 for place in self._places}

    def _serving(self, room: RoomId) -> list[Place]:
        return [place for place in self._places if place.link is not None and place.link.roster.serves(room)]

    def opened(self, place: Place) -> None:
        """See `media.place.Owner`."""
        for room in [room for room, home in self._homes.items() if home is place]:
            for other in self._serving(room):
                self._lead(other, room)
        if place.link is not None:
            self._broadcast.send(WorkerStarted(worker=place.link.number))

    def happened(self, place: Place, event: MediaEvent) -> None:
        """See `media.place.Owner`."""
        self._broadcast.send(self._audience.add(place.number, event) if isinstance(event, AudienceMeasured) else event)
        if isinstance(event, SessionEnded):
            self._vacate(place, event.room)

    def _vacate(self, place: Place, room: RoomId) -> None:
        """Have a worker forget a room that nobody is in any more; the stage is kept here."""
        if place not in self._serving(room):
            place.tell(protocol.CloseRoom(room=room))
            for event in self._audience.forget(place.number, room):
                self._broadcast.send(event)
            self._forget_vacant(room)

    def lost(self, place: Place, link: Link) -> None:
        """See `media.place.Owner`."""
        for event in chain(link.roster.last_words(), self._audience.lose(place.number)):
            self._broadcast.send(event)
        self._broadcast.send(WorkerEnded(worker=link.number))
        for room in tuple(self._homes):
            self._forget_vacant(room)

    def _forget_vacant(self, room: RoomId) -> None:
        if not self._serving(room):
            self._homes.pop(room, None)
