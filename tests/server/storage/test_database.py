import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.ports import LogAway, LogBroken, LogFull, LogUnsure
from server.storage.database import Database
from server.storage.location import Location
from server.storage.postgres import engine as engine_of
from server.storage.sqlite import engine
from server.storage.wal import PAGES, size
from tests.cluster import Cluster


@pytest.mark.asyncio
async def test_work_that_raises_leaves_no_trace(tmp_path: Path) -> None:
    database = Database(engine(tmp_path / "a.db"))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))

    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.run(fail)

    assert await database.run(lambda connection: connection.scalar(text("SELECT count(*) FROM t"))) == 0
    await database.close()


@pytest.mark.asyncio
async def test_a_full_disk_has_its_own_name_and_later_there_is_room_again(tmp_path: Path) -> None:
    database = Database(engine(tmp_path / "a.db"))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (b BLOB)")))
    await database.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 8"))

    with pytest.raises(LogFull):
        await database.run(lambda connection: connection.execute(text("INSERT INTO t VALUES (zeroblob(100000))")))

    await database.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1000"))
    await database.run(lambda connection: connection.execute(text("INSERT INTO t VALUES (zeroblob(100000))")))
    await database.close()


@pytest.mark.asyncio
async def test_after_a_broken_disk_nothing_is_done_any_more(tmp_path: Path) -> None:
    """A failed sync may be followed by one that says it is done and is not."""
    (tmp_path / "a.db").write_bytes(b"no database" * 1000)
    database = Database(engine(tmp_path / "a.db"))
    with pytest.raises(LogBroken):
        await database.run(lambda connection: connection.scalar(text("SELECT 1")))
    (tmp_path / "a.db").unlink()

    with pytest.raises(LogBroken):
        await database.run(lambda connection: connection.scalar(text("SELECT 1")))

    await database.close()


def fill(connection: Connection) -> None:
    connection.execute(text("INSERT INTO t VALUES (zeroblob(100 * 4096))"))


@pytest.mark.asyncio
async def test_what_was_committed_is_written_into_the_file_between_two_functions_and_the_log_stays_short(
    tmp_path: Path,
) -> None:
    database = Database(engine(tmp_path / "a.db"))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (b BLOB)")))

    for _ in range(60):
        await database.run(fill)

    assert size(tmp_path / "a.db") < 2 * PAGES * 4096
    assert (tmp_path / "a.db").stat().st_size > 50 * 100 * 4096
    await database.close()
    assert size(tmp_path / "a.db") == 0


@pytest.mark.asyncio
async def test_a_log_that_cannot_be_written_into_the_file_ends_all_work_and_says_so_at_once(tmp_path: Path) -> None:
    """SQLite itself would go on, and a disk that failed a sync may say of the next that it is done, and be wrong."""
    told: list[LogBroken] = []
    database = Database(engine(tmp_path / "a.db"), told.append)
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (b BLOB)")))
    for _ in range(PAGES // 100 - 1):
        await database.run(fill)

    cutting = database.run(lambda connection: os.truncate(tmp_path / "a.db-wal", 50 * 4096))
    await asyncio.gather(database.run(fill), cutting)
    with pytest.raises(LogBroken) as broken:
        await database.run(fill)

    assert told == [broken.value]
    await database.close()


@pytest.mark.asyncio
async def test_a_log_that_cannot_be_emptied_for_good_is_told_to_who_wanted_it_emptied(tmp_path: Path) -> None:
    database = Database(engine(tmp_path / "a.db"))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (b BLOB)")))
    await database.run(fill)
    os.truncate(tmp_path / "a.db-wal", 4096)

    with pytest.raises(LogBroken):
        await database.empty_wal()

    await database.close()


def count(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM t")) or 0)


def add(connection: Connection) -> None:
    connection.execute(text("INSERT INTO t VALUES (1)"))


@pytest_asyncio.fixture
async def counting(location: Location) -> AsyncIterator[Database]:
    database = Database(location.engine())
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))
    yield database
    await database.close()


@pytest.mark.asyncio
async def test_functions_that_run_at_once_come_to_what_they_would_one_after_the_other(counting: Database) -> None:
    """Each writes what it counted: where two counted the same, one of them saw a database that never was."""

    def number(connection: Connection) -> int:
        found = count(connection)
        connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": found})
        return found

    numbers = await asyncio.gather(*(counting.run(number) for _ in range(20)))

    assert sorted(numbers) == list(range(20))


@pytest.mark.asyncio
async def test_a_row_that_stands_in_the_way_is_told_of_once_it_is_sure(counting: Database) -> None:
    await counting.run(lambda connection: connection.execute(text("CREATE UNIQUE INDEX one ON t (n)")))
    await counting.run(add)

    with pytest.raises(IntegrityError):
        await counting.run(add)

    assert await counting.run(count) == 1


@pytest.mark.asyncio
async def test_connections_that_were_cut_while_nobody_needed_them_are_not_noticed(postgres: Cluster) -> None:
    database = Database(engine_of(postgres.address()))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))
    await asyncio.gather(*(database.run(count) for _ in range(8)))

    await asyncio.to_thread(postgres.execute, CUT)
    await asyncio.gather(*(database.run(add) for _ in range(8)))

    assert await database.run(count) == 8
    await database.close()


@pytest.mark.asyncio
async def test_a_connection_that_is_lost_before_the_commit_leaves_nothing_and_the_next_goes_on(
    postgres: Cluster,
) -> None:
    address = postgres.address()
    database = Database(engine_of(address))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))

    def cut(connection: Connection) -> None:
        add(connection)
        postgres.execute(CUT)
        add(connection)

    with pytest.raises(LogAway) as away:
        await database.run(cut)

    assert not isinstance(away.value, LogUnsure)
    assert await database.run(count) == 0
    await database.close()


@pytest.mark.asyncio
async def test_a_connection_that_is_lost_at_the_commit_says_that_nobody_knows(postgres: Cluster) -> None:
    database = Database(engine_of(postgres.address()))
    await database.run(lambda connection: connection.execute(text("CREATE TABLE t (n INTEGER)")))

    def cut(connection: Connection) -> None:
        add(connection)
        postgres.execute(CUT)

    with pytest.raises(LogUnsure):
        await database.run(cut)

    await database.close()


@pytest.mark.asyncio
async def test_where_nobody_listens_it_is_away_and_not_broken(tmp_path: Path) -> None:
    database = Database(engine_of(f"postgresql://nobody@/none?host={tmp_path}"))

    for _ in range(2):
        with pytest.raises(LogAway) as away:
            await database.run(count)
        assert not isinstance(away.value, LogUnsure)

    await database.close()


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'roadshow'"


@pytest.mark.asyncio
async def test_an_error_that_is_logged_names_no_value_of_its_statement(counting: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "what somebody said"})

    with pytest.raises(DBAPIError) as failed:
        await counting.run(fail)

    assert "nowhere" in str(failed.value)
    assert "what somebody said" not in str(failed.value)
