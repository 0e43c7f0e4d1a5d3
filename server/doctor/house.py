"""`roadshow doctor`: what a whole deployment stands on, from the data folder to the address that people type."""

from collections.abc import AsyncIterator

from server.config import Settings
from server.doctor import machine, media, outside, stores
from server.doctor.findings import Finding


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything, what is nearest first."""
    for finding in machine.examine(settings):
        yield finding
    for examination in (stores.examine, outside.examine, media.examine):
        async for finding in examination(settings):
            yield finding
