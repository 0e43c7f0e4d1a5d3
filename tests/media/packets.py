"""RTP packets of both codecs, and a viewer that is nothing but keys and a socket."""

import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pylibsrtp import Error, Policy, Session

from media.embedded.codecs import H264, OPUS, VP8
from media.embedded.fanout import Fanout
from media.embedded.ladder import open_batch
from media.embedded.row import Row
from media.embedded.rtp import RtpPacket, is_rtcp, parse

VP8_KEY = b"\x10\x00\x00\x00\x9d\x01\x2a" + bytes(8)
VP8_DELTA = b"\x10\x01\x00\x00" + bytes(8)
H264_KEY = b"\x67\x42\xe0\x1f" + bytes(8)
H264_DELTA = b"\x41\x9a" + bytes(8)
SOUND = b"\xfc" + bytes(30)
PAYLOAD_TYPES = {VP8: 96, H264: 103, OPUS: 111}


def packet(sequence: int, payload: bytes, *, timestamp: int = 0, ssrc: int = 1) -> RtpPacket:
    return RtpPacket(96, True, 0, sequence & 0xFFFF, timestamp, ssrc, payload)


class Received(NamedTuple):
    """What came to a viewer, decrypted."""

    packets: list[RtpPacket]
    reports: list[bytes]


class Screen:
    """Receives on a real socket what is sent to its row, and decrypts it with the other half of the key."""

    def __init__(self, payload_types: dict[str, int] | None = None) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.settimeout(0)
        key = os.urandom(28)
        self._inbound = _session(key, Policy.SSRC_ANY_INBOUND)
        self._outbound = _session(key, Policy.SSRC_ANY_OUTBOUND)
        types = PAYLOAD_TYPES if payload_types is None else payload_types
        self.row = Row(self, self._outbound._srtp[0], self.sock.getsockname(), types)

    def datagrams(self) -> Iterator[bytes]:
        while True:
            try:
                yield self.sock.recv(2048)
            except BlockingIOError:
                return

    def packets(self) -> list[RtpPacket]:
        return self.everything().packets

    def reports(self) -> list[bytes]:
        return self.everything().reports

    def everything(self) -> "Received":
        """What has come, packets and reports apart."""
        datagrams = list(self.datagrams())
        plain = [parse(self._inbound.unprotect(each)) for each in datagrams if not is_rtcp(each)]
        reports = [self._inbound.unprotect_rtcp(each) for each in datagrams if is_rtcp(each)]
        return Received([each for each in plain if each is not None], reports)

    def authentic(self, data: bytes) -> bool:
        try:
            self._inbound.unprotect(data)
        except Error:
            return False
        return True


def _session(key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)


@contextmanager
def sending(counters: Counter[str] | None = None) -> Iterator[Fanout]:
    """A fanout on a socket of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0)
        yield Fanout(open_batch(sock, Counter() if counters is None else counters))


@contextmanager
def screens(*payload_types: dict[str, int] | None) -> Iterator[list[Screen]]:
    """Some viewers, closed afterwards."""
    opened = [Screen(each) for each in payload_types]
    try:
        yield opened
    finally:
        for each in opened:
            each.sock.close()
