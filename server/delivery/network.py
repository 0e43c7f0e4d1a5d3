"""Connections to addresses that somebody typed: a name is looked up once, and where it led is what is connected to.

TLS still verifies the host's name, because the HTTP client above names it and does not know of the address.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpcore

from server.domain.addresses import Address, Network, parsed, permitted

LOOKUPS: Final = 64

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressRefused(Exception):
    """A host leads to an address where nothing is sent to; nothing was connected to."""


class Resolver:
    """The system's resolver, on threads of its own: a name server that says nothing delays nobody else."""

    def __init__(self) -> None:
        """Begin without a thread."""
        self._threads = ThreadPoolExecutor(max_workers=LOOKUPS, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Every address of a host, the best first; raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _looked_up, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Wait for no answer that is still out."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _looked_up(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only where a webhook may be sent; `scheme` is what the connections are for."""

    def __init__(self, scheme: str, allowed: Sequence[Network], resolve: Resolve) -> None:
        """Take the networks that are exempt, and how names are looked up."""
        self._scheme = scheme
        self._allowed = allowed
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class has it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try each address of the host in turn; raises AddressRefused where any of them is refused."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._checked(host, port):
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _checked(self, host: str, port: int) -> Sequence[Address]:
        literal = parsed(host.strip("[]"))
        texts = [str(literal)] if literal else await self._resolve(host, port)
        found = [parsed(text) for text in texts]
        checked = [each for each in found if each and permitted(each, self._scheme, port, self._allowed)]
        if len(checked) != len(found):
            raise AddressRefused(host)
        return checked

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class has it
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise AddressRefused(path)

    async def sleep(self, seconds: float) -> None:
        """As the network below does it."""
        await self._network.sleep(seconds)
