from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from server.domain.retention import Records
from server.storage.database import Database
from server.storage.migrate import upgrade
from server.storage.retention import DatabaseRetention, erase_some, finish
from server.storage.sqlite import engine
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.storage.shelf import shelve, spoil
from tests.server.storage.test_erasure import SEATED, rows

HANDED_OUT = (
    f"INSERT INTO material VALUES ('mat_1', '{SHOW}', 'prj_1', 'a.pdf', 'pdf', 1, '', 0, '', 'per_ines', 0)",
    f"INSERT INTO material_part VALUES ('mat_1', 0, '{SHOW}', x'00')",
)


@pytest.mark.asyncio
async def test_each_step_is_bounded_and_all_steps_take_all_there_is(tmp_path: Path) -> None:
    path = await shelve(tmp_path)
    for statement in (*SEATED, *HANDED_OUT):
        spoil(path, statement)
    database = Database(engine(path))
    store = DatabaseRetention(database)
    there = await store.records(SHOW)

    first = await database.run(lambda connection: erase_some(connection, SHOW, START, 2))
    while await store.erase_some(SHOW, START, 2):
        continue

    assert (first.texts, first.leads, first.letters) == (2, 2, 2)
    assert await store.erased(SHOW) == there
    assert there.texts > 10
    assert (there.downloads, there.documents) == (1, 1)
    assert await store.records(SHOW) == Records()
    await database.close()
    assert rows(path, "SELECT count(*) FROM event_private") == [(0,)]
    assert rows(path, "SELECT count(*) FROM material_part") == [(0,)]
    assert rows(path, "SELECT name FROM person WHERE id = 'per_ines'") == [("",)]


@pytest.mark.asyncio
@pytest.mark.parametrize("ended_at", ["NULL", "'2026-11-24T08:00:00.000Z'"])
async def test_long_logs_are_not_read_through_for_their_ends(tmp_path: Path, ended_at: str) -> None:
    """At each start every event of the house was once read before anything else could be."""
    path = await shelve(tmp_path)
    spoil(path, f"UPDATE roadshow SET retention_days = 10, ended_at = {ended_at}")
    spoil(
        path,
        "INSERT INTO event WITH RECURSIVE more(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM more WHERE n < 9000)"
        f" SELECT '{SHOW}', n, '2026-11-24T09:00:00.000Z', 'per_ines', x'7b7d', x'00', x'00' FROM more",
    )
    database, steps = Database(engine(path)), 0

    def count() -> int:
        nonlocal steps
        steps += 1000
        return 0

    def watch(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(count, 1000)

    await database.run(watch)
    (one,) = await DatabaseRetention(database).expiring()

    assert one.until == START + timedelta(days=10, hours=1 if ended_at == "NULL" else 0)
    assert steps < 2000
    await database.close()


@pytest.mark.asyncio
async def test_a_roadshow_is_on_the_list_until_it_is_erased(tmp_path: Path) -> None:
    path = await shelve(tmp_path)
    spoil(path, "UPDATE roadshow SET retention_days = 10, ended_at = '2026-11-24T08:00:00.000Z'")
    database = Database(engine(path))
    store = DatabaseRetention(database)

    (one,) = await store.expiring()
    await database.run(lambda connection: finish(connection, SHOW, START))

    assert (one.roadshow, one.until) == (SHOW, START + timedelta(days=10))
    assert await store.expiring() == []
    await database.run(upgrade)
    await database.close()
