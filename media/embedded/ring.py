"""The last packets of a feed, kept so that a loss can be answered with the very same bytes."""

from msgspec import Struct

CAPACITY = 1024
"""Packets, 7 s of a 1.5 Mbit/s picture; SRTP's own window is as long, so that older ones could not be resent."""


class Outgoing(Struct, frozen=True, gc=False):
    """A packet as a feed sends it to everybody; only the payload type and a shift of the index differ by viewer."""

    index: int
    codec: str
    data: bytes


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
