from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest_asyncio

from demo.guest import Guest
from demo.programme import plan
from tests.stories.process import Server


class House:
    """A real server with a roadshow that is planned, and its organizer."""

    def __init__(self, server: Server, host: Guest) -> None:
        self.server, self.url, self.host = server, server.url, host

    async def begin(self) -> str:
        """The token of a new rehearsal."""
        told = await self.host.post(f"/api/seats/{self.host.seat}/rehearsals", {})
        return str(told["token"])

    async def rehearsals(self) -> Sequence[Any]:
        answer = await self.host.http.get(f"/api/seats/{self.host.seat}/rehearsals")
        found: Sequence[Any] = answer.json()
        return found


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    token = tmp_path / "metrics"
    token.write_text("a-secret-for-metrics-of-some-length\n")
    async with Server(tmp_path / "data", options=["--metrics-token", str(token)]) as server:
        host = Guest(server.url)
        await host.come_in(f"{server.url}/i/{server.invitation}", name="Olga")
        host.seat = str((await host.post("/api/roadshows", plan()))["seat"])
        yield House(server, host)
        await host.close()
