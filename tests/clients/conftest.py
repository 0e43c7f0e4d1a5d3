"""One server for the whole matrix."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.clients.venue import Seat, Venue, opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def venue(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Venue]:
    async with opened(tmp_path_factory.mktemp("matrix")) as venue:
        yield venue


@pytest_asyncio.fixture(loop_scope="session")
async def seat(venue: Venue) -> Seat:
    return await venue.seat()
