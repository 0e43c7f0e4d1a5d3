from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from server.storage.location import Location
from server.storage.migrate import SCRIPTS, latest, upgrade, version
from server.storage.postgres import engine
from server.storage.schema import all_tables
from server.storage.tables import metadata
from tests.cluster import Cluster


def upgraded(location: Location) -> None:
    with location.engine().connect() as connection, connection.begin():
        upgrade(connection)


def test_the_migrations_lead_to_the_tables_that_the_code_declares(location: Location) -> None:
    upgraded(location)

    with location.engine().connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert all_tables()
    assert differences == []


def test_upgrading_twice_changes_nothing(location: Location) -> None:
    for _ in range(2):
        upgraded(location)


def test_a_database_that_has_come_to_the_last_migration_is_known_by_its_number(location: Location) -> None:
    upgraded(location)

    with location.engine().connect() as connection:
        assert version(connection) == latest() == ScriptDirectory(str(SCRIPTS)).get_current_head()


def test_of_two_that_upgrade_one_database_at_once_one_does_it(postgres: Cluster, location: Location) -> None:
    empty = Location(folder=location.folder, address=postgres.blank())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgraded, [empty] * 4))

    with empty.engine().connect() as connection:
        assert "event" in inspect(connection).get_table_names()


def test_all_text_on_postgresql_sorts_by_its_bytes(postgres: Cluster) -> None:
    """A database made for a language would put per_a before per_B, and so lists and queues in another order."""
    with engine(postgres.address()).connect() as connection:
        columns = connection.exec_driver_sql(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name != 'alembic_version'"
            " AND data_type IN ('text', 'character varying')"
        ).all()

    assert len(columns) > 50
    assert [tuple(column) for column in columns if column.collation_name != "C"] == []
