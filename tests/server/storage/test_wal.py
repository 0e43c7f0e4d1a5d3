from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.storage import wal
from server.storage.sqlite import engine, reader
from server.storage.wal import PAGES, WriteAhead, checkpoint, size

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def connection(path: Path) -> Iterator[Connection]:
    with engine(path).connect() as made:
        write(made, "CREATE TABLE t (b BLOB)")
        yield made


def write(connection: Connection, statement: str) -> None:
    with connection.begin():
        connection.exec_driver_sql(statement)


def fill(connection: Connection, pages: int) -> None:
    write(connection, f"INSERT INTO t VALUES (zeroblob({pages * PAGE}))")


def test_a_log_is_long_once_so_many_pages_wait_and_short_again_when_they_are_in_the_database(
    connection: Connection, path: Path
) -> None:
    ahead = WriteAhead()
    fill(connection, PAGES // 2)
    assert not ahead.is_long(connection)
    fill(connection, PAGES // 2)
    assert ahead.is_long(connection)

    written, done = checkpoint(connection)

    assert written == done >= PAGES
    assert not ahead.is_long(connection)
    assert path.stat().st_size > PAGES * PAGE


def test_sqlite_writes_nothing_into_the_database_by_itself(connection: Connection, path: Path) -> None:
    before = path.stat().st_size

    fill(connection, 3 * PAGES)

    assert path.stat().st_size == before


def test_a_log_that_was_written_begins_anew_and_takes_no_more_of_the_disk(connection: Connection, path: Path) -> None:
    for _ in range(5):
        fill(connection, PAGES)
        checkpoint(connection)

    assert size(path) < 2 * PAGES * PAGE


def test_what_somebody_reads_stays_in_the_log_until_they_have_read(connection: Connection, path: Path) -> None:
    with reader(path).connect() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM t").scalar()
        fill(connection, PAGES)
        written, done = checkpoint(connection)
        assert done < written

    written, done = checkpoint(connection)

    assert done == written


def test_an_older_sqlite_that_cannot_count_writes_after_so_many_transactions(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "COUNTING", (99,))
    ahead = WriteAhead()

    assert [ahead.is_long(connection) for _ in range(2 * wal.EVERY)].count(True) == 2


def test_a_log_that_is_not_there_takes_nothing(path: Path) -> None:
    assert size(path) == 0


def test_what_is_wrong_with_a_log_is_left_to_who_writes_it(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.close()

    assert WriteAhead().is_long(connection)
