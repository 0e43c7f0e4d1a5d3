from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from server.storage.database import Database
from server.storage.location import Location
from server.storage.migrate import upgrade
from tests.cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """Where a test keeps its rows, on either database."""
    if request.param == "sqlite":
        return Location(folder=tmp_path)
    return Location(folder=tmp_path, address=cast(Cluster, request.getfixturevalue("postgres")).address())


@pytest_asyncio.fixture
async def database(location: Location) -> AsyncIterator[Database]:
    database = Database(location.engine())
    await database.run(upgrade)
    yield database
    await database.close()
