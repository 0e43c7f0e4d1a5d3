"""Reading ten thousand sockets by the handful, as from other machines they would come in by the handful."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

NAP: Final = 0.004
"""Seconds; whatever comes meanwhile is read that much late, and measured so."""


@asynccontextmanager
async def napping() -> AsyncIterator[None]:
    """Look for what came once a nap.

    A reader that waits for each frame is woken by each, on the same machine and at the sender's expense: that doubles
    what a frame costs the server, and no viewer elsewhere does it.
    """
    task = asyncio.create_task(_nap())
    try:
        yield
    finally:
        task.cancel()


async def _nap() -> None:
    while True:
        time.sleep(NAP)  # noqa: ASYNC251 - nothing else is to run here
        await asyncio.sleep(0)
