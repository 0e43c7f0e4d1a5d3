"""What several processes need of one another: who does what, and what they tell each other meanwhile."""

from collections.abc import Callable, Collection
from typing import Protocol

from msgspec import Struct


class Lease(Struct, frozen=True, kw_only=True):
    """Who has what `name` stands for, such as the writing of a roadshow's log.

    `left` are the seconds until it ends, by the store's clock. `term` grows by one with each change of hands. `url` is
    where the other nodes reach the holder.
    """

    name: str
    node: str
    url: str
    term: int
    left: float


class LeaseStore(Protocol):
    """Leases by name, at most one holder at a time. Whoever holds must stop before it ends unless they renew."""

    async def take(self, name: str, node: str, url: str, seconds: float) -> Lease:
        """The lease as it is now; it is `node`'s where nobody else has one that lasts, and then lasts `seconds`."""
        ...

    async def renew(self, node: str, seconds: float) -> Collection[str]:
        """Have every lease of a node that has not ended last `seconds` from now; returns their names."""
        ...

    async def release(self, node: str) -> None:
        """End all that a node has, so that others may take it at once."""
        ...

    async def holders(self) -> Collection[str]:
        """Where the nodes are reached that hold something now."""
        ...


Heard = Callable[[bytes], None]


class Bus(Protocol):
    """Carries small messages to every node, the sender too. It may lose them; nothing may depend on one."""

    def publish(self, key: str, message: bytes) -> None:
        """Send soon, without waiting; one of the same key that has not left yet is replaced."""
        ...

    def subscribe(self, heard: Heard) -> None:
        """Call `heard` with each message from now on; it must not block, and what it raises is logged."""
        ...

    @property
    def connected(self) -> bool:
        """Whether messages get through as far as is known."""
        ...
