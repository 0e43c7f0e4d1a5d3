"""Where the secret addresses are kept at which calendars fetch."""

from datetime import datetime
from typing import Protocol

from server.domain.messages import PersonId


class FeedStore(Protocol):
    """The secret addresses at which calendars fetch, one at most for each person, known by their SHA-256 alone."""

    async def set_feed(self, person: PersonId, digest: bytes, at: datetime) -> None:
        """Give a person this secret; the one they had is forgotten."""
        ...

    async def drop_feed(self, person: PersonId) -> None:
        """Forget a person's secret; nothing happens where there is none."""
        ...

    async def feed(self, digest: bytes) -> PersonId | None:
        """Whose secret it is."""
        ...

    async def feed_since(self, person: PersonId) -> datetime | None:
        """Since when a person has a secret."""
        ...
