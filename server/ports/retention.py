"""What the inside needs to keep records for as long as presets say, and no longer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from server.domain.messages import RoadshowId
from server.domain.retention import Expiring, Records


class RetentionStore(Protocol):
    """Personal records by roadshow. The last of them go where `records.erased` is appended, in its transaction."""

    async def expiring(self) -> Sequence[Expiring]:
        """Roadshows whose records will be erased some day, the next first.

        One that was never ended counts from what somebody did last, or from when it was to start if that is later.
        """
        ...

    async def records(self, roadshow: RoadshowId) -> Records:
        """How much there is now."""
        ...

    async def sweep(self) -> int:
        """Delete what is left of documents that a crash kept from being added; how many parts."""
        ...

    async def erase_some(self, roadshow: RoadshowId, at: datetime, limit: int) -> int:
        """Erase up to `limit` records of each kind in one transaction; how many there were, 0 once none are left."""
        ...

    async def erased(self, roadshow: RoadshowId) -> Records:
        """What `erase_some` has erased so far, before a restart too."""
        ...
