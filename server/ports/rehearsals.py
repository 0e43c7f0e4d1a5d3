"""Where rehearsals are kept, and how all that one has made is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from server.domain.accounts import Person, Seat
from server.domain.messages import RoadshowId
from server.domain.rehearsals import Rehearsal
from server.ports import Entrance


class RehearsalStore(Protocol):
    """Rehearsals by their roadshow, and their synthetic people. Each method is one transaction."""

    async def add(self, rehearsal: Rehearsal) -> None:
        """Record one that begins."""
        ...

    async def rehearsal(self, roadshow: RoadshowId) -> Rehearsal | None:
        """The rehearsal that is this roadshow."""
        ...

    async def of_token(self, digest: bytes) -> Rehearsal | None:
        """The rehearsal of a token, in whatever state."""
        ...

    async def of(self, roadshow: RoadshowId) -> Sequence[Rehearsal]:
        """The rehearsals of a roadshow, the latest first; deleted ones too."""
        ...

    async def enter(self, roadshow: RoadshowId, entrance: Entrance, at: datetime) -> bool:
        """Let the synthetic host in, once; whether this was the once."""
        ...

    async def recruit(self, seats: Sequence[tuple[Person, Seat, Entrance]], most: int) -> bool:
        """Write people with seats and sessions; whether no more than `most` have a seat there then (else nothing)."""
        ...

    async def tell(
        self, roadshow: RoadshowId, progress: dict[str, Any] | None, card: dict[str, Any] | None, at: datetime
    ) -> None:
        """Keep how far it is; a card ends it."""
        ...

    async def delete(self, roadshow: RoadshowId, at: datetime) -> None:
        """Delete the log, every row about the roadshow, and people who are nowhere else; what it measured stays."""
        ...
