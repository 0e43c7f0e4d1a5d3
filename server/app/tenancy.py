"""What this node alone does in the whole house: leases taken on demand, renewed in time and given back at the end.

A node acts on a lease until a margin before its end, by its own steady clock, counted from before it asked. So it has
stopped when the database lets another take the lease, however late the answer was.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

import structlog

from server.app.recent import Recent
from server.errors import Unavailable
from server.ports.nodes import Lease, LeaseStore

LASTS: Final = 6.0
RENEWED: Final = 1.5
MARGIN: Final = 1.5
FRESH: Final = 1.0
"""Seconds for which the answer that somebody else holds a lease is believed."""

REMEMBERED: Final = 10_000

logger = structlog.get_logger()


class Tenancy:
    """The leases of one node; `node` must be new with each start, so that nobody takes up what a dead one had."""

    def __init__(self, store: LeaseStore, node: str, url: str, monotonic: Callable[[], float]) -> None:
        """Take where leases are kept, and where other nodes reach this one."""
        self.node = node
        self.url = url
        self._store = store
        self._monotonic = monotonic
        self._held: dict[str, float] = {}
        self._elsewhere: Recent[str, tuple[float, Lease]] = Recent(REMEMBERED)
        self._asking: dict[str, asyncio.Task[Lease | None]] = {}
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to renew."""
        self._task = asyncio.create_task(self._work(), name="leases")

    async def close(self) -> None:
        """Give back all that is held; nothing is taken any more."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._held.clear()
        try:
            await self._store.release(self.node)
        except Exception as error:
            logger.warning("leases.unreleased", error=str(error))

    async def others(self) -> Collection[str]:
        """Where the other nodes are reached that hold something now."""
        return set(await self._store.holders()) - {self.url}

    def mine(self, name: str) -> bool:
        """Whether this node may act on it now."""
        return self._held.get(name, 0.0) > self._monotonic()

    @property
    def held(self) -> int:
        """How many it may act on now."""
        return sum(map(self.mine, self._held))

    async def claim(self, name: str) -> Lease | None:
        """None where it is this node's, having been free perhaps; else whose it is. Raises Unavailable once closed."""
        if self.mine(name):
            return None
        known = self._elsewhere.get(name)
        if known is not None and self._monotonic() < known[0]:
            return known[1]
        task = self._asking.get(name)
        if task is None:
            task = self._asking[name] = asyncio.create_task(self._take(name))
            task.add_done_callback(lambda _: self._asking.pop(name))
        return await asyncio.shield(task)

    def doubt(self, name: str) -> None:
        """Ask again at the next claim: the node that was said to hold it does not answer."""
        self._elsewhere.drop(name)

    async def renew(self) -> None:
        """Have all that is held last; what has ended in the meantime is no longer held."""
        asked = self._monotonic()
        renewed = await self._store.renew(self.node, LASTS)
        until = asked + LASTS - MARGIN
        # What was taken while the answer was on its way is not in it.
        taken = {name: end for name, end in self._held.items() if end > until}
        self._held = {**dict.fromkeys(renewed, until), **taken} if not self._closed else {}

    async def _take(self, name: str) -> Lease | None:
        if self._closed:
            raise Unavailable("stopping", after=2)
        asked = self._monotonic()
        lease = await self._store.take(name, self.node, self.url, LASTS)
        if lease.node != self.node:
            self._held.pop(name, None)
            self._elsewhere.put(name, (self._monotonic() + min(FRESH, lease.left), lease))
            return lease
        self._held[name] = asked + LASTS - MARGIN
        return None

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(RENEWED)
            try:
                await self.renew()
            except Exception as error:
                logger.warning("leases.unrenewed", error=str(error))
