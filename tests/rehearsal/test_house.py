"""Everything goes to the address the operator named."""

import asyncio
import gc
import socket

import pytest

from rehearsal.house import House


def test_the_origin_and_the_port_follow_from_the_address() -> None:
    plain, secure = House("http://127.0.0.1:8000/anything"), House("https://localhost")

    assert (plain.origin, plain.port, plain.secure) == ("http://127.0.0.1:8000", 8000, False)
    assert (secure.origin, secure.port, secure.secure) == ("https://localhost", 443, True)


@pytest.mark.asyncio
async def test_a_small_buffer_is_what_the_connection_gets() -> None:
    class Kept(asyncio.Protocol):
        size = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.size = transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
            transport.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        house = House(f"http://127.0.0.1:{server.getsockname()[1]}")
        small, usual = Kept(), Kept()
        await house.connect(small, buffer=4096)
        await house.connect(usual)

    assert small.size <= 8192 < usual.size


@pytest.mark.asyncio
async def test_where_nobody_listens_nothing_is_left_open() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        house = House(f"http://127.0.0.1:{probe.getsockname()[1]}")
        with pytest.raises(OSError):  # noqa: PT011 - which one is the system's choice
            await house.connect(asyncio.Protocol())
    gc.collect()
