from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server.ports import LogBroken, LogFull
from server.storage.database import Database
from server.storage.sqlite import engine


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
