"""What the media plane needs to know before it starts."""

import os
from ipaddress import ip_address

from msgspec import Struct

MOST_WORKERS = 8
LAST_PORT = 65_535


class MediaSettings(Struct, frozen=True, kw_only=True):
    """Everything a worker is told; addresses are literal IPv4 or IPv6, rates in bit/s, times in seconds."""

    host: str = "127.0.0.1"
    """Address the UDP port is bound to; a wildcard needs `announced`."""
    port: int = 0
    """UDP port of the worker; 0 takes any free one and is meant for tests."""
    announced: tuple[str, ...] = ()
    """Addresses the answers list as candidates (NAT 1:1, several interfaces); empty means `host`."""
    workers: int = 1
    """Worker processes on consecutive ports from `port`; 0 means one for each core but one."""
    first: int = 1
    """The number of the first worker; processes that serve the same rooms must not share numbers."""
    max_sessions: int = 2000
    """Publishers and viewers of all rooms together, at each worker."""
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
        if not 0 <= self.workers <= MOST_WORKERS:
            raise ValueError(f"there can be 1 to {MOST_WORKERS} workers, or 0 for one for each core but one")
        if self.port + self.processes - 1 > LAST_PORT:
            raise ValueError(f"{self.processes} workers do not fit between port {self.port} and {LAST_PORT}")

    @property
    def processes(self) -> int:
        """How many workers there are to be."""
        return self.workers or max(1, min(MOST_WORKERS, _cores() - 1))

    @property
    def candidates(self) -> tuple[str, ...]:
        """The addresses to announce, most preferred first."""
        return self.announced or (self.host,)


def _cores() -> int:
    """The cores this process may use, where the system tells, or all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
