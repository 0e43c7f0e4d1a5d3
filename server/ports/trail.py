"""What the inside needs to tell what staff did."""

from collections.abc import Sequence
from typing import Protocol

from server.domain.messages import RoadshowId
from server.domain.trail import Asked, Deed, Line, Stint


class TrailStore(Protocol):
    """Deeds, and the lines that are made of them, of the log and of other rows."""

    async def note(self, roadshow: RoadshowId, deed: Deed) -> None:
        """Record a deed; on return it survives a power cut."""
        ...

    async def stints(self, roadshow: RoadshowId) -> Sequence[Stint]:
        """When who was an organizer or auditor there; whoever is now, and whoever was."""
        ...

    async def lines(self, roadshow: RoadshowId, staff: Sequence[Stint], asked: Asked, limit: int) -> Sequence[Line]:
        """Up to `limit` lines of what these people did as staff, and of deeds by whomever, the latest first."""
        ...
