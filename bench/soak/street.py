"""Several real servers of one house behind one address, on a real PostgreSQL and a real Redis."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from bench.soak.books import Books, Shelf
from bench.soak.cluster import Cluster
from bench.soak.process import HERE, Server, free_port
from bench.soak.redis_server import RealRedis
from server.storage.keys import FILE


class Address:
    """What stands in front: each new connection goes to the next server that takes it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://{HERE}:{self.port}"
        self.servers: Sequence[Server] = ()
        self._turns = count()
        self._pipes: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen as long as the context is open."""
        listening = await asyncio.start_server(self._serve, HERE, self.port)
        try:
            yield
        finally:
            listening.close()
            for pipe in self._pipes:
                pipe.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self.servers:
            server = self.servers[next(self._turns) % len(self.servers)]
            with suppress(OSError):
                there, back = await asyncio.open_connection(HERE, server.port)
                self._join(reader, back)
                self._join(there, writer)
                return
        writer.close()

    def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_pipe(reader, writer))
        self._pipes.add(task)
        task.add_done_callback(self._pipes.discard)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@dataclass
class Nodes:
    """The servers, what they stand on, and where people come to."""

    servers: list[Server]
    address: Address
    redis: RealRedis
    cluster: Cluster
    database: str

    def __post_init__(self) -> None:
        """What people know of the house is the one address, and the invitation of who was started last."""
        self.url, self.host, self.port = self.address.url, HERE, self.address.port
        self.invitation = self.servers[-1].invitation
        self.books: Books = Shelf(self.servers[0].folder, self.database)

    async def stop(self) -> None:
        """Stop them all."""
        await asyncio.gather(*(server.stop() for server in self.servers))

    def holder(self, roadshow: str) -> Server | None:
        """The server that has the lease of a roadshow now."""
        query = "SELECT url FROM lease WHERE name = %s AND until > extract(epoch from clock_timestamp())"
        with psycopg.connect(self.database) as connection:
            row = connection.execute(query, [roadshow]).fetchone()
        return next((server for server in self.servers if row and server.url == row[0]), None)


@asynccontextmanager
async def nodes(
    folder: Path,
    cluster: Cluster,
    redis: RealRedis,
    number: int = 3,
    options: Sequence[str] = (),
    module: Sequence[str] = (),
    later: int = 0,
) -> AsyncIterator[Nodes]:
    """So many servers that have started, with the same keys and secret; each logs to a file of its own.

    `module` is what is started in the place of the server's own. The last ones, as many as are for `later`, have not.
    """
    address, database = Address(), cluster.blank()
    (folder / "secret").write_text("a-secret-between-us-that-nobody-guesses")
    servers = [_server(folder, each, database, redis, address) for each in range(number)]
    for server in servers:
        server.options = (*server.options, *options)
    async with address.open():
        try:
            begun, waiting = servers[: number - later], servers[number - later :]
            for server in begun:
                if server is not servers[0]:
                    _share_keys(servers[0], server)
                await server.start(*module)
            for server in waiting:
                _share_keys(servers[0], server)
                server.invitation = begun[-1].invitation
            address.servers = begun
            yield Nodes(servers, address, redis, cluster, database)
        finally:
            for server in servers:
                await server.kill()


def _share_keys(one: Server, other: Server) -> None:
    shutil.copy(one.folder / FILE, other.folder / FILE)


def _server(folder: Path, number: int, database: str, redis: RealRedis, address: Address) -> Server:
    own = folder / f"node-{number}"
    own.mkdir()
    server = Server(own, log=own / "log")
    server.options = (
        *("--database", database, "--redis", redis.url, "--public-url", address.url),
        *("--node-url", server.url, "--node-secret", str(folder / "secret"), "--media-workers", "1"),
    )
    return server
