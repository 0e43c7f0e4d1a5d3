"""The part of the composition root for a house that several processes serve: leases, Redis, each other's addresses."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from server.app.accounts import Accounts
from server.app.chatter import Chatter
from server.app.departures import Departures
from server.app.duty import Duty
from server.app.nodes import Nodes
from server.app.rooms import Rooms
from server.app.tenancy import Tenancy
from server.config import BadSetting, Settings, node_secret_of, secret_in
from server.delivery.courier import Courier
from server.http.house import House
from server.ports.outbox import Carrier
from server.storage.database import Database
from server.storage.leases import DatabaseLeases

if TYPE_CHECKING:
    # A house of one process need not wait for them to be loaded.
    import httpx

    from server.bus.redis import RedisBus
    from server.http.forwarding import Among

COURIER: Final = "courier"

logger = structlog.get_logger()


@dataclass(frozen=True)
class Several:
    """What a node has that a process of its own has not."""

    tenancy: Tenancy
    bus: "RedisBus"
    reach: "httpx.AsyncBaseTransport"
    secret: str

    def join(self, rooms: Rooms, accounts: Accounts, departures: Departures) -> Nodes:
        """This node among the others; sessions that end here end there, and the other way round."""
        chatter = Chatter(self.bus, rooms, self.tenancy, asyncio.get_running_loop().time)
        accounts.on_session_ended(chatter.tell_signed_out)
        chatter.on_signed_out(departures.end)
        return Nodes(rooms, self.tenancy, self.bus, chatter)

    def among(self, nodes: Nodes) -> "Among":
        """What hands requests over."""
        from server.http.forwarding import Among

        return Among(nodes=nodes, reach=self.reach, secret=self.secret)


def several_of(settings: Settings, database: Database) -> Several | None:
    """A node under an identity that no start had before; None where the house is one process."""
    if not settings.node_url:
        return None
    from server.bus.redis import RedisBus
    from server.http.forwarding import reaching

    node, monotonic = f"node_{secrets.token_hex(8)}", asyncio.get_running_loop().time
    return Several(
        tenancy=Tenancy(DatabaseLeases(database), node, settings.node_url.rstrip("/"), monotonic),
        bus=RedisBus(settings.redis, password=secret_in(settings.redis_password, "--redis-password")),
        reach=reaching(),
        secret=node_secret_of(settings),
    )


@asynccontextmanager
async def joined(house: House, several: Several | None) -> AsyncIterator[None]:
    """A node at work; on the way out its leases are given back after its rooms have come to rest."""
    if several is None or house.nodes is None:
        yield
        return
    await _agree(house, several)
    several.bus.start()
    house.nodes.start()
    try:
        yield
    finally:
        await house.nodes.leave()
        await several.bus.close()
        await several.reach.aclose()


async def _agree(house: House, several: Several) -> None:
    from server.http.neighbours import Strangers, agree

    try:
        unreached = await agree(several.reach, await several.tenancy.others(), house.rooms.keys())
    except Strangers as error:
        raise BadSetting(f"--data: {error}") from error
    if unreached:
        logger.warning("nodes.unreached", nodes=unreached)


@asynccontextmanager
async def carrying(courier: Courier, carrier: Carrier, several: Several | None) -> AsyncIterator[None]:
    """The courier at work: always, or with several nodes while it is this one's turn."""
    if several is None:
        courier.start(carrier)
        end = courier.close
    else:
        duty = Duty(COURIER, several.tenancy, lambda: courier.start(carrier), courier.close)
        duty.start()
        end = duty.close
    try:
        yield
    finally:
        await end()
