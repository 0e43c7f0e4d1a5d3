"""What publishers and viewers have in common: a peer, a DTLS association, and one task from first check to last."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence

from media.api import RoomId, SessionId
from media.embedded.dtls import SecureLink
from media.embedded.fragment import Credentials
from media.embedded.ice import Peer, ignore
from media.embedded.negotiation import Agreement
from media.embedded.rtp import is_rtcp

log = logging.getLogger(__name__)

HANDSHAKE = 20.0
"""Seconds for the whole handshake; who only sends checks must not keep a place for nothing."""


class Session(ABC):
    """One connection of one person; it ends by `end`, by its peer's goodbye, or when its owner finds it silent."""

    allowance = 0
    """Datagrams a peer may send between two ticks."""

    def __init__(self, key: SessionId, room: RoomId, peer: Peer, link: SecureLink, counters: Counter[str]) -> None:
        self.key = key
        self.room = room
        self.peer = peer
        self.peer.allowance = self.allowance
        self.counters = counters
        self.agreement: Agreement | None = None
        self.remote: Credentials | None = None
        self._link = link
        self._task: asyncio.Task[None] | None = None

    def begin(self, fingerprints: Sequence[tuple[str, str]], on_end: Callable[["Session"], None]) -> None:
        """Expect the peer; `on_end` is called once, when the session has ended by itself."""
        self._task = asyncio.create_task(self._run(fingerprints, on_end), name=f"session {self.key}")

    async def _run(self, fingerprints: Sequence[tuple[str, str]], on_end: Callable[["Session"], None]) -> None:
        try:
            await self.peer.reached()
            if await self._shaken(fingerprints):
                self.peer.on_media = self._on_media
                self.connected()
                await self._link.closed.wait()
            else:
                self.counters["handshakes_failed"] += 1
        except Exception:
            # A session is the unit of failure: whatever one peer provokes ends that session only.
            log.exception("session %s failed", self.key)
            self.counters["sessions_failed"] += 1
        await self._link.close()
        on_end(self)

    async def _shaken(self, fingerprints: Sequence[tuple[str, str]]) -> bool:
        try:
            async with asyncio.timeout(HANDSHAKE):
                return await self._link.handshake(fingerprints)
        except TimeoutError:
            return False

    async def end(self) -> None:
        """End the session and tell the peer; `on_end` is not called."""
        # Nothing may arrive any more while we wait, but the goodbye must still leave.
        self.peer.on_media = ignore
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        await self._link.close()
        self.peer.close()

    def _on_media(self, data: bytes) -> None:
        try:
            self._take(data)
        except Exception:
            # Others' datagrams wait behind this one.
            log.exception("session %s failed", self.key)
            self.counters["sessions_failed"] += 1
            self.peer.on_media = ignore
            self._link.closed.set()

    def _take(self, data: bytes) -> None:
        if is_rtcp(data):
            plain, take = self._link.unprotect_rtcp(data), self.on_rtcp
        else:
            plain, take = self._link.unprotect_rtp(data), self.on_rtp
        if plain is None:
            self.counters["drop_not_authentic"] += 1
        else:
            take(plain)

    def send_rtcp(self, data: bytes) -> None:
        """Encrypt and send one RTCP packet, or lose it."""
        protected = self._link.protect_rtcp(data)
        if protected is not None:
            self.peer.send(protected)

    def tick(self, now: float) -> None:
        """Do what is done regularly; called every half second."""
        self.peer.allowance = self.allowance

    @abstractmethod
    def connected(self) -> None:
        """The handshake is done: media may flow."""

    @abstractmethod
    def on_rtp(self, data: bytes) -> None:
        """Take an authenticated RTP packet."""

    @abstractmethod
    def on_rtcp(self, data: bytes) -> None:
        """Take an authenticated RTCP packet."""
