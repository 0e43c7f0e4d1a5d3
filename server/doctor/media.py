"""`roadshow media doctor`: what this machine and its network offer to media, and what is left for an operator to do."""

import asyncio
import errno
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qs, urlsplit

from aioice.stun import TransactionError
from aioice.turn import create_turn_endpoint

from media.embedded.datagrams import Rung
from media.embedded.ladder import open_batch
from media.embedded.ports import BUFFER, open_ports
from media.settings import MediaSettings
from server.app.turn import IceServer, ice_servers
from server.config import Settings, turn_of
from server.doctor.findings import Finding, Mark

PATIENCE: Final = 5.0


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything; what can only be tried from outside is said at the end."""
    host = settings.media_host or settings.host
    for number in _numbers(settings):
        yield _ports(host, number)
    for finding in (*_buffers(host), _sending(host), *_addresses(host, settings.announced)):
        yield finding
    for server in ice_servers(turn_of(settings), datetime.now(UTC), "doctor"):
        yield await _relay(server)
    for finding in _outside(settings, host):
        yield finding


def _ports(host: str, port: int) -> Finding:
    try:
        for sock in open_ports(host, port):
            sock.close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return Finding(Mark.hint, f"Port {port} on {host} is in use: by Roadshow, if it runs now, or by another.")
        return Finding(Mark.bad, f"Port {port} on {host} cannot be bound: {error.strerror}. Look at --media-host.")
    return Finding(Mark.good, f"Port {port} on {host} can be bound, UDP and TCP.")


def _buffers(host: str) -> Iterator[Finding]:
    with _datagrams(host) as sock:
        for option, name, kernel in (
            (socket.SO_RCVBUF, "receive", "net.core.rmem_max"),
            (socket.SO_SNDBUF, "send", "net.core.wmem_max"),
        ):
            sock.setsockopt(socket.SOL_SOCKET, option, BUFFER)
            # Linux tells twice what it gave, for what it keeps of its own (socket(7)).
            given = sock.getsockopt(socket.SOL_SOCKET, option) // 2
            yield _buffer(name, kernel, given)


def _buffer(name: str, kernel: str, given: int) -> Finding:
    if given >= BUFFER:
        return Finding(Mark.good, f"The {name} buffer has the {BUFFER >> 20} MiB that are asked for.")
    advice = f"bursts may be lost with many viewers. Set: sysctl -w {kernel}={BUFFER}"
    return Finding(Mark.hint, f"The {name} buffer has {given >> 10} KiB of {BUFFER >> 10}: {advice}")


def _sending(host: str) -> Finding:
    with _datagrams(host) as sock:
        rung = open_batch(sock, Counter()).rung
    said: dict[Rung, str] = {
        "gso": "Datagrams leave by gso, the fastest way there is.",
        "sendmmsg": "Datagrams leave by sendmmsg; Linux 4.18 or newer would do by gso, with a third of the work.",
        "sendto": "Datagrams leave one by one (sendto): expect half the viewers that Linux with gso carries.",
    }
    return Finding(Mark.good if rung == "gso" else Mark.hint, said[rung])


def _addresses(host: str, announced: tuple[str, ...]) -> Iterator[Finding]:
    for address in announced or (host,):
        yield _address(address)
        if ":" in address and ":" not in host:
            yield Finding(Mark.bad, f"{address} is announced, but {host} takes no IPv6. Set: --media-host ::")
    if all(":" not in each for each in announced or (host,)) and _has_ipv6():
        advice = "With --media-host :: its address may be announced too (--media-address)."
        yield Finding(Mark.hint, f"This machine has IPv6, and media has not. {advice}")


def _address(address: str) -> Finding:
    parsed = ip_address(address)
    if parsed.is_loopback:
        return Finding(
            Mark.bad, f"{address} is this machine's own: nobody else can send media to it (--media-address)."
        )
    if not parsed.is_global:
        return Finding(Mark.hint, f"{address} is a private address: only people on the same network come by it.")
    return Finding(Mark.good, f"{address} is announced, a public address.")


def _has_ipv6() -> bool:
    """Whether there is a way into the IPv6 Internet; connecting a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
            sock.connect(("2001:db8::1", 9))
            return ip_address(sock.getsockname()[0]).is_global
    except OSError:
        return False


def _datagrams(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)


class _Allocation(asyncio.DatagramProtocol):
    """Tells when the TURN server has given up what it had given."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    def connection_lost(self, _: Exception | None) -> None:
        self.gone.set()


async def _relay(server: IceServer) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            address = await _allocate(server)
    except TimeoutError:
        return Finding(Mark.bad, f"{server.urls} does not answer: is it running, and its port open?")
    except TransactionError as error:
        return Finding(Mark.bad, f"{server.urls} refuses: {error}. Is its static-auth-secret that of --turn-secret?")
    except OSError as error:
        return Finding(Mark.bad, f"{server.urls} cannot be reached: {error}")
    return Finding(Mark.good, f"{server.urls} takes our credentials and relays from {address}.")


async def _allocate(server: IceServer) -> str:
    """Ask for an allocation and give it back; returns its address."""
    scheme, _, rest = server.urls.partition(":")
    url = urlsplit(f"//{rest}")
    secure = scheme == "turns"
    transport, allocation = await create_turn_endpoint(
        _Allocation,
        (url.hostname or "", url.port or (5349 if secure else 3478)),
        server.username,
        server.credential,
        ssl=ssl.create_default_context() if secure else None,
        transport="tcp" if secure else parse_qs(url.query).get("transport", ["udp"])[0],
    )
    host, _ = transport.get_extra_info("sockname")
    transport.close()
    await allocation.gone.wait()
    return str(host)


def _numbers(settings: Settings) -> range:
    """One port for each worker, without a gap."""
    workers = MediaSettings(port=settings.media_port, workers=settings.media_workers).processes
    return range(settings.media_port, settings.media_port + (workers if settings.media_port else 1))


def _outside(settings: Settings, host: str) -> Iterator[Finding]:
    where = ", ".join(settings.announced) or host
    numbers = _numbers(settings)
    ports = f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"{numbers[0]}"
    yield Finding(Mark.hint, f"Open in the firewall: UDP and TCP {ports} to {where}. Nothing to be let out.")
    if not settings.turn_urls:
        advice = "networks that let only TLS to port 443 out need a TURN server there (--turn-url)."
        yield Finding(Mark.hint, f"No TURN server is set: {advice}")
    yield Finding(
        Mark.hint, 'What can be seen only from outside: "Try the network" in the menu of anybody with a seat.'
    )
