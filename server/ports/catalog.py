"""The list of roadshows, and texts that somebody may have to show again."""

from collections.abc import Sequence
from typing import Protocol

from server.domain.accounts import Listing, Seat
from server.domain.messages import RoadshowId
from server.domain.presets import Text


class Catalog(Protocol):
    """The roadshows of the house as a list shows them; their titles and statuses follow from their logs."""

    async def found(self, key: str, seat: Seat) -> Seat:
        """Give a new roadshow its organizer's seat, and return it; for a key of this person seen before, the first one.

        A roadshow without events yet is in no list.
        """
        ...

    async def listing(self, roadshow: RoadshowId) -> Listing | None:
        """One roadshow that has been planned."""
        ...

    async def listings(self) -> Sequence[Listing]:
        """Every roadshow that has been planned, the one that starts last first; rehearsals are not among them."""
        ...


class TextStore(Protocol):
    """Texts that somebody may have to show again, under the SHA-256 of their bytes. Nothing is changed or forgotten."""

    async def keep(self, texts: Sequence[Text]) -> None:
        """Keep these; those that are there already stay as they are. On return they survive a power cut."""
        ...

    async def body(self, digest: str) -> bytes | None:
        """The bytes with this SHA-256 in hexadecimal; None where none were kept."""
        ...
