"""What the media plane needs to know before it starts."""

from ipaddress import ip_address

from msgspec import Struct


class MediaSettings(Struct, frozen=True, kw_only=True):
    """Everything a worker is told; addresses are literal IPv4 or IPv6, rates in bit/s, times in seconds."""

    host: str = "127.0.0.1"
    """Address the UDP port is bound to; a wildcard needs `announced`."""
    port: int = 0
    """UDP port of the worker; 0 takes any free one and is meant for tests."""
    announced: tuple[str, ...] = ()
    """Addresses the answers list as candidates (NAT 1:1, several interfaces); empty means `host`."""
    max_sessions: int = 2000
    """Publishers and viewers of all rooms together."""
    max_sources: int = 32
    """Publishers in one room."""
    source_bitrate: int = 4_000_000
    """What publishers are told they may send (REMB), audio and video together."""
    silence: float = 30.0
    """A session without a connectivity check for this long has ended (RFC 7675 section 5.1)."""

    def __post_init__(self) -> None:
        """Refuse addresses no browser could reach."""
        if not self.candidates or any(ip_address(each).is_unspecified for each in self.candidates):
            raise ValueError(f"host {self.host} needs at least one announced address that is no wildcard")

    @property
    def candidates(self) -> tuple[str, ...]:
        """The addresses to announce, most preferred first."""
        return self.announced or (self.host,)
