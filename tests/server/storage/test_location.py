from pathlib import Path

import pytest

from server.storage.location import Location
from server.storage.postgres import Unfit
from server.storage.presence import Occupied


def test_without_an_address_it_is_sqlite_in_the_folder(tmp_path: Path) -> None:
    location = Location(folder=tmp_path)

    with location.engine().connect() as connection:
        connection.exec_driver_sql("SELECT 1")

    assert (tmp_path / "roadshow.db").exists()
    assert str(location) == str(tmp_path)


def test_what_reads_beside_a_server_cannot_write(location: Location) -> None:
    with location.engine().connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")

    with (
        location.reader().connect() as connection,
        pytest.raises(Exception, match=r"read-?only"),
        connection.begin(),
    ):
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="postgresql://"):
        Location(folder=tmp_path, address="mysql://root@db/roadshow").engine()


def test_one_server_at_a_time_runs_on_a_folder_and_several_on_a_database(location: Location) -> None:
    with location.alone():
        if location.address:
            with location.alone():
                return
        with pytest.raises(Occupied), location.alone():
            pass
