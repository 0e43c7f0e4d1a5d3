from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, insert, select, update

from server.domain.retention import Records
from server.storage.catalog_tables import person, roadshow
from server.storage.database import Database
from server.storage.location import Location
from server.storage.materials import material, material_part
from server.storage.retention import DatabaseRetention, erase_some, finish
from server.storage.tables import event_private
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import fill, spoil
from tests.server.storage.test_erasure import INES, SEATED, empty, put, rows

PAPER = {"material": "mat_1", "roadshow": SHOW, "project": "prj_1", "name": "a.pdf", "kind": "pdf", "size": 1}
HANDED_OUT = (
    insert(material).values(digest="", investors=False, added_at="", added_by=INES, removed=False, **PAPER),
    insert(material_part).values(material="mat_1", number=0, roadshow=SHOW, content=b"0"),
)


@pytest_asyncio.fixture
async def shelf(location: Location) -> AsyncIterator[Database]:
    await fill(location)
    database = Database(location.engine())
    yield database
    await database.close()


@pytest.mark.asyncio
async def test_each_step_is_bounded_and_all_steps_take_all_there_is(shelf: Database) -> None:
    await put(shelf, *SEATED, *HANDED_OUT)
    store = DatabaseRetention(shelf)
    there = await store.records(SHOW)

    first = await shelf.run(lambda connection: erase_some(connection, SHOW, START, 2))
    while await store.erase_some(SHOW, START, 2):
        continue

    assert (first.texts, first.leads, first.letters) == (2, 2, 2)
    assert await store.erased(SHOW) == there
    assert there.texts > 10
    assert (there.downloads, there.documents) == (1, 1)
    assert await store.records(SHOW) == Records()
    assert await empty(shelf, event_private, material_part)
    assert await rows(shelf, select(person.c.name).where(person.c.id == INES)) == [("",)]


@pytest.mark.asyncio
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ended_at", [None, "2026-11-24T08:00:00.000Z"])
async def test_long_logs_are_not_read_through_for_their_ends(
    shelf: Database, location: Location, ended_at: str | None
) -> None:
    """At each start every event of the house was once read before anything else could be."""
    await put(shelf, update(roadshow).values(retention_days=10, ended_at=ended_at))
    spoil(
        location.file,
        "INSERT INTO event WITH RECURSIVE more(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM more WHERE n < 9000)"
        f" SELECT '{SHOW}', n, '2026-11-24T09:00:00.000Z', 'per_ines', x'7b7d', x'00', x'00' FROM more",
    )
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1000
        return 0

    def watch(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(count, 1000)

    await shelf.run(watch)
    (one,) = await DatabaseRetention(shelf).expiring()

    assert one.until == START + timedelta(days=10, hours=0 if ended_at else 1)
    assert steps < 2000


@pytest.mark.asyncio
async def test_a_roadshow_is_on_the_list_until_it_is_erased(shelf: Database) -> None:
    await put(shelf, update(roadshow).values(retention_days=10, ended_at="2026-11-24T08:00:00.000Z"))
    store = DatabaseRetention(shelf)

    (one,) = await store.expiring()
    await shelf.run(lambda connection: finish(connection, SHOW, START))

    assert (one.roadshow, one.until) == (SHOW, START + timedelta(days=10))
    assert await store.expiring() == []
