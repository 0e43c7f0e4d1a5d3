from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.serving import server_of
from server.ws.fanout import TransportProtocol
from tests.server.http.home import Home, home_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_in(tmp_path) as home:
        yield home


def test_sockets_are_not_compressed_and_their_frames_are_written_by_us(home: Home) -> None:
    config = server_of(Settings(), home.house).config

    assert not config.ws_per_message_deflate
    assert config.ws is TransportProtocol
    assert config.ws_max_size == 64 * 1024


def test_each_second_what_takes_too_long_is_ended(home: Home) -> None:
    server = server_of(Settings(), home.house)
    swept: list[float] = []
    server._patience.sweep = swept.append  # type: ignore[assignment]

    for tick in range(25):
        home.call(server.on_tick, tick)

    assert len(swept) == 3


def test_forwarded_addresses_count_from_trusted_proxies_alone(home: Home) -> None:
    assert not server_of(Settings(), home.house).config.proxy_headers
    assert server_of(Settings(trusted_proxies="10.0.0.1"), home.house).config.proxy_headers
