import pytest
from sqlalchemy import insert, select

from server.storage.copying import clear, copy, counts, is_empty, renew_epochs
from server.storage.lead_tables import lead_change
from server.storage.leases import lease
from server.storage.location import Location
from server.storage.migrate import latest, upgrade, version
from server.storage.tables import log
from tests.cluster import Cluster
from tests.server.storage.shelf import shelve


@pytest.mark.asyncio
async def test_every_row_arrives_on_the_other_kind_of_database_and_comes_back_the_same(
    postgres: Cluster, location: Location
) -> None:
    first, there, back = (Location(folder=location.folder / name) for name in ("a", "b", "c"))
    middle = Location(folder=there.folder, address=postgres.address())
    for place in (first, back):
        place.folder.mkdir()
    await shelve(first.folder)

    for source, goal in ((first, middle), (middle, back)):
        with goal.engine().connect() as connection, connection.begin():
            upgrade(connection)
            with source.reader().connect() as reading, reading.begin():
                assert copy(reading, connection) == counts(reading)

    with first.reader().connect() as one, back.reader().connect() as other:
        assert counts(one) == counts(other)
        for table in (log, lead_change):
            assert one.execute(select(table)).all() == other.execute(select(table)).all()


def test_a_row_that_numbers_itself_comes_behind_those_that_were_copied(location: Location) -> None:
    values = {"roadshow": "r", "lead": "l", "by": "p", "at": "", "about": "", "before": {}, "after": {"a": None}}
    with location.engine().connect() as connection, connection.begin():
        upgrade(connection)
        connection.execute(insert(lead_change).values(number=41, **values))
        nothing = Location(folder=location.folder / "empty")
        nothing.folder.mkdir()
        with nothing.engine().connect() as source, source.begin():
            upgrade(source)
            copy(source, connection)
        connection.execute(insert(lead_change).values(**values))

        assert list(connection.scalars(select(lead_change.c.number).order_by(lead_change.c.number))) == [41, 42]


def test_a_database_is_empty_until_there_is_a_row_and_after_it_was_cleared(location: Location) -> None:
    with location.engine().connect() as connection, connection.begin():
        upgrade(connection)
        connection.execute(insert(lease).values(name="n", node="n", url="", until=0, term=1))
        assert is_empty(connection)
        connection.execute(insert(log).values(roadshow="r", epoch="e", seq=0, head=b""))
        assert not is_empty(connection)

        clear(connection)

        assert is_empty(connection)
        assert connection.execute(select(lease)).all() == []
        assert version(connection) == latest()


def test_every_log_gets_an_epoch_of_its_own(location: Location) -> None:
    names = iter(["one", "two"])
    with location.engine().connect() as connection, connection.begin():
        upgrade(connection)
        rows = [{"roadshow": name, "epoch": "old", "seq": 0, "head": b""} for name in ("a", "b")]
        connection.execute(insert(log), rows)

        renew_epochs(connection, names.__next__)

        assert set(connection.scalars(select(log.c.epoch))) == {"one", "two"}
