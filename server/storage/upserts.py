"""INSERT … ON CONFLICT, which both databases have and SQL has not."""

from typing import Any

from sqlalchemy import Connection, Table


def insert_or(connection: Connection, table: Table) -> Any:
    """An INSERT that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    # The one that is not in use is not loaded.
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
