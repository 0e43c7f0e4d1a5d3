"""`roadshow migrate`: the schema of a database, with a dry run that is taken back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from server.offline.data import reached
from server.storage.location import Location
from server.storage.migrate import SCRIPTS, upgrade, version


def run(house: Location, *, dry: bool) -> int:
    """Run the migrations that are missing, or say which, what each does, and in which SQL.

    A dry run runs them all and takes them back, so it shows that they would go through; until it is over nobody else
    can write.
    """
    if not house.address:
        house.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with reached(house), house.engine().connect() as connection:
        with connection.begin():
            missing = list(_missing(version(connection)))
        for number, sentence in missing:
            _say(f"{'would run' if dry else 'runs'} {number}: {sentence}")
        with connection.begin() as transaction, _told(connection, quiet=not dry):
            upgrade(connection)
            if dry:
                transaction.rollback()
    _say(_ending(len(missing), dry=dry))
    return 0


def _missing(since: str) -> Iterator[tuple[str, str]]:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    for script in reversed(list(scripts.walk_revisions(since or "base", "head"))):
        if script.revision != since:
            yield script.revision, (script.doc or "").split("\n")[0]


@contextmanager
def _told(connection: Connection, *, quiet: bool) -> Iterator[None]:
    def tell(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(CHANGES) and "alembic_version" not in statement:
            _say(f"  {' '.join(statement.split())};")

    if quiet:
        yield
        return
    event.listen(connection, "before_cursor_execute", tell)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", tell)


CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")


def _ending(missing: int, *, dry: bool) -> str:
    if not missing:
        return "the schema is up to date"
    return (
        f"{missing} migrations would go through; nothing was changed" if dry else f"{missing} migrations went through"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
