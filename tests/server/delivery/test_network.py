import ssl
from collections.abc import Sequence
from pathlib import Path
from socket import gaierror

import httpcore
import pytest

from server.delivery.network import AddressRefused, GuardedNetwork, Resolver
from server.domain.addresses import networks
from tests.server.delivery.certificates import certified
from tests.server.delivery.receiver import Receiver, receiving

HOME = networks("127.0.0.1")


class Names:
    """Answers with each of `told` in turn, the last one for ever, and remembers what it was asked."""

    def __init__(self, *told: Sequence[str]) -> None:
        self.told = list(told)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]


async def post(url: str, names: Names, trusted: ssl.SSLContext | None = None) -> int:
    network = GuardedNetwork(url.split(":")[0], HOME, names)
    async with httpcore.AsyncConnectionPool(network_backend=network, ssl_context=trusted) as pool:
        return (await pool.request("POST", url)).status


@pytest.mark.asyncio
async def test_what_was_looked_at_is_what_is_connected_to_and_a_name_is_looked_up_once() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    async with receiving(Receiver()) as receiver:
        assert await post(f"http://crm.example.org:{receiver.port}/", names) == 204

        assert names.asked == [("crm.example.org", receiver.port)]
        assert receiver.requests[0].headers["host"] == f"crm.example.org:{receiver.port}"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "told", [["127.0.0.2"], ["127.0.0.1", "127.0.0.2"], ["::1"], ["::ffff:127.0.0.2"], ["fe80::1%lo"], ["8.8.8.8"]]
)
async def test_one_address_that_is_refused_is_enough_and_nothing_is_connected_to(told: list[str]) -> None:
    async with receiving(Receiver(), host="0.0.0.0") as receiver:
        with pytest.raises(AddressRefused):
            await post(f"http://crm.example.org:{receiver.port}/", Names(told))

        assert receiver.requests == []


@pytest.mark.asyncio
@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "[::ffff:127.0.0.2]", "[64:ff9b::7f00:2]"])
async def test_a_literal_address_is_looked_at_as_well_and_never_looked_up(host: str) -> None:
    names = Names(["127.0.0.1"])

    with pytest.raises(AddressRefused):
        await post(f"http://{host}:9000/", names)

    assert names.asked == []


@pytest.mark.asyncio
async def test_the_certificate_must_be_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    files, trusted = certified(tmp_path, "crm.example.org")
    names = Names(["127.0.0.1"])
    async with receiving(Receiver(), **files) as receiver:
        assert await post(f"https://crm.example.org:{receiver.port}/", names, trusted) == 204
        with pytest.raises(httpcore.ConnectError, match="Hostname mismatch"):
            await post(f"https://other.example.org:{receiver.port}/", names, trusted)
        with pytest.raises(httpcore.ConnectError, match="IP address mismatch"):
            await post(f"https://127.0.0.1:{receiver.port}/", names, trusted)

        assert len(receiver.requests) == 1


@pytest.mark.asyncio
async def test_another_address_is_tried_where_the_first_does_not_answer() -> None:
    async with receiving(Receiver()) as receiver:
        network = GuardedNetwork("http", networks("127.0.0.0/8"), Names(["127.0.0.3", "127.0.0.1"]))
        stream = await network.connect_tcp("crm.example.org", receiver.port)

        assert stream.get_extra_info("server_addr") == ("127.0.0.1", receiver.port)
        await stream.aclose()


@pytest.mark.asyncio
async def test_no_socket_file_is_ever_spoken_to() -> None:
    with pytest.raises(AddressRefused):
        await GuardedNetwork("http", HOME, Names([])).connect_unix_socket("/run/docker.sock")


@pytest.mark.asyncio
async def test_the_systems_resolver_gives_every_address_once() -> None:
    resolver = Resolver()

    found = await resolver("localhost", 80)

    assert "127.0.0.1" in found or "::1" in found
    assert len(found) == len(set(found))
    with pytest.raises(gaierror):
        await resolver("nobody.invalid", 80)
    resolver.close()
