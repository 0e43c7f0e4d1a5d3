"""WebSocket frames against RFC 6455, as bytes; a seed repeats them.

A case is what is sent after a handshake, and the close codes that may come of it; without any the socket goes on.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from msgspec import Struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LIMIT: Final = 64 * 1024
"""Bytes of a message that the server takes."""

PROTOCOL, UNSUPPORTED, NOT_TEXT, TOO_BIG, MALFORMED = 1002, 1003, 1007, 1009, 4502
PINGED: Final = 0.2
HELLO: Final = b'{"type":"hello"}'


class Case(Struct, frozen=True, kw_only=True):
    """Bytes in the pieces in which they are sent; `codes` is empty where the socket goes on.

    Where it is `cut`, whoever sent it says no more: a server that waits for the rest may wait until they are gone.
    """

    name: str
    pieces: Sequence[bytes]
    frames: int
    codes: frozenset[int] = frozenset()
    cut: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether the same socket can be used for more."""
        return not self.codes and not self.cut


def frame(random: Random, opcode: int, payload: bytes, *, fin: bool = True, reserved: int = 0, masked: bool = True,
          size: bytes | None = None) -> bytes:  # fmt: skip
    """One frame; `size` is a length that is written as it is, whatever the payload has."""
    mask = random.randbytes(4)
    first = bytes(((0x80 if fin else 0) | reserved << 4 | opcode,))
    length = size or _length(len(payload))
    if not masked:
        return first + length + payload
    return first + bytes((0x80 | length[0],)) + length[1:] + mask + _hidden(payload, mask)


def _length(length: int) -> bytes:
    if length < 126:
        return bytes((length,))
    return b"\x7e" + length.to_bytes(2, "big") if length < 65536 else b"\x7f" + length.to_bytes(8, "big")


def _hidden(payload: bytes, mask: bytes) -> bytes:
    key = int.from_bytes((mask * (len(payload) // 4 + 1))[: len(payload)], "big")
    return (int.from_bytes(payload, "big") ^ key).to_bytes(len(payload), "big")


def text(random: Random, payload: bytes) -> bytes:
    """A message of one frame."""
    return frame(random, TEXT, payload)


def fragments(random: Random, payload: bytes) -> list[bytes]:
    """A message in frames of any length, empty ones too, with pings in between."""
    cuts = sorted(random.choices(range(len(payload) + 1), k=random.randint(1, 6)))
    parts = [payload[start:end] for start, end in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
    last, found = len(parts) - 1, []
    for place, part in enumerate(parts):
        found.append(frame(random, CONTINUATION if place else TEXT, part, fin=place == last))
        if place < last and random.random() < PINGED:
            found.append(frame(random, PING, b"meanwhile"))
    return found


def _reserved_opcode(random: Random) -> Case:
    opcode = random.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15))
    return _one("reserved opcode", frame(random, opcode, random.randbytes(random.choice((0, 1, 125)))), PROTOCOL)


def _reserved_bits(random: Random) -> Case:
    opcode = random.choice((TEXT, BINARY, PING, PONG, CLOSE))
    return _one("reserved bits", frame(random, opcode, b"", reserved=random.randint(1, 7)), PROTOCOL)


def _unmasked(random: Random) -> Case:
    return _one("unmasked", frame(random, random.choice((TEXT, PING, CLOSE)), b"", masked=False), PROTOCOL)


def _oversize(random: Random) -> Case:
    length = random.choice((LIMIT + 1, 2**20, 2**31, 2**32 + 5, 2**63 - 1))
    return _one("oversize", frame(random, TEXT, HELLO, size=_length(length)), TOO_BIG)


def _negative(random: Random) -> Case:
    """The length's highest bit must be 0; as an unsigned number it is too big as well."""
    length = (2**63 + random.getrandbits(62)).to_bytes(8, "big")
    return _one("negative length", frame(random, TEXT, b"", size=b"\x7f" + length), PROTOCOL, TOO_BIG)


def _oversize_in_parts(random: Random) -> Case:
    part = b" " * (LIMIT // 2 + 1)
    frames = [frame(random, TEXT, part, fin=False), frame(random, CONTINUATION, part)]
    return Case(name="oversize in parts", pieces=frames, frames=2, codes=frozenset({TOO_BIG}))


def _continuation_of_nothing(random: Random) -> Case:
    return _one("continuation of nothing", frame(random, CONTINUATION, HELLO, fin=random.random() < 0.5), PROTOCOL)


def _message_in_message(random: Random) -> Case:
    frames = [frame(random, TEXT, b"{", fin=False), frame(random, random.choice((TEXT, BINARY)), b"}")]
    return Case(name="message in a message", pieces=frames, frames=2, codes=frozenset({PROTOCOL}))


def _fragmented_control(random: Random) -> Case:
    return _one("fragmented control", frame(random, random.choice((PING, PONG, CLOSE)), b"", fin=False), PROTOCOL)


def _long_control(random: Random) -> Case:
    payload = random.randbytes(random.choice((126, 127, 1000, 65536)))
    return _one("long control", frame(random, random.choice((PING, PONG, CLOSE)), payload), PROTOCOL)


BAD_TEXT: Final = (
    b"\x80", b"\xc0\xaf", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80", b"\xff", b"\xfe\xff", b"\xe4\xb8", b"\xf0\x9f\x92", b'{"type":"hello","epoch":"\xc3("}',
)  # fmt: skip


def _bad_text(random: Random) -> Case:
    return _one("bad UTF-8", text(random, random.choice(BAD_TEXT)), NOT_TEXT)


def _bad_text_in_parts(random: Random) -> Case:
    frames = fragments(random, random.choice(BAD_TEXT))
    return Case(name="bad UTF-8 in parts", pieces=frames, frames=len(frames), codes=frozenset({NOT_TEXT}))


def _bad_text_and_close(random: Random) -> Case:
    """In one segment, so that the end is known before the text is looked at."""
    both = text(random, random.choice(BAD_TEXT)) + frame(random, CLOSE, b"\x03\xe8")
    return Case(name="bad UTF-8, then a close", pieces=[both], frames=2, codes=frozenset({1000, NOT_TEXT}))


def _binary(random: Random) -> Case:
    return _one("binary", frame(random, BINARY, random.randbytes(random.choice((0, 1, 4096)))), MALFORMED)


def _bad_close(random: Random) -> Case:
    code = random.choice((0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535))
    return _one("bad close code", frame(random, CLOSE, code.to_bytes(2, "big")), PROTOCOL)


def _short_close(random: Random) -> Case:
    return _one("close of one byte", frame(random, CLOSE, random.randbytes(1)), PROTOCOL)


def _close_with_bad_text(random: Random) -> Case:
    reason = frame(random, CLOSE, b"\x03\xe8" + random.choice(BAD_TEXT))
    return _one("close with bad UTF-8", reason, PROTOCOL, NOT_TEXT)


def _good_close(random: Random) -> Case:
    code = random.choice((1000, 1001, 1008, 3000, 4000, 4999))
    after = frame(random, random.randint(0, 15), b"after the end") if random.random() < 0.5 else b""
    return Case(name="close", pieces=[frame(random, CLOSE, code.to_bytes(2, "big")) + after], frames=1 + bool(after),
                codes=frozenset({code}))  # fmt: skip


def _half(random: Random) -> Case:
    whole = frame(random, TEXT, HELLO * random.choice((1, 100)))
    part = whole[: random.randint(1, len(whole) - 1)]
    return Case(name="half a frame", pieces=[part], frames=1, cut=True)


def _half_a_message(random: Random) -> Case:
    empty = frame(random, CONTINUATION, b"", fin=False)
    frames = [frame(random, TEXT, b"{", fin=False), *[empty] * random.randint(0, 50)]
    return Case(name="half a message", pieces=[b"".join(frames)], frames=len(frames), cut=True)


def _noise(random: Random) -> Case:
    """Never a whole frame that is right: the first byte is of no opcode there is."""
    noise = bytes((random.choice((0x73, 0xF3, 0x8F, 0x07)),)) + random.randbytes(random.randint(1, 2000))
    return _one("noise", noise, PROTOCOL)


def _pings(random: Random) -> Case:
    frames = [frame(random, PING, random.randbytes(random.randint(0, 125))) for _ in range(random.randint(1, 12))]
    return Case(name="pings", pieces=[b"".join(frames)], frames=len(frames))


def _pongs(random: Random) -> Case:
    frames = [frame(random, PONG, random.randbytes(random.randint(0, 125))) for _ in range(random.randint(1, 12))]
    return Case(name="pongs nobody asked for", pieces=[b"".join(frames)], frames=len(frames))


def _byte_by_byte(random: Random) -> Case:
    whole = frame(random, PING, b"slowly")
    return Case(name="byte by byte", pieces=[whole[place : place + 1] for place in range(len(whole))], frames=1)


def _one(name: str, data: bytes, *codes: int) -> Case:
    return Case(name=name, pieces=[data], frames=1, codes=frozenset(codes))


GOES_ON: Final[Sequence[Callable[[Random], Case]]] = (_pings, _pongs, _byte_by_byte)
ENDS: Final[Sequence[Callable[[Random], Case]]] = (
    _reserved_opcode,
    _reserved_bits,
    _unmasked,
    _oversize,
    _negative,
    _oversize_in_parts,
    _continuation_of_nothing,
    _message_in_message,
    _fragmented_control,
    _long_control,
    _bad_text,
    _bad_text_in_parts,
    _bad_text_and_close,
    _binary,
    _bad_close,
    _short_close,
    _close_with_bad_text,
    _good_close,
    _half,
    _half_a_message,
    _noise,
)


def frames(random: Random) -> list[Case]:
    """What one socket is sent: some that it must bear, and one that ends it."""
    borne = [random.choice(GOES_ON)(random) for _ in range(random.randint(0, 2))]
    return [*borne, random.choice(ENDS)(random)]
