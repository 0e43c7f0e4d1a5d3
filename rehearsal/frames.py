"""WebSocket frames as a client reads and writes them (RFC 6455 section 5.2); messages are never fragmented here."""

import os
from collections.abc import Iterator

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Broken(Exception):
    """What came is no frame of this protocol."""


def masked(opcode: int, payload: bytes) -> bytes:
    """A final frame from a client; the mask is random, and a payload has at most 65,535 bytes."""
    key, length = os.urandom(4), len(payload)
    size = bytes((0x80 | length,)) if length < 126 else b"\xfe" + length.to_bytes(2, "big")
    hidden = bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))
    return bytes((0x80 | opcode,)) + size + key + hidden


class Splitter:
    """Takes bytes as they come, and gives whole frames: the opcode, the frame as it came, and its payload."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    @property
    def empty(self) -> bool:
        """Whether no part of a frame waits for the others."""
        return not self._rest

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
        """The frames that are whole by now; raises Broken."""
        self._rest += data
        while (found := _head(self._rest)) and len(self._rest) >= (end := sum(found)):
            frame, self._rest = self._rest[:end], self._rest[end:]
            yield frame[0] & 0x0F, frame, frame[found[0] :]


def _head(data: bytes) -> tuple[int, int] | None:
    """How long a frame's head and its payload are; None where that is not to be seen yet."""
    if len(data) < 2:
        return None
    if not data[0] & 0x80 or data[0] & 0x70 or data[1] & 0x80:
        raise Broken("a frame that is fragmented, masked or of an extension")
    if (short := data[1]) < 126:
        return 2, short
    size = 2 if short == 126 else 8
    return (2 + size, int.from_bytes(data[2 : 2 + size], "big")) if len(data) >= 2 + size else None
