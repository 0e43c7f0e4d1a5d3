"""Brings a database to the schema of this version, in one transaction."""

from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

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
    if version(connection) != latest():
        _migrate(connection)


def version(connection: Connection) -> str:
    """The migration that a database has come to; empty where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def latest() -> str:
    """The number of the last migration there is, as its file is named."""
    return max(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _migrate(connection: Connection) -> None:
    # Most starts have nothing to migrate, and need not wait for what does it to be loaded.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _alone(connection: Connection) -> None:
    # Whoever waited for the lock must see what was done meanwhile.
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
