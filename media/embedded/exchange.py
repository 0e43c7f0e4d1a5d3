"""A worker's part in the relay: gives rooms that are at home here, takes those it follows."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

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

    async def listen(self, path: str) -> None:
        """Take followers at a Unix socket."""
        await self._outlet.listen(path)

    async def follow(self, room: RoomId, path: str | None) -> None:
        """Take a room from the worker that listens at a path, and from no other; None takes it from nobody.

        Raises PlaneUnavailable where nobody listens.
        """
        for known, inlet in tuple(self._inlets.items()):
            if known != path:
                self._leave(known, inlet, room)
        if path is not None:
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

    def close(self) -> None:
        """End every connection."""
        self._outlet.close()
        for inlet in self._inlets.values():
            inlet.close()
