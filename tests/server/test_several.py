import asyncio
import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from server.config import BadSetting, Settings
from server.domain.accounts import SessionId
from server.outgoing import carriers_of, courier_of
from server.several import COURIER, Several, carrying, joined, several_of
from server.storage.keys import KeyRing
from server.storage.leases import DatabaseLeases
from tests.real_redis import RealRedis
from tests.server.http.home import Home, home_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_in(tmp_path) as home:
        yield home


def settings(folder: Path, redis: str = "redis://127.0.0.1:1/0") -> Settings:
    (folder / "secret").write_text("between us, and nobody else knows\n")
    return Settings(
        database="postgresql://roadshow@db/roadshow",
        public_url="http://roadshow.example.org",
        redis=redis,
        node_url="http://10.0.0.2:8000/",
        node_secret=str(folder / "secret"),
    )


def test_one_process_has_nothing_of_it(home: Home) -> None:
    async def several() -> Several | None:
        return several_of(Settings(), home.database)

    assert home.call(several) is None


def test_each_start_is_another_node(home: Home, tmp_path: Path) -> None:
    given = settings(tmp_path)

    async def several() -> Several | None:
        return several_of(given, home.database)

    one, other = home.call(several), home.call(several)
    assert one is not None
    assert other is not None

    assert one.tenancy.node != other.tenancy.node
    assert (one.tenancy.url, one.secret) == ("http://10.0.0.2:8000", "between us, and nobody else knows")


def test_a_node_that_leaves_gives_back_its_leases_and_ends_the_courier(home: Home, tmp_path: Path) -> None:
    async def life() -> tuple[list[str], list[str]]:
        several = several_of(settings(tmp_path), home.database)
        assert several is not None
        house = home.house
        object.__setattr__(house, "nodes", several.join(house.rooms, house.accounts, house.departures))
        courier, _ = courier_of(Settings(), home.database)
        said: list[str] = []
        courier.start = lambda carrier: said.append("begun")  # type: ignore[method-assign]
        leases = DatabaseLeases(home.database)
        during = []
        async with (
            carriers_of(Settings(), home.database, house) as carrier,
            joined(house, several),
            carrying(courier, carrier, several),
        ):
            async with asyncio.timeout(30):
                while not said:  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.01)
            during.append((await leases.take(COURIER, "another", "", 1)).node)
        after = (await leases.take(COURIER, "another", "", 1)).node
        return [*during, after], [several.tenancy.node]

    (during, after), (node,) = home.call(life)

    assert (during, after) == (node, "another")


def test_a_house_that_fails_on_its_way_ends_the_courier_too(home: Home) -> None:
    """It went on delivering from a database that was about to be closed."""

    async def life() -> None:
        courier, _ = courier_of(Settings(), home.database)
        with suppress(RuntimeError):
            async with carriers_of(Settings(), home.database, home.house) as carrier, carrying(courier, carrier, None):
                raise RuntimeError
        async with asyncio.timeout(10):
            await courier.ended()

    home.call(life)


def test_a_session_that_ends_here_is_told_to_the_other_nodes(home: Home, tmp_path: Path) -> None:
    async def told(redis: RealRedis) -> str:
        here, there = (several_of(settings(tmp_path, redis.url), home.database) for _ in range(2))
        assert here is not None
        assert there is not None
        heard: asyncio.Queue[str] = asyncio.Queue()
        house = home.house
        here.join(house.rooms, house.accounts, house.departures)
        there.join(house.rooms, house.accounts, house.departures).chatter.on_signed_out(heard.put_nowait)
        async with here.bus, there.bus, asyncio.timeout(30):
            await here.bus.listening()
            await there.bus.listening()
            for tell in house.accounts._ended:
                tell(SessionId("ses_1"))
            return await heard.get()

    with RealRedis() as redis:
        assert home.call(told, redis) == "ses_1"


def test_a_node_does_not_start_beside_one_that_signs_with_other_keys(home: Home, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    theirs = KeyRing.at(tmp_path / "other" / "keys.json", datetime(2026, 3, 1, tzinfo=UTC)).public()
    publishing = httpx.MockTransport(lambda _: httpx.Response(200, content=msgspec.json.encode(theirs)))

    async def start() -> None:
        await DatabaseLeases(home.database).take(COURIER, "other", "http://10.0.0.3:8000", 60)
        several = several_of(settings(tmp_path), home.database)
        assert several is not None
        house = home.house
        object.__setattr__(house, "nodes", several.join(house.rooms, house.accounts, house.departures))
        async with joined(house, dataclasses.replace(several, reach=publishing)):
            raise AssertionError("it has joined them")

    with pytest.raises(BadSetting, match=r"--data: the node at http://10\.0\.0\.3:8000 signs with other keys"):
        home.call(start)
