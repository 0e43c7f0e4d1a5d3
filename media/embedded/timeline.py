"""One never-ending output made of many inputs: continuous sequence numbers, timestamps that follow the wall clock."""

import secrets

from media.embedded.rtp import RtpPacket


class Timeline:
    """Maps the packets of one input at a time; `splice` begins the next.

    Invariant: an output index is never handed out for two inputs, because under AES-GCM two plaintexts with one
    index give the authentication key away. Whatever an input sent before its splice is therefore refused.
    """

    def __init__(self, clock_rate: int) -> None:
        self.clock_rate = clock_rate
        # Below 2**15, so that nobody who joins late starts next to a wrap (RFC 3711 section 3.3.1).
        self.highest = 0x10000 + secrets.randbelow(0x8000)
        self._newest = secrets.randbits(32)
        self._moved: float | None = None
        self._first = 0
        self._shift = 0
        self._offset = 0

    def splice(self, packet: RtpPacket, index: int, now: float) -> None:
        """Continue with another input, beginning with this packet as far from the last as the clock says."""
        elapsed = 0.0 if self._moved is None else now - self._moved
        timestamp = self._newest + max(1, round(elapsed * self.clock_rate))
        self._first = index
        self._shift = self.highest + 1 - index
        self._offset = timestamp - packet.timestamp

    def place(self, packet: RtpPacket, index: int, now: float) -> int | None:
        """Return the output index of an input's packet, or None for one from before its splice."""
        if index < self._first:
            return None
        placed = index + self._shift
        if placed > self.highest:
            self.highest = placed
            self._newest = self.timestamp(packet.timestamp)
            self._moved = now
        return placed

    def timestamp(self, incoming: int) -> int:
        """Translate a timestamp of the current input."""
        return (incoming + self._offset) & 0xFFFFFFFF
