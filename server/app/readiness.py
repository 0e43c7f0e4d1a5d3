"""Whether the server can do its work now, and what of it it cannot."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Final

from server.app.media import Studio
from server.app.rooms import Rooms

PATIENCE: Final = 2.0
"""Seconds within which the database has to answer."""

ROOM: Final = 256 * 1024 * 1024
"""Bytes that have to be free on the disk; with less, it may be full before anybody has looked."""


class Lack(StrEnum):
    """What keeps the server from its work."""

    database = "database"
    disk = "disk"
    media = "media"
    rooms = "rooms"


class Readiness:
    """Asks what the server stands on."""

    def __init__(
        self, answers: Callable[[], Awaitable[object]], free: Callable[[], int], rooms: Rooms, studio: Studio
    ) -> None:
        """Take a question to the database, how many bytes are free on the disk, the rooms and the studio."""
        self._answers = answers
        self._free = free
        self._rooms = rooms
        self._studio = studio

    async def lacks(self) -> Sequence[Lack]:
        """What is missing; nothing while the server is ready."""
        return [
            *([] if await self._answered() else [Lack.database]),
            *([] if self._free() >= ROOM else [Lack.disk]),
            *([] if self._studio.works else [Lack.media]),
            *([] if self._rooms.woken else [Lack.rooms]),
        ]

    async def _answered(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._answers()
        except Exception:
            return False
        return True
