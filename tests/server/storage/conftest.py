from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from server.storage.database import Database
from server.storage.migrate import upgrade
from server.storage.sqlite import engine


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(engine(tmp_path / "roadshow.db"))
    await database.run(upgrade)
    yield database
    await database.close()
