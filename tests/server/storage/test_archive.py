import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from server.domain.audit import Audit, Fault, Wrong, record
from server.domain.ledger import Head
from server.domain.messages import RoadshowId
from server.storage.archive import Archive, Extent
from tests.server.domain.sealing import SHOW
from tests.server.storage.shelf import ROWS, shelve, spoil

LAST = len(ROWS)
TEXT: Final = next(row.seq for row in ROWS if row.private is not None)


@pytest_asyncio.fixture
async def path(tmp_path: Path) -> Path:
    return await shelve(tmp_path)


def fault(path: Path) -> Fault | None:
    archive = Archive(path)
    extent = archive.extent(SHOW)
    return Audit(SHOW).of(archive.records(SHOW, extent.last), extent.end)


def test_the_records_are_what_was_sealed(path: Path) -> None:
    archive = Archive(path)

    assert archive.roadshows() == [SHOW]
    assert archive.extent(SHOW) == Extent(end=Head(seq=LAST, hash=ROWS[-1].hash), last=LAST)
    assert list(archive.records(SHOW, LAST)) == [record(row) for row in ROWS]


def test_a_roadshow_that_is_not_there_has_no_extent(path: Path) -> None:
    assert Archive(path).extent(RoadshowId("rsh_2")) == Extent(end=None, last=0)


def test_what_is_appended_while_it_is_read_is_left_out(path: Path) -> None:
    assert [one.seq for one in Archive(path).records(SHOW, 3)] == [1, 2, 3]


def test_reading_and_writing_do_not_wait_for_one_another(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        reading = Archive(path).records(SHOW, LAST)
        assert next(reading).seq == 1
        writer.execute("UPDATE log SET epoch = 'other'")
        writer.execute("COMMIT")
        assert len(list(reading)) == LAST - 1


def test_the_archive_cannot_write(path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(Exception, match="readonly"), Archive(path)._engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM event")

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "values", "seq", "wrong"),
    [
        ("UPDATE event SET body = body || ' ' WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET at = replace(at, 'T', ' ') WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET at = 'never' WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET by = CAST(x'ff' AS TEXT) WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET body = 'text' WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET hash = zeroblob(32) WHERE seq = 7", (), 7, Wrong.altered),
        ("UPDATE event SET seq = 'seven' WHERE seq = 7", (), 7, Wrong.missing),
        ("UPDATE event SET seq = -7 WHERE seq = 7", (), 1, Wrong.misplaced),
        ("DELETE FROM event WHERE seq = 7", (), 7, Wrong.missing),
        ("DELETE FROM event WHERE seq > 80", (), 81, Wrong.missing),
        ("UPDATE event_private SET body = body || ' ' WHERE seq = ?", (TEXT,), TEXT, Wrong.private),
        ("UPDATE event_private SET salt = zeroblob(16) WHERE seq = ?", (TEXT,), TEXT, Wrong.private),
        ("INSERT INTO event_private VALUES (?, 1, 'per', x'00', x'00')", (SHOW,), 1, Wrong.private),
        ("UPDATE log SET head = zeroblob(32)", (), LAST, Wrong.end),
        ("UPDATE log SET seq = 80", (), LAST, Wrong.end),
        ("UPDATE log SET seq = 900", (), LAST + 1, Wrong.missing),
    ],
)
def test_what_was_changed_behind_the_servers_back_is_found(
    path: Path, statement: str, values: tuple[object, ...], seq: int, wrong: Wrong
) -> None:
    spoil(path, statement, *values)

    found = fault(path)

    assert found
    assert (found.seq, found.wrong) == (seq, wrong)


def test_a_big_log_is_read_in_memory_that_does_not_grow_with_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = ((SHOW, seq, b"x" * 1000) for seq in range(LAST + 1, 20_000))
        connection.executemany("INSERT INTO event VALUES (?, ?, '', '', ?, x'', x'')", rows)
    archive = Archive(path)

    tracemalloc.start()
    count = sum(1 for _ in archive.records(SHOW, 20_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 19_999
    assert peak < 8_000_000, "less than half of what it holds"
