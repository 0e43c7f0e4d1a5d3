"""Which network addresses the house may be sent to by an address that somebody typed.

Only what is reachable by everybody on the Internet. An address in a network that the operator allowed is exempt, and so
is the rule that a webhook goes by HTTPS to one of PORTS.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS: Final = (443, 8443)

# IANA's special-purpose registry (RFC 6890), written out: what Python calls global has changed from release to release.
SPECIAL_4: Final = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
UNICAST_6: Final = IPv6Network("2000::/3")
SPECIAL_6: Final = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
MAPPED: Final = IPv6Network("::ffff:0:0/96")
NAT64: Final = IPv6Network("64:ff9b::/96")
"""RFC 6052: what a network without IPv4 calls an IPv4 address."""


def parsed(text: str) -> Address | None:
    """The address a text is; None where it is none. One with a scope never leaves its link, and is none here."""
    try:
        return ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def networks(text: str) -> Sequence[Network]:
    """Networks and addresses by commas; raises ValueError."""
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def permitted(address: Address, scheme: str, port: int, allowed: Sequence[Network]) -> bool:
    """Whether a webhook may be sent there."""
    inner = _inner(address)
    if any(each in network for each in (address, inner) for network in allowed):
        return True
    return is_public(address) and scheme == "https" and port in PORTS


def is_public(address: Address) -> bool:
    """Whether everybody on the Internet reaches it, an IPv4 address inside an IPv6 one included."""
    inner = _inner(address)
    if isinstance(inner, IPv4Address):
        return not any(inner in network for network in SPECIAL_4)
    return inner in UNICAST_6 and not any(inner in network for network in SPECIAL_6)


def _inner(address: Address) -> Address:
    if isinstance(address, IPv6Address) and (address in MAPPED or address in NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
