"""A real server for clients that this project did not write: each gets a seat of its own, by address and token."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.guest import Guest
from tests.stories.process import Server

ROADSHOW = {"title": {"en": "Matrix"}, "starts_at": "2026-03-01T08:00:00Z", "pitches": [{"title": {"en": "A"}}]}


def _own_address() -> str:
    """This machine's address on its network: Firefox gathers no other (its preference for loopback is without effect).

    Connecting a UDP socket asks for a route and sends nothing; 192.0.2.0/24 is for documentation (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


ADDRESS = _own_address()


@dataclass(frozen=True)
class Seat:
    """Where one client publishes and sees itself."""

    whip: str
    whep: str
    token: str


class Venue:
    """One server for the whole matrix; it starts once."""

    def __init__(self, server: Server, host: Guest) -> None:
        self._server = server
        self._host = host

    async def seat(self) -> Seat:
        """An organizer's seat that nobody else publishes from."""
        seat = (await self._host.post("/api/roadshows", ROADSHOW))["seat"]
        encoder = await self._host.post(f"/api/seats/{seat}/encoder", {})
        own = f"{self._server.url}/whep/{seat}?source={seat}"
        return Seat(f"{self._server.url}/whip/{seat}", own, encoder["token"])


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Venue]:
    """Serve for as long as the context is open."""
    async with Server(folder, options=("--media-host", ADDRESS)) as server:
        host = Guest(server.url)
        try:
            async with asyncio.timeout(30):
                await host.come_in(f"{server.url}/i/{server.invitation}", name="Host")
            yield Venue(server, host)
        finally:
            await host.close()
