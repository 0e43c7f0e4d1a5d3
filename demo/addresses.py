"""Which of this machine's addresses ICE may use."""

import socket

import aioice.ice
import httpx

Address = tuple[socket.AddressFamily, str]


def also_use_the_way_to(url: str) -> None:
    """Let every connection made from now on use the addresses from which this machine reaches a URL's host as well.

    aioice leaves the loopback address out, so on a machine with no other network it finds none and cannot speak to a
    server on 127.0.0.1; towards a server elsewhere this adds nothing. aioice has no setting for it: this function is
    the one place that replaces a name of its.
    """
    gather = aioice.ice.get_host_addresses
    ways = ways_to(url)

    def gather_more(use_ipv4: bool, use_ipv6: bool) -> list[str]:  # noqa: FBT001 - aioice's signature
        wanted = {socket.AF_INET: use_ipv4, socket.AF_INET6: use_ipv6}
        found = gather(use_ipv4=use_ipv4, use_ipv6=use_ipv6)
        return found + [address for family, address in ways if wanted[family] and address not in found]

    aioice.ice.get_host_addresses = gather_more


def ways_to(url: str) -> list[Address]:
    """The local addresses the system would send from to reach a URL's host; nothing is sent to find out."""
    target = httpx.URL(url)
    found: list[Address] = []
    for family, _, _, _, address in _resolved(target.host, target.port or 443):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            found.append((family, probe.getsockname()[0]))
    return found


def _resolved(host: str, port: int) -> list[tuple[socket.AddressFamily, int, int, str, tuple[str, int]]]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)  # type: ignore[return-value]
    except socket.gaierror:
        # The host may have a name later; publishing says clearly that it has none now.
        return []
