"""A worker's part in the relay: gives rooms that are at home here, takes those it follows."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

from media.api import PlaneUnavailable, RoomId
from media.embedded.fanout import Fanout
from media.embedded.inlet import Edge, Inlet
from media.embedded.outlet import Outlet, Relayed


class Exchange:
    """One outlet, and an inlet for each worker that is home to a followed room."""

    def __init__(
        self, fanout: Fanout, counters: Counter[str], edge: Edge, started: Callable[[RoomId], Iterable[Relayed]]
    ) -> None:
        self._outlet = Outlet(fanout, counters, started)
        self._counters = counters
        self._edge = edge
        self._loop = asyncio.get_running_loop()
        self._inlets: dict[str, Inlet] = {}
        self._homes: dict[RoomId, str] = {}
        self._returning: asyncio.Task[None] | None = None

    async def listen(self, path: str) -> None:
        """Take followers at a Unix socket."""
        await self._outlet.listen(path)

    async def follow(self, room: RoomId, path: str | None) -> None:
        """Take a room from the worker that listens at a path, and from no other; None takes it from nobody.

        Raises PlaneUnavailable where nobody listens; it is tried again with each tick.
        """
        self._homes.pop(room, None)
        for known, inlet in tuple(self._inlets.items()):
            if known != path:
                self._leave(known, inlet, room)
        if path is not None:
            self._homes[room] = path
            (await self._inlet(path)).follow(room)

    def _leave(self, path: str, inlet: Inlet, room: RoomId) -> None:
        inlet.leave(room)
        if not inlet.rooms:
            del self._inlets[path]
            inlet.close()

    async def _inlet(self, path: str) -> Inlet:
        known = self._inlets.get(path)
        if known is not None and not known.lost:
            return known
        try:
            _, inlet = await self._loop.create_unix_connection(
                lambda: Inlet(self._edge, self._loop, self._counters), path
            )
        except OSError as error:
            raise PlaneUnavailable(f"the room's worker cannot be reached: {error.strerror}") from error
        self._inlets[path] = inlet
        return inlet

    def started(self, source: Relayed) -> None:
        """Give a source that publishes here to whoever follows its room."""
        self._outlet.started(source)

    def stopped(self, source: Relayed) -> None:
        """Tell the followers that a source has ended."""
        self._outlet.stopped(source)

    def tick(self) -> None:
        """Do what is done regularly."""
        self._outlet.tick()
        for inlet in self._inlets.values():
            inlet.tick()
        if self._missing() and (self._returning is None or self._returning.done()):
            self._returning = self._loop.create_task(self._return())

    def _missing(self) -> list[tuple[RoomId, str]]:
        """The rooms that are to be followed and are not, as the way to their home broke or never was."""
        return [
            (room, path)
            for room, path in self._homes.items()
            if path not in self._inlets or room not in self._inlets[path].rooms
        ]

    async def _return(self) -> None:
        for room, path in self._missing():
            with suppress(PlaneUnavailable):
                await self._inlet(path)
                if self._homes.get(room) == path:
                    self._inlets[path].follow(room)

    def close(self) -> None:
        """End every connection."""
        if self._returning is not None:
            self._returning.cancel()
        self._outlet.close()
        for inlet in self._inlets.values():
            inlet.close()
