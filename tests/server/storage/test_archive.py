import tracemalloc
from typing import Final

import pytest
import pytest_asyncio
from sqlalchemy import Executable, delete, func, insert, update

from server.domain.audit import Audit, Fault, Wrong, record
from server.domain.ledger import Head
from server.domain.messages import RoadshowId
from server.storage.archive import Archive, Extent
from server.storage.location import Location
from server.storage.tables import event, event_private, log
from tests.server.domain.sealing import SHOW
from tests.server.storage.shelf import ROWS, fill, spoil

LAST = len(ROWS)
TEXT: Final = next(row.seq for row in ROWS if row.private is not None)
SEVENTH: Final = update(event).where(event.c.seq == 7)
FIRST_TEXT: Final = update(event_private).where(event_private.c.seq == TEXT)


@pytest_asyncio.fixture
async def place(location: Location) -> Location:
    await fill(location)
    return location


@pytest.fixture
def archive(place: Location) -> Archive:
    return Archive(place.reader())


def fault(archive: Archive) -> Fault | None:
    extent = archive.extent(SHOW)
    return Audit(SHOW).of(archive.records(SHOW, extent.last), extent.end)


def changed(place: Location, statement: Executable, *rows: dict[str, object]) -> None:
    engine = place.engine()
    with engine.begin() as connection:
        connection.execute(statement, rows or None)
    engine.dispose()


def test_the_records_are_what_was_sealed(archive: Archive) -> None:
    assert archive.roadshows() == [SHOW]
    assert archive.extent(SHOW) == Extent(end=Head(seq=LAST, hash=ROWS[-1].hash), last=LAST)
    assert list(archive.records(SHOW, LAST)) == [record(row) for row in ROWS]


def test_a_roadshow_that_is_not_there_has_no_extent(archive: Archive) -> None:
    assert archive.extent(RoadshowId("rsh_2")) == Extent(end=None, last=0)


def test_what_is_appended_while_it_is_read_is_left_out(archive: Archive) -> None:
    assert [one.seq for one in archive.records(SHOW, 3)] == [1, 2, 3]


def test_reading_and_writing_do_not_wait_for_one_another(archive: Archive, place: Location) -> None:
    engine = place.engine()
    with engine.begin() as writer:
        writer.execute(update(log).values(epoch="other"))
        reading = archive.records(SHOW, LAST)
        assert next(reading).seq == 1
    engine.dispose()

    assert len(list(reading)) == LAST - 1


def test_the_archive_cannot_write(archive: Archive) -> None:
    with pytest.raises(Exception, match=r"read-?only"), archive._engine.begin() as connection:
        connection.execute(delete(event))

    assert len(list(archive.records(SHOW, LAST))) == LAST


@pytest.mark.parametrize(
    ("statement", "seq", "wrong"),
    [
        (SEVENTH.values(body=event.c.body.op("||")(b" ")), 7, Wrong.altered),
        (SEVENTH.values(at=func.replace(event.c.at, "T", " ")), 7, Wrong.altered),
        (SEVENTH.values(at="never"), 7, Wrong.altered),
        (SEVENTH.values(by="somebody else"), 7, Wrong.altered),
        (SEVENTH.values(hash=bytes(32)), 7, Wrong.altered),
        (SEVENTH.values(seq=-7), 1, Wrong.misplaced),
        (delete(event).where(event.c.seq == 7), 7, Wrong.missing),
        (delete(event).where(event.c.seq > 80), 81, Wrong.missing),
        (FIRST_TEXT.values(body=event_private.c.body.op("||")(b" ")), TEXT, Wrong.private),
        (FIRST_TEXT.values(salt=bytes(16)), TEXT, Wrong.private),
        (insert(event_private).values(roadshow=SHOW, seq=1, person="per", salt=b"0", body=b"0"), 1, Wrong.private),
        (update(log).values(head=bytes(32)), LAST, Wrong.end),
        (update(log).values(seq=80), LAST, Wrong.end),
        (update(log).values(seq=900), LAST + 1, Wrong.missing),
    ],
)
def test_what_was_changed_behind_the_servers_back_is_found(
    archive: Archive, place: Location, statement: Executable, seq: int, wrong: Wrong
) -> None:
    changed(place, statement)

    found = fault(archive)

    assert found
    assert (found.seq, found.wrong) == (seq, wrong)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("by = CAST(x'ff' AS TEXT)", Wrong.altered),
        ("body = 'text'", Wrong.altered),
        ("seq = 'seven'", Wrong.missing),
    ],
)
def test_what_is_no_value_of_its_column_is_found_where_a_database_takes_it(
    archive: Archive, place: Location, value: str, wrong: Wrong
) -> None:
    spoil(place.file, f"UPDATE event SET {value} WHERE seq = 7")

    found = fault(archive)

    assert found
    assert (found.seq, found.wrong) == (7, wrong)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_big_log_is_read_in_memory_that_does_not_grow_with_it(archive: Archive, place: Location) -> None:
    row = {"roadshow": SHOW, "at": "", "by": "", "body": b"x" * 1000, "digest": b"", "hash": b""}
    changed(place, insert(event), *({"seq": seq, **row} for seq in range(LAST + 1, 20_000)))

    tracemalloc.start()
    count = sum(1 for _ in archive.records(SHOW, 20_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 19_999
    assert peak < 8_000_000, "less than half of what it holds"
