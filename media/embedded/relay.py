"""What two workers of one machine say to each other over a Unix stream socket: a room's media, and who wants it.

A frame is its length in 4 bytes, big-endian, then one byte of kind and the body. A packet's body is the stream's number
(4 bytes), the packet's extended sequence number (8) and the plain RTP packet; anything else is a MessagePack map with a
`type`. Whoever follows a room asks for it and for keyframes, its home sends everything else.
"""

import struct
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from media.api import RoomId, SourceId
from media.embedded import rtp
from media.embedded.codecs import Kind

MAX_FRAME = 64 * 1024
_LENGTH = struct.Struct("!L")
_PACKET = struct.Struct("!LBLQ")
_PACKET_KIND, _MESSAGE_KIND = 0, 1
_BODY_AT = _LENGTH.size + 1


class Clock(Struct, frozen=True, tag="clock"):
    """Which RTP timestamp a stream has at a reading of the machine's monotonic clock, in seconds."""

    stream: int
    at: float
    timestamp: int


class Layer(Struct, frozen=True):
    """One stream of a source as it is now."""

    stream: int
    kind: Kind
    codec: str
    rid: str
    height: int


class Started(Struct, frozen=True, tag="started"):
    """A source sends; told of those that sent before, too, when a room is followed."""

    room: RoomId
    source: SourceId
    number: int
    layers: tuple[Layer, ...]


class Stopped(Struct, frozen=True, tag="stopped"):
    """A source has ended."""

    number: int


class Restarted(Struct, frozen=True, tag="restarted"):
    """A stream goes on under unrelated numbers."""

    stream: int


class Follow(Struct, frozen=True, tag="follow"):
    """Send a room's media."""

    room: RoomId


class Leave(Struct, frozen=True, tag="leave"):
    """Send a room's media no more."""

    room: RoomId


class WantKeyframe(Struct, frozen=True, tag="want_keyframe"):
    """Ask a stream's publisher for a keyframe."""

    stream: int


class Packet(Struct, frozen=True, gc=False):
    """One packet of a stream; `index` is its extended sequence number."""

    stream: int
    index: int
    packet: rtp.RtpPacket


Message = Clock | Started | Stopped | Restarted | Follow | Leave | WantKeyframe

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def frame(message: Message) -> bytes:
    """Write a message."""
    body = _encode(message)
    return _LENGTH.pack(len(body) + 1) + bytes((_MESSAGE_KIND,)) + body


def packet_frame(stream: int, packet: rtp.RtpPacket, index: int) -> bytes:
    """Write a packet."""
    data = rtp.pack(packet, sequence=index, timestamp=packet.timestamp, ssrc=packet.ssrc)
    return _PACKET.pack(_PACKET.size - _LENGTH.size + len(data), _PACKET_KIND, stream, index) + data


class Frames:
    """Takes bytes as they come and gives what they say."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, data: bytes) -> Iterator[Packet | Message]:
        """Yield what is complete; ValueError for what is no relay's."""
        data = self._rest + data if self._rest else data
        at = 0
        while len(data) - at >= _BODY_AT:
            (length,) = _LENGTH.unpack_from(data, at)
            if not 0 < length <= MAX_FRAME:
                raise ValueError(f"a frame of {length} bytes")
            if at + _LENGTH.size + length > len(data):
                break
            start, at = at, at + _LENGTH.size + length
            yield _read(data, start, at)
        self._rest = data[at:]


def _read(data: bytes, start: int, end: int) -> Packet | Message:
    if data[start + _LENGTH.size] != _PACKET_KIND:
        return _decoder.decode(memoryview(data)[start + _BODY_AT : end])
    _, _, stream, index = _PACKET.unpack_from(data, start)
    packet = rtp.parse(data[start + _PACKET.size : end])
    if packet is None:
        raise ValueError("a packet that is no RTP")
    return Packet(stream, index, packet)
