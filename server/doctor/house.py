"""`roadshow doctor`: what a whole deployment stands on, from the data folder to the address that people type."""

from collections.abc import AsyncIterator
from pathlib import Path
from time import time

from server.config import Settings
from server.doctor import backups, machine, media, outside, stores
from server.doctor.findings import Finding


async def examine(settings: Settings, kept: Path | None = None) -> AsyncIterator[Finding]:
    """Look at everything, what is nearest first; backups in the folder where they are `kept`."""
    for finding in (*machine.examine(settings), *backups.examine(kept, settings.data, time())):
        yield finding
    for examination in (stores.examine, outside.examine, media.examine):
        async for finding in examination(settings):
            yield finding
