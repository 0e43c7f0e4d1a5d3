"""The last packets of a rendition, kept so that a loss can be answered with the very same bytes."""

from msgspec import Struct

CAPACITY = 1024
"""Packets, 2 s of 5 Mbit/s; SRTP's own window is as long, so that older ones could not be resent as they were."""


class Outgoing(Struct, frozen=True, gc=False):
    """A packet as a rendition sends it to everybody; payload type, index and timestamp are shifted for each viewer."""

    index: int
    codec: str
    data: bytes
    timestamp: int


class Ring:
    """Holds each index once, and thereby decides whether an index may be sent at all."""

    def __init__(self) -> None:
        self._slots: list[Outgoing | None] = [None] * CAPACITY

    def put(self, packet: Outgoing) -> bool:
        """Keep a packet; False if its index was used before or is older than what is held."""
        at = packet.index % CAPACITY
        held = self._slots[at]
        if held is not None and held.index >= packet.index:
            return False
        self._slots[at] = packet
        return True

    def get(self, index: int) -> Outgoing | None:
        """Return the packet sent under an index, if it is still held."""
        held = self._slots[index % CAPACITY]
        return held if held is not None and held.index == index else None

    def held(self, first: int, last: int) -> list[Outgoing]:
        """Return what is held of a range of indexes, in order."""
        found = map(self.get, range(max(first, last - CAPACITY + 1), last + 1))
        return [each for each in found if each is not None]
