from collections.abc import Iterator
from pathlib import Path

import aioice.ice
import pytest

from demo.addresses import also_use_the_way_to
from demo.clip import Clip, cached

# Kept between runs: the clip knows by itself when it is out of date.
KEPT = Path(".cache/demo").absolute()


@pytest.fixture(scope="session")
def clip_path() -> Path:
    path = KEPT / "vp8.mkv"
    cached(path)
    return path


@pytest.fixture(scope="session")
def clip(clip_path: Path) -> Clip:
    return cached(clip_path)


@pytest.fixture(scope="session")
def h264() -> Clip:
    return cached(KEPT / "h264.mkv", "h264")


@pytest.fixture
def loopback() -> Iterator[None]:
    gather = aioice.ice.get_host_addresses
    also_use_the_way_to("http://127.0.0.1")
    yield
    aioice.ice.get_host_addresses = gather
