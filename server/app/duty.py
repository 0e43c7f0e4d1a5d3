"""Work that goes on once in the whole house: begun where its lease is held, ended where it no longer is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from server.app.tenancy import Tenancy

LOOK: Final = 1.0

logger = structlog.get_logger()


class Duty:
    """One such work; `begin` and `end` take turns."""

    def __init__(
        self, name: str, tenancy: Tenancy, begin: Callable[[], None], end: Callable[[], Awaitable[None]]
    ) -> None:
        """Take the name of its lease, and how it is begun and ended."""
        self._name = name
        self._tenancy = tenancy
        self._begin = begin
        self._end = end
        self._on = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look whose turn it is."""
        self._task = asyncio.create_task(self._work(), name=f"duty {self._name}")

    async def close(self) -> None:
        """End the work where it goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._turn(ours=False)

    async def look(self) -> None:
        """Begin or end the work as the lease says; raises where nobody knows, and then the work ends."""
        try:
            await self._tenancy.claim(self._name)
        finally:
            await self._turn(ours=self._tenancy.mine(self._name))

    async def _turn(self, *, ours: bool) -> None:
        if ours and not self._on:
            self._on = True
            self._begin()
        elif self._on and not ours:
            self._on = False
            await self._end()

    async def _work(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:
                logger.warning("duty.unclear", duty=self._name, error=str(error))
            await asyncio.sleep(LOOK)
