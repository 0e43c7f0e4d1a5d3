from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import server.main  # noqa: F401 - declares every table there is
from server.storage.migrate import upgrade
from server.storage.sqlite import engine
from server.storage.tables import metadata


def test_the_migrations_lead_to_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    made = engine(tmp_path / "a.db")

    with made.connect() as connection:
        with connection.begin():
            upgrade(connection)
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    made = engine(tmp_path / "a.db")

    for _ in range(2):
        with made.connect() as connection, connection.begin():
            upgrade(connection)
