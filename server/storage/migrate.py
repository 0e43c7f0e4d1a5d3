"""Brings a database to the schema of this version, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

from server.storage.postgres import examine

SCRIPTS = Path(__file__).with_name("migrations")
LOCK = 7_270_514
"""Any number will do that is always the same."""


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing; a database that is up to date is left alone.

    Of two that start at the same time on PostgreSQL one waits for the other and finds nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        _alone(connection)
        examine(connection)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _alone(connection: Connection) -> None:
    # Whoever waited for the lock must see what was done meanwhile.
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
