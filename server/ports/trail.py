"""What the inside needs to tell what staff did."""

from collections.abc import Collection, Sequence
from typing import Protocol

from server.domain.messages import PersonId, RoadshowId
from server.domain.trail import Asked, Deed, Line


class TrailStore(Protocol):
    """Deeds, and the lines that are made of them, of the log and of other rows."""

    async def note(self, roadshow: RoadshowId, deed: Deed) -> None:
        """Record a deed; on return it survives a power cut."""
        ...

    async def lines(
        self, roadshow: RoadshowId, staff: Collection[PersonId], asked: Asked, limit: int
    ) -> Sequence[Line]:
        """Up to `limit` lines of these people, the latest first."""
        ...
