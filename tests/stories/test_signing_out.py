"""Whoever is signed out, put out or erased at one node is gone from the sockets of another within seconds."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from demo.guest import Guest
from server.app.departures import EVERY
from server.app.feed import REMOVED, SIGNED_OUT
from tests.cluster import Cluster
from tests.real_redis import RealRedis
from tests.stories.process import Server
from tests.stories.street import Nodes, nodes
from tests.stories.test_kills import roadshow

SESSION: Final = re.compile(r'name="session" value="([^"]+)"')
AT_ONCE: Final = 8.0
"""Seconds that a busy machine may take for what a bus tells at once, and still sooner than whoever looks by itself."""


class House:
    """Two nodes, and an investor whose page is open at both of them."""

    def __init__(self, street: Nodes, host: Guest) -> None:
        self.street, self.host = street, host
        self._guests: list[Guest] = []

    def _guest(self) -> Guest:
        self._guests.append(Guest(self.host.url))
        return self._guests[-1]

    async def close(self) -> None:
        for guest in self._guests:
            await guest.close()

    async def investor(self) -> Guest:
        guest = self._guest()
        invited = await self.host.post(f"/api/seats/{self.host.seat}/invitations", {"role": "investor"})
        await guest.come_in(invited["link"], "Ines", "Fund", "ines@fund.invalid")
        return guest

    async def telephone(self, of: Guest) -> Guest:
        """A second browser of the same person."""
        guest = self._guest()
        await guest.come_in((await of.post(f"/api/seats/{of.seat}/device", {}))["link"], "")
        guest.seat = of.seat
        return guest

    async def person(self, guest: Guest) -> str:
        (listed,) = (one for one in await self.host.read("people") if one["seat"] == guest.seat)
        return str(listed["person"])

    @asynccontextmanager
    async def open_at_each(self, guest: Guest) -> AsyncIterator[list[ClientConnection]]:
        """The page's socket at each node, once it has shown everything."""
        async with AsyncExitStack() as stack:
            yield [await stack.enter_async_context(socket(server, guest)) for server in self.street.servers]


@asynccontextmanager
async def socket(server: Server, guest: Guest) -> AsyncIterator[ClientConnection]:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in guest.http.cookies.items())}
    address = f"{server.url.replace('http', 'ws', 1)}/ws/{guest.seat}"
    async with connect(address, origin=Origin(guest.url), additional_headers=headers, proxy=None) as made:
        await made.send('{"type":"hello"}')
        while '"snapshot"' not in str(await made.recv()):
            pass
        yield made


async def closed(sockets: list[ClientConnection], within: float = AT_ONCE) -> set[int | None]:
    """With which codes the server closes them; TimeoutError where it does not."""
    async with asyncio.timeout(within):
        for each in sockets:
            await each.wait_closed()
    return {each.close_code for each in sockets}


@asynccontextmanager
async def house_in(folder: Path, cluster: Cluster, redis: RealRedis) -> AsyncIterator[House]:
    async with nodes(folder, cluster, redis, 2) as street:
        front = Server(folder)
        front.url, front.invitation = street.address.url, street.invitation
        async with roadshow(front) as (host, _, _):
            house = House(street, host)
            yield house
            await house.close()


async def signed_out(at: Server, by: Guest) -> None:
    """The button beside the other browser, on the page of a node."""
    found = SESSION.findall((await by.http.get(f"{at.url}/sessions")).text)
    await pressed(at, by, {"do": "end", "session": found[0]})


async def pressed(at: Server, by: Guest, form: dict[str, str]) -> None:
    answer = await by.http.post(f"{at.url}/sessions", data=form, headers={"origin": by.url})
    assert answer.headers["location"] == "/sessions?done=1"


async def ended_by_the_list_of_browsers(house: House, at: Server, guest: Guest) -> None:
    await signed_out(at, await house.telephone(guest))


async def ended_by_signing_out_everywhere_else(house: House, at: Server, guest: Guest) -> None:
    await pressed(at, await house.telephone(guest), {"do": "end-others"})


async def ended_by_the_host(house: House, at: Server, guest: Guest) -> None:
    host, person = house.host, await house.person(guest)
    body = {"type": "person.remove", "person": person}
    headers = {"Idempotency-Key": f"remove-{person}"}
    answer = await host.http.post(f"{at.url}/api/seats/{host.seat}/commands", json=body, headers=headers)
    assert answer.is_success


async def ended_by_the_command_line(house: House, at: Server, guest: Guest) -> None:
    erase = ("erase", await house.person(guest), "--yes", "--data", at.folder, "--database", house.street.database)
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "server", *erase, stdout=quiet)
    assert await process.wait() == 0


WAYS: Final[dict[Callable[[House, Server, Guest], Awaitable[Any]], int]] = {
    ended_by_the_list_of_browsers: SIGNED_OUT,
    ended_by_signing_out_everywhere_else: SIGNED_OUT,
    ended_by_the_host: REMOVED,
    ended_by_the_command_line: SIGNED_OUT,
}


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_what_ends_at_one_node_closes_the_sockets_of_every_node(tmp_path: Path, cluster: Cluster) -> None:
    with RealRedis() as redis:
        async with house_in(tmp_path, cluster, redis) as house:
            codes: dict[str, set[int | None]] = {}
            for number, way in enumerate(WAYS):
                guest = await house.investor()
                async with house.open_at_each(guest) as sockets:
                    await way(house, house.street.servers[number % 2], guest)
                    codes[way.__name__] = await closed(sockets)

            redis.stop()
            guest = await house.investor()
            async with house.open_at_each(guest) as sockets:
                await ended_by_the_list_of_browsers(house, house.street.servers[0], guest)
                codes["without Redis"] = await closed(sockets, EVERY + AT_ONCE)

    assert codes == {**{way.__name__: {code} for way, code in WAYS.items()}, "without Redis": {SIGNED_OUT}}
