"""A patient attacker at one address, and a person at another whose every command is acknowledged all the same.

Everything is bounded, in number and in time, and none of it leaves the machine: addresses are those of loopback.
"""

import asyncio
import base64
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from demo.guest import Guest
from tests.stories.process import Server

ATTACKER = "127.0.0.66"
SECONDS = 150.0
# As many as a seat may give at once.
COMMANDS = 40
REFUSALS = 100
ABROAD = "203.0.113.9"


class Attacker:
    """Does many things at once from one address, and writes down how each was answered."""

    def __init__(self, port: int, address: str = ATTACKER) -> None:
        self.answers: Counter[str] = Counter()
        self._port = port
        self._address = address
        self._open: list[asyncio.StreamWriter] = []

    async def attack(self) -> None:
        await asyncio.gather(
            self._slow(700),
            self._hammer(self._page, lambda told: told.total() >= 250),
            *(self._hammer(each, lambda told: told["429"] >= REFUSALS) for each in (self._socket, self._guess)),
        )

    async def leave(self) -> None:
        for writer in self._open:
            writer.close()

    async def _slow(self, count: int) -> None:
        """Begin requests and go on with none."""
        for _ in range(count):
            with suppress(OSError):
                await self._said(b"GET / HTTP/1.1\r\nHost: a")

    async def _hammer(self, once: Callable[[], Awaitable[bytes]], enough: Callable[[Counter[str]], bool]) -> None:
        """Do it ten times at once, again and again, until its own answers are enough."""
        told: Counter[str] = Counter()
        while not enough(told):
            answers = await asyncio.gather(*(once() for _ in range(10)), return_exceptions=True)
            told.update(map(_status, answers))
        self.answers += told

    async def _socket(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        secret = f"Cookie: roadshow={os.urandom(16).hex()}"
        origin = f"Origin: http://127.0.0.1:{self._port}"
        upgrade = (
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        )
        return await self._asked("GET /ws/sea_none HTTP/1.1", origin, secret, *upgrade)

    async def _page(self) -> bytes:
        return await self._asked("GET / HTTP/1.1", "Connection: close")

    async def _guess(self) -> bytes:
        invented = f"X-Forwarded-For: 198.51.100.{os.urandom(1)[0]}"
        return await self._asked(
            "GET /metrics HTTP/1.1", invented, "Authorization: Bearer a-guess", "Connection: close"
        )

    async def _asked(self, *lines: str) -> bytes:
        first, *rest = lines
        said = "\r\n".join((first, f"Host: 127.0.0.1:{self._port}", *rest, "", "")).encode()
        reader = await self._said(said)
        return await reader.readline()

    async def _said(self, said: bytes) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(self._address, 0))
        self._open.append(writer)
        writer.write(said)
        return reader


def _status(answer: bytes | BaseException) -> str:
    return "lost" if isinstance(answer, BaseException) or not answer else answer.split()[1].decode()


async def host_of(server: Server) -> Guest:
    host = Guest(server.url)
    await host.come_in(f"{server.url}/i/{server.invitation}", "Olga")
    plan = {"title": {"en": "Flood"}, "starts_at": "2026-03-01T08:00:00Z", "preset": "internal", "pitches": []}
    host.seat = (await host.post("/api/roadshows", plan))["seat"]
    return host


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_flood_from_one_address_costs_nobody_elses_commands_their_acknowledgement(tmp_path: Path) -> None:
    async with Server(tmp_path, options=("--sockets", "200")) as server:
        host, attacker = await host_of(server), Attacker(server.port)
        async with asyncio.timeout(SECONDS), host.watching() as messages:
            flood = asyncio.create_task(attacker.attack())
            for number in range(COMMANDS):
                await host.command("pitch.add", title={"en": str(number)})
            seen = [await anext(messages) for _ in range(2)]
            await flood
        await attacker.leave()
        await host.http.aclose()

    assert seen
    assert attacker.answers["lost"] == 0
    # Those without a seat, and those who guess, whatever they say of where they come from.
    assert attacker.answers["429"] >= 2 * REFUSALS


async def guesses(server: Server, forwarded: Sequence[str]) -> Counter[int]:
    """How so many guesses of a token are answered, each of which says that it comes from an address."""
    async with httpx.AsyncClient(base_url=server.url) as http:
        answers = await asyncio.gather(
            *(
                http.get("/metrics", headers={"authorization": "Bearer a-guess", "x-forwarded-for": each})
                for each in forwarded
            )
        )
    return Counter(answer.status_code for answer in answers)


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_a_proxy_is_believed_and_nothing_that_its_client_put_before(tmp_path: Path) -> None:
    others = [f"198.51.100.{number}" for number in range(200)]

    async with Server(tmp_path, options=("--trusted-proxies", "127.0.0.1")) as server:
        apart = await guesses(server, others)
        same = Counter[int]()
        while not same[429]:
            same += await guesses(server, [f"{each}, {ABROAD}" for each in others])

    assert apart == {401: 200}
