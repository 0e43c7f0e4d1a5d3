"""The part of STUN an ICE-lite agent needs: reading connectivity checks and answering them (RFC 8489, RFC 8445).

Reading is total: whatever is no well-formed, integrity-carrying Binding request is None.
"""

import hmac
import struct
import zlib
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from msgspec import Struct

COOKIE = 0x2112A442
BINDING_REQUEST = 0x0001
BINDING_SUCCESS = 0x0101
USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
XOR_MAPPED_ADDRESS = 0x0020
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028
FINGERPRINT_XOR = 0x5354554E

_HEADER = struct.Struct("!HHL12s")
_INTEGRITY_LENGTH = 20
SMALLEST_CHECK = 76
"""Bytes of our longest answer: what is shorter is no check (RFC 8445 section 7.2 makes them longer), so that no answer
is larger than what it answers."""


class Check(Struct, frozen=True):
    """A connectivity check whose integrity is still to be verified with the password of `ufrag`."""

    transaction: bytes
    ufrag: bytes
    nominates: bool
    covered: bytes
    integrity: bytes

    def proves(self, password: bytes) -> bool:
        """Whether the sender knows our password (RFC 8489 section 14.5)."""
        return hmac.compare_digest(self.integrity, hmac.digest(password, self.covered, "sha1"))


def parse_check(data: bytes) -> Check | None:
    """Read a Binding request; the attributes after MESSAGE-INTEGRITY are not authenticated and not read."""
    if len(data) < SMALLEST_CHECK:
        return None
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if kind != BINDING_REQUEST or cookie != COOKIE or length != len(data) - _HEADER.size:
        return None
    seen = {attribute: (at, value) for at, attribute, value in _attributes(data)}
    if USERNAME not in seen or MESSAGE_INTEGRITY not in seen:
        return None
    at, integrity = seen[MESSAGE_INTEGRITY]
    covered = _HEADER.pack(kind, at + 4, cookie, transaction) + data[_HEADER.size : at]
    ufrag = seen[USERNAME][1].partition(b":")[0]
    return Check(transaction, ufrag, USE_CANDIDATE in seen, covered, integrity)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at, attribute = _HEADER.size, 0
    while at + 4 <= len(data) and attribute != MESSAGE_INTEGRITY:
        attribute, size = struct.unpack_from("!HH", data, at)
        yield at, attribute, data[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4


def success(transaction: bytes, host: str, port: int, password: bytes) -> bytes:
    """Answer a check: XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY, FINGERPRINT; 64 bytes for IPv4, 76 for IPv6."""
    body = _attribute(XOR_MAPPED_ADDRESS, _xor_address(transaction, host, port))
    signed = _message(transaction, body, 4 + _INTEGRITY_LENGTH)
    body += _attribute(MESSAGE_INTEGRITY, hmac.digest(password, signed, "sha1"))
    checksum = zlib.crc32(_message(transaction, body, 8)) ^ FINGERPRINT_XOR
    return _message(transaction, body + _attribute(FINGERPRINT, checksum.to_bytes(4, "big")), 0)


def _message(transaction: bytes, body: bytes, to_come: int) -> bytes:
    return _HEADER.pack(BINDING_SUCCESS, len(body) + to_come, COOKIE, transaction) + body


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value


def _xor_address(transaction: bytes, host: str, port: int) -> bytes:
    address = _unmapped(host)
    mask = (COOKIE.to_bytes(4, "big") + transaction)[: len(address.packed)]
    family = 1 if address.version == 4 else 2
    hidden = bytes(a ^ b for a, b in zip(address.packed, mask, strict=True))
    return struct.pack("!HH", family, port ^ (COOKIE >> 16)) + hidden


def _unmapped(host: str) -> IPv4Address | IPv6Address:
    """An IPv4 peer of a dual-stack socket must be told its IPv4 address."""
    address = ip_address(host.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address
