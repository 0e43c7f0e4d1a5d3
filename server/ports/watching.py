"""The record of who watched what."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from server.domain.messages import PersonId, PitchId, RoadshowId
from server.domain.watching import Span, Watched


class WatchStore(Protocol):
    """Who watched which pitch when. What was recorded may be a few seconds behind; see `server.app.watching`."""

    async def record(self, spans: Sequence[tuple[RoadshowId, Span]]) -> None:
        """Write spans in one transaction; one of the same seat and beginning is replaced."""
        ...

    async def spans(self, roadshow: RoadshowId, pitch: PitchId) -> Sequence[Span]:
        """Who watched a pitch, in the order in which they began to."""
        ...

    async def watched(self, roadshow: RoadshowId) -> Mapping[tuple[PersonId, PitchId], Watched]:
        """How long each person watched each pitch; pairs without a second are left out."""
        ...
