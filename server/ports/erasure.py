"""What the inside needs to erase: how much there is, who was erased, and that nothing is left on the disk."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from server.domain.erasure import Personal
from server.domain.messages import PersonId, RoadshowId


class Forgotten(NamedTuple):
    """Somebody who was erased from a roadshow, or with an empty person everybody; numbers grow."""

    number: int
    roadshow: RoadshowId
    person: PersonId


class ErasureStore(Protocol):
    """Erasing itself happens where `person.erased` is appended, in its transaction."""

    async def weigh(self, roadshow: RoadshowId, who: PersonId) -> Personal | None:
        """How much a roadshow holds of somebody; None where they have no seat there."""
        ...

    async def since(self, number: int) -> Sequence[Forgotten]:
        """Who was erased after that, by any process, the first one first."""
        ...

    async def last(self) -> int:
        """The number of who was erased last; 0 where nobody was."""
        ...

    async def overwrite(self) -> None:
        """Return once what was deleted so far cannot be read from the disk any more."""
        ...
