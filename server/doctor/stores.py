"""What a server keeps things in and tells other nodes by: the database, the nodes it names, and Redis."""

import asyncio
from collections.abc import AsyncIterator
from time import time
from typing import Final

import httpx
import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from server.app.chatter import Beat
from server.bus.redis import CHANNEL, RedisBus
from server.config import BadSetting, Settings, node_secret_of, secret_in
from server.doctor.findings import Finding, Mark
from server.http.forwarding import reaching
from server.http.neighbours import Strangers, agree
from server.ports import LogAway
from server.storage.database import Database
from server.storage.keys import FILE, KeyRing
from server.storage.leases import DatabaseLeases, database_now
from server.storage.location import Location
from server.storage.migrate import latest, version
from server.storage.postgres import Unfit
from server.storage.postgres import examine as examine_postgres

PATIENCE: Final = 5.0
SKEW: Final = 1.0
BEAT: Final = msgspec.json.encode(Beat(node="doctor", at=0.0))
"""What every node takes, and none does anything for."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the database, and where there are nodes at those and at Redis."""
    try:
        location = Location(
            folder=settings.data,
            address=settings.database,
            password=secret_in(settings.database_password, "--database-password"),
        )
        for finding in await _database(location):
            yield finding
        if settings.node_url:
            async for finding in _nodes(settings, location):
                yield finding
    except (BadSetting, Unfit) as error:
        yield Finding(Mark.bad, f"{error}.")


async def _database(location: Location) -> list[Finding]:
    if not location.address and not location.file.exists():
        return [Finding(Mark.hint, f"There is no database in {location.folder} yet; the first start makes it.")]
    try:
        return await asyncio.to_thread(_looked_at, location)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).strip().splitlines()[-1]
        return [Finding(Mark.bad, f"The database {location} cannot be used: {cause}")]


def _looked_at(location: Location) -> list[Finding]:
    # SQLite's writer would keep a server that runs from writing; on PostgreSQL a reader could not see a standby.
    engine = location.engine() if location.address else location.reader()
    with engine.connect() as connection:
        found = [Finding(Mark.good, f"The database {location} answers."), _schema(connection)]
        return [*found, *(_promises(connection) if location.address else ())]


def _schema(connection: Connection) -> Finding:
    here, newest = version(connection), latest()
    if here > newest:
        advice = "Install the version that made it, or restore a backup of before"
        return Finding(
            Mark.bad, f"Its schema {here} is newer than {newest}, the last that this version knows. {advice}."
        )
    if here < newest:
        told = f"is at {here}" if here else "is empty"
        return Finding(
            Mark.hint, f"It {told}; the next start brings it to {newest} (roadshow migrate --dry-run says how)."
        )
    return Finding(Mark.good, f"Its schema is this version's ({newest}).")


def _promises(connection: Connection) -> list[Finding]:
    ahead = connection.execute(select(database_now())).scalar_one() - time()
    return [_fit(connection), _clock(ahead)]


def _fit(connection: Connection) -> Finding:
    try:
        examine_postgres(connection)
    except Unfit as error:
        return Finding(Mark.bad, f"The server will not start: {error}.")
    return Finding(Mark.good, "PostgreSQL syncs what it commits, as every promise needs.")


def _clock(ahead: float) -> Finding:
    if abs(ahead) > SKEW:
        side = "ahead of" if ahead > 0 else "behind"
        told = f"The database's clock is {abs(ahead):.0f} s {side} this machine's"
        return Finding(Mark.hint, f"{told}: windows follow the one, leases the other. Run NTP on both.")
    return Finding(Mark.good, "The database's clock and this machine's agree.")


async def _nodes(settings: Settings, location: Location) -> AsyncIterator[Finding]:
    node_secret_of(settings)
    yield await _keys(settings, location)
    async for finding in _redis(settings):
        yield finding


async def _keys(settings: Settings, location: Location) -> Finding:
    if not (settings.data / FILE).exists():
        return Finding(Mark.hint, f"There are no signing keys in {settings.data}: copy {FILE} of another node, if any.")
    database, reach = Database(location.engine()), reaching()
    try:
        others = set(await DatabaseLeases(database).holders()) - {settings.node_url.rstrip("/")}
        unreached = await agree(reach, others, KeyRing(settings.data / FILE).public())
    except Strangers as error:
        return Finding(Mark.bad, f"{error}.")
    except (SQLAlchemyError, LogAway):
        return Finding(Mark.hint, "Whether nodes have the same keys cannot be seen without the database.")
    finally:
        await reach.aclose()
        await database.close()
    if unreached:
        return Finding(Mark.bad, f"Nodes hold leases that cannot be reached from here: {', '.join(unreached)}.")
    return Finding(Mark.good, f"{len(others)} other nodes can be reached, and sign with our keys.")


async def _redis(settings: Settings) -> AsyncIterator[Finding]:
    password = secret_in(settings.redis_password, "--redis-password")
    if not await _carries(settings.redis, password):
        yield Finding(Mark.bad, f"{settings.redis} carries no message: is it running, and may its user use {CHANNEL}?")
        return
    yield Finding(Mark.good, f"{settings.redis} carries messages. Nothing is kept there, so no eviction can hurt.")
    yield await _rights(settings.redis, password)


async def _carries(address: str, password: str) -> bool:
    """Whether what is published comes back."""
    heard = asyncio.Event()
    bus = RedisBus(address, password=password)
    bus.subscribe(lambda message: heard.set() if message == BEAT else None)
    async with bus:
        try:
            async with asyncio.timeout(PATIENCE):
                await bus.listening()
                bus.publish("doctor", BEAT)
                await heard.wait()
        except TimeoutError:
            return False
    return True


async def _rights(address: str, password: str) -> Finding:
    if password and await _lets(address.replace(f"{_user(address)}@", "", 1), ""):
        return Finding(Mark.bad, "Redis lets in whoever has no password: put `user default off` into its ACL.")
    if await _lets(address, password):
        advice = "Its ACL may allow the channel alone (deploy/redis/users.acl)"
        return Finding(Mark.hint, f"The user of Redis may do more than Roadshow needs. {advice}.")
    return Finding(Mark.good, "The user of Redis may do no more than Roadshow needs.")


def _user(address: str) -> str:
    return str(httpx.URL(address).username)


async def _lets(address: str, password: str) -> bool:
    """Whether somebody may look around there."""
    async with Redis.from_url(address, password=password or None, socket_timeout=PATIENCE, retry=None) as client:
        try:
            await client.dbsize()
        except (RedisError, OSError):
            return False
    return True
