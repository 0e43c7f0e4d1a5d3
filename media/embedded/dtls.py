"""DTLS-SRTP through aiortc and pylibsrtp: the one module that touches their private names.

What is used of them, and held by a contract test: `RTCDtlsTransport._set_role`, `._srtp_profiles`, `._rx_srtp`,
`._tx_srtp`, the `_recv` and `_send` it calls on its transport; `RTCCertificate._create_ssl_context`;
`Session._srtp`; `pylibsrtp._binding`. aiortc does the handshake; media never passes through it, because a task,
a queue and three objects per packet cost five times as much as the cryptography.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
)
from OpenSSL import SSL
from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

Context = Any
"""A libsrtp session as C sees it; valid only while the SecureLink it came from is referenced."""

MAX_PACKET = 1500
MAX_TRAILER = 64
"""More than any profile adds: 16 bytes of tag, 4 of SRTCP index."""

memory = ffi.new
memory_view = ffi.buffer
copy = ffi.memmove
protect_rtp = lib.srtp_protect
protect_rtcp = lib.srtp_protect_rtcp

# The DTLS server's first common profile wins, and AES-128-GCM costs a third of AES-CM with HMAC-SHA1.
PROFILES = sorted(SRTP_PROFILES, key=lambda profile: profile is not SRTP_AEAD_AES_128_GCM)

# Used between two lines of one thread, never across an await.
_scratch = memory("char[]", MAX_PACKET + MAX_TRAILER)
_length = memory("int *")


def address_of(pointer: Any) -> int:
    """The address of memory, for structures of another cffi instance."""
    return int(ffi.cast("uintptr_t", pointer))


class Carrier(Protocol):
    """What carries the datagrams of one handshake."""

    async def receive(self) -> bytes:
        """Return the next datagram; ConnectionError at the end."""
        ...

    def send(self, data: bytes) -> None:
        """Send a datagram, or lose it."""
        ...


class _Wire:
    """The transport aiortc expects, around a Carrier."""

    role = "controlled"

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    async def _recv(self) -> bytes:
        return await self._carrier.receive()

    async def _send(self, data: bytes) -> None:
        self._carrier.send(data)


class _Certificate(RTCCertificate):
    """A certificate whose SSL context is made once: half the cost of a join, 20 KiB less for each viewer."""

    _shared: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._shared is None:
            self._shared = super()._create_ssl_context(srtp_profiles)
        return self._shared


class Identity:
    """Who a worker is to its peers: one certificate for all sessions, new with every worker."""

    def __init__(self) -> None:
        self.certificate = _Certificate.generateCertificate()
        fingerprints = {each.algorithm: each.value for each in self.certificate.getFingerprints()}
        self.fingerprint = fingerprints["sha-256"]


class SecureLink:
    """One DTLS association and the SRTP keys that came of it."""

    def __init__(self, identity: Identity, carrier: Carrier, *, client: bool) -> None:
        self.closed = asyncio.Event()
        self._dtls = RTCDtlsTransport(_Wire(carrier), [identity.certificate])  # type: ignore[arg-type]
        self._dtls._set_role("client" if client else "server")
        self._dtls._srtp_profiles = PROFILES
        self._dtls.on("statechange", self._on_state)
        self._inbound: Context = None
        self._outbound: Context = None
        self._sessions: tuple[Session, ...] = ()

    async def handshake(self, fingerprints: Sequence[tuple[str, str]]) -> bool:
        """Shake hands with whoever owns one of the fingerprints, as (hash name, value); False if that failed."""
        await self._dtls.start(RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(*each) for each in fingerprints]))
        if self._dtls.state != "connected":
            return False
        # Without these references libsrtp frees the contexts under our feet.
        self._sessions = (self._dtls._rx_srtp, self._dtls._tx_srtp)
        self._inbound, self._outbound = (each._srtp[0] for each in self._sessions)
        return True

    @property
    def outbound(self) -> Context:
        """The context to protect with; None before the handshake."""
        return self._outbound

    def unprotect_rtp(self, data: bytes) -> bytes | None:
        """Authenticate and decrypt; None for what is forged, replayed, too old or too long."""
        return _apply(lib.srtp_unprotect, self._inbound, data)

    def unprotect_rtcp(self, data: bytes) -> bytes | None:
        """Like `unprotect_rtp`."""
        return _apply(lib.srtp_unprotect_rtcp, self._inbound, data)

    def protect_rtp(self, data: bytes) -> bytes | None:
        """Encrypt one packet; None if libsrtp refuses, as for a sequence number older than its window."""
        return _apply(protect_rtp, self._outbound, data)

    def protect_rtcp(self, data: bytes) -> bytes | None:
        """Like `protect_rtp`."""
        return _apply(protect_rtcp, self._outbound, data)

    async def close(self) -> None:
        """Say goodbye to the peer if there is one; safe to call twice."""
        await self._dtls.stop()
        self.closed.set()

    def _on_state(self) -> None:
        if self._dtls.state in ("closed", "failed"):
            self.closed.set()


def _apply(function: Any, context: Context, data: bytes) -> bytes | None:
    if context is None or len(data) > MAX_PACKET:
        return None
    _length[0] = len(data)
    copy(_scratch, data, len(data))
    if function(context, _scratch, _length):
        return None
    return bytes(memory_view(_scratch, _length[0]))
