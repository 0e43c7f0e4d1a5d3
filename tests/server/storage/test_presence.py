import pytest

from server.storage.location import Location
from server.storage.presence import Occupied, alone_in, alone_on
from tests.cluster import Cluster


def test_a_folder_has_one_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")

    with alone_in(folder), alone_in(other), pytest.raises(Occupied, match="stop it first"), alone_in(folder):
        pass

    with alone_in(folder):
        pass


def test_whoever_is_connected_to_the_same_database_is_seen(postgres: Cluster, location: Location) -> None:
    here, elsewhere = (Location(folder=location.folder, address=postgres.address()) for _ in range(2))

    with here.engine().connect() as connection, elsewhere.engine().connect() as far:
        far.exec_driver_sql("SELECT 1")
        alone_on(connection)
        connection.rollback()
        with here.engine().connect() as near:
            near.exec_driver_sql("SELECT 1")
            with pytest.raises(Occupied):
                alone_on(connection)
