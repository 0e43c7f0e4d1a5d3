"""ICE-lite on one UDP port (RFC 8445 section 2.5): peers prove their addresses, the server never sends a check.

Who may speak: a STUN check that carries the integrity of a peer's password proves the address it came from. Anything
but STUN is taken only from a proven address, because fifteen spoofed bytes are enough to break a DTLS handshake.
What proves nothing is never answered, so the port amplifies nothing.
"""

import asyncio
import secrets
import socket
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from media.embedded import stun


class Connection(Protocol):
    """A TCP connection that carries a peer's datagrams, where UDP does not come through (RFC 6544)."""

    @property
    def remote(self) -> tuple[str, int]:
        """Where it comes from."""
        ...

    def send(self, data: bytes) -> None:
        """Send one datagram, or lose it."""
        ...

    def send_run(self, data: memoryview, width: int) -> None:
        """Send datagrams of `width` bytes that lie one after the other, the last perhaps shorter; or lose them."""
        ...

    def close(self) -> None:
        """End the connection; safe to call twice."""
        ...


UdpAddress = tuple[str, int] | tuple[str, int, int, int]
Address = UdpAddress | Connection
"""The other end of a path: where datagrams come from, or the connection they come by."""

DATAGRAMS_A_WAKEUP = 64
MAX_DATAGRAM = 2048
MAX_INBOX = 32
MAX_ADDRESSES = 8
MAX_TRANSACTIONS = 64
"""Checks remembered of a peer: two minutes of them, as browsers send them."""
LAST_STUN_BYTE = 3
FIRST_MEDIA_BYTE = 128
LAST_MEDIA_BYTE = 191
TAKEOVER_SILENCE = 5.0


class Peer:
    """One session as the port sees it: credentials, proven addresses, and a bounded inbox for its DTLS datagrams."""

    def __init__(self, port: "UdpPort", heard: float) -> None:
        self.ufrag, self.password = _credentials()
        self.former: tuple[str, str] | None = None
        self.heard = heard
        self.address: Address | None = None
        self.proven: list[Address] = []
        self.allowance = MAX_INBOX
        self.on_media: Callable[[bytes], None] = ignore
        self.on_moved: Callable[[Address], None] = ignore
        self._port = port
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_INBOX)
        self._reached = asyncio.Event()
        self._transactions: dict[bytes, Address] = {}

    def restart(self) -> None:
        """Take new credentials (RFC 8445 section 9); the former are good until the new ones have proven an address.

        Those of a restart whose answer was lost have never been used, and are not worth keeping.
        """
        if self.former is None:
            self.former = self.ufrag, self.password
        else:
            self._port.forget_ufrag(self.ufrag)
        self.ufrag, self.password = _credentials()
        self._port.expect(self)

    def replaced(self) -> None:
        """Forget the credentials from before the last restart."""
        if self.former is not None:
            self._port.forget_ufrag(self.former[0])
            self.former = None

    def password_of(self, ufrag: bytes) -> bytes:
        """The password that belongs to a fragment of this peer, former or present."""
        if self.former is not None and ufrag == self.former[0].encode():
            return self.former[1].encode()
        return self.password.encode()

    async def reached(self) -> None:
        """Wait until an address is proven; until then there is nowhere to send to."""
        await self._reached.wait()

    async def receive(self) -> bytes:
        """Return the next DTLS datagram; ConnectionError once the peer is closed."""
        datagram = await self._inbox.get()
        if datagram is None:
            raise ConnectionError("the session has ended")
        return datagram

    def send(self, data: bytes) -> None:
        """Send to the current address; lost if there is none or the socket is full."""
        if self.address is not None:
            self._port.send(data, self.address)

    def replays(self, transaction: bytes, address: Address) -> bool:
        """Whether a check has been heard before from elsewhere: whoever overhears one could send it on as their own."""
        first = self._transactions.setdefault(transaction, address)
        if len(self._transactions) > MAX_TRANSACTIONS:
            del self._transactions[next(iter(self._transactions))]
        return first != address

    def prove(self, address: Address, *, nominated: bool) -> None:
        """Remember a proven address, and move to it if it is the first or is nominated."""
        if address not in self.proven:
            self.proven.append(address)
            if len(self.proven) > MAX_ADDRESSES:
                oldest = next(each for each in self.proven if each != self.address)
                self.proven.remove(oldest)
                self._port.forget(self, oldest)
        if self.address is None or (nominated and address != self.address):
            self.address = address
            self._reached.set()
            self.on_moved(address)

    def take(self, data: bytes) -> str:
        """Take a datagram from a proven address and say how it was counted."""
        if self.allowance <= 0:
            return "drop_over_budget"
        self.allowance -= 1
        if FIRST_MEDIA_BYTE <= data[0] <= LAST_MEDIA_BYTE:
            self.on_media(data)
            return "media_in"
        if self._inbox.full():
            return "drop_inbox_full"
        self._inbox.put_nowait(data)
        return "dtls_in"

    def lose(self, connection: Connection) -> None:
        """Do without a connection that is gone; if it was in use, the last other address takes over, if any."""
        if connection in self.proven:
            self.proven.remove(connection)
        if self.address is connection:
            self.address = self.proven[-1] if self.proven else None
            if self.address is not None:
                self.on_moved(self.address)

    def close(self) -> None:
        """Forget the peer; whoever waits in `receive` is woken. Safe to call twice."""
        self._port.remove(self)
        self.on_media = ignore
        while not self._inbox.empty():
            self._inbox.get_nowait()
        self._inbox.put_nowait(None)


class UdpPort:
    """The one socket of a worker, drained in bursts so that a frame's packets are forwarded together."""

    def __init__(self, sock: socket.socket, clock: Callable[[], float], counters: Counter[str]) -> None:
        self.sock = sock
        self.after_burst: Callable[[], None] = lambda: None
        self._clock = clock
        self._counters = counters
        self._by_ufrag: dict[bytes, Peer] = {}
        self._by_address: dict[Address, Peer] = {}

    @property
    def number(self) -> int:
        """The UDP port the socket is bound to."""
        return int(self.sock.getsockname()[1])

    def open_peer(self) -> Peer:
        """Expect a new peer under fresh credentials."""
        peer = Peer(self, self._clock())
        self.expect(peer)
        return peer

    def expect(self, peer: Peer) -> None:
        """Know a peer by its present fragment."""
        self._by_ufrag[peer.ufrag.encode()] = peer

    def forget_ufrag(self, ufrag: str) -> None:
        """Stop knowing a peer by a fragment."""
        self._by_ufrag.pop(ufrag.encode(), None)

    def remove(self, peer: Peer) -> None:
        """Stop knowing a peer and its addresses."""
        peer.replaced()
        self.forget_ufrag(peer.ufrag)
        for address in tuple(peer.proven):
            self.forget(peer, address)

    def lose(self, connection: Connection) -> None:
        """Forget a connection that is gone."""
        peer = self._by_address.pop(connection, None)
        if peer is not None:
            peer.lose(connection)

    def forget(self, peer: Peer, address: Address) -> None:
        """Stop accepting anything but checks from a peer's address, unless another peer has taken it over."""
        if self._by_address.get(address) is peer:
            del self._by_address[address]
            if not isinstance(address, tuple):
                address.close()

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram; a full socket or an unreachable address is a counted loss, never a wait."""
        if not isinstance(address, tuple):
            address.send(data)
            return
        try:
            self.sock.sendto(data, address)
        except BlockingIOError:
            self._counters["drop_socket_full"] += 1
        except OSError:
            self._counters["drop_unreachable"] += 1

    def drain(self) -> None:
        """Read what waits, up to a bound that keeps timers and other callbacks alive."""
        for _ in range(DATAGRAMS_A_WAKEUP):
            try:
                data, address = self.sock.recvfrom(MAX_DATAGRAM)
            except BlockingIOError:
                break
            except OSError:
                self._counters["drop_receive_error"] += 1
                continue
            if data:
                self.route(data, address)
        self.after_burst()

    def route(self, data: bytes, address: Address) -> str:
        """Pass a datagram on, and say how it was counted."""
        outcome = self._routed(data, address)
        self._counters[outcome] += 1
        return outcome

    def _routed(self, data: bytes, address: Address) -> str:
        if data[0] <= LAST_STUN_BYTE:
            return self._check(data, address)
        peer = self._by_address.get(address)
        return peer.take(data) if peer else "drop_unproven_address"

    def _check(self, data: bytes, address: Address) -> str:
        check = stun.parse_check(data)
        if check is None:
            return "drop_stun_malformed"
        peer = self._by_ufrag.get(check.ufrag)
        password = peer.password_of(check.ufrag) if peer else b""
        if peer is not None and peer.allowance <= 0:
            return "drop_over_budget"
        if peer is None or not check.proves(password):
            return "drop_stun_unproven"
        peer.allowance -= 1
        if not self._may_claim(peer, address):
            return "drop_address_taken"
        if peer.replays(check.transaction, address):
            return "drop_stun_replayed"
        if check.ufrag == peer.ufrag.encode():
            peer.replaced()
        peer.heard = self._clock()
        self._by_address[address] = peer
        peer.prove(address, nominated=check.nominates)
        host, number = address[:2] if isinstance(address, tuple) else address.remote
        self.send(stun.success(check.transaction, host, number, password), address)
        return "checks_in"

    def _may_claim(self, peer: Peer, address: Address) -> bool:
        """An address in use belongs to its peer: a valid check can be sent with a forged source address."""
        owner = self._by_address.get(address)
        return owner is None or owner is peer or self._clock() - owner.heard > TAKEOVER_SILENCE


def _credentials() -> tuple[str, str]:
    return secrets.token_hex(8), secrets.token_hex(16)


def ignore(_: object) -> None:
    """Whoever has not been told what to do with media does nothing."""
