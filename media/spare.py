"""The worker after the next: loading a worker's code is most of a start, and the spare has done it already."""

import asyncio
import logging

from media.api import PlaneUnavailable
from media.link import Link

log = logging.getLogger(__name__)


class Spare:
    """At most one worker that waits without a port."""

    def __init__(self) -> None:
        self._link: Link | None = None

    async def take(self) -> Link:
        """Return the spare, or a new worker where there is none; PlaneUnavailable where none can be started."""
        link, self._link = self._link, None
        return link or await Link.spawn()

    async def prepare(self) -> None:
        """Start a spare unless there is one; who is cancelled meanwhile leaves none behind."""
        if self._link is not None:
            return
        spawning = asyncio.ensure_future(Link.spawn())
        try:
            link = await asyncio.shield(spawning)
        except PlaneUnavailable as error:
            log.warning("no spare media worker: %s", error.detail)
        except asyncio.CancelledError:
            await (await spawning).close()
            raise
        else:
            await self._keep(link)

    async def _keep(self, link: Link) -> None:
        if self._link is None:
            self._link = link
        else:
            await link.close()

    async def close(self) -> None:
        """End the spare; safe to call twice."""
        link, self._link = self._link, None
        if link is not None:
            await link.close()
