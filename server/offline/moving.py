"""`roadshow copy`, `backup` and `restore`: every row of a house, carried to another database and looked at there."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect

from server.config import BadSetting
from server.domain.audit import Audit
from server.offline import words
from server.offline.data import reached
from server.offline.verify import BROKEN, PROVEN
from server.storage import sqlite
from server.storage.archive import Archive
from server.storage.copying import Counts, clear, copy, counts, is_empty, renew_epochs
from server.storage.keys import FILE
from server.storage.location import Location
from server.storage.migrate import upgrade
from server.storage.presence import Occupied, alone_in, alone_on

KEYS: Final = ".keys.json"
MAGIC: Final = b"SQLite format 3\0"
IN_CLEAR: Final = (
    "warning: {file} holds the private signing key in clear; whoever has it can sign receipts in the house's name. "
    "Keep it where you would keep a password, and apart from the backup."
)
WITHOUT: Final = (
    "The signing keys are not in it; --with-keys puts them beside it. Without them old receipts prove nothing."
)


def carry(source: Location, target: Location) -> int:
    """Copy a house whose server is stopped to an empty database; its logs go on there as they were."""
    with reached(target), _alone(source), _alone(target):
        _there(source)
        with target.engine().connect() as connection, connection.begin():
            upgrade(connection)
            if not is_empty(connection):
                raise BadSetting(f"{target} is not empty; nothing was copied")
            found = _from(source.reader(), connection)
        return _told(found, f"copied to {target}", Archive(target.reader()))


def backup(house: Location, file: Path, *, with_keys: bool) -> int:
    """Write the house as it is at one moment, while a server may run on it, into a file that was not there."""
    _there(house)
    if file.exists():
        raise BadSetting(f"{file} is there already")
    with reached(house), _whole(file) as part:
        with sqlite.engine(part).connect() as connection:
            with connection.begin():
                upgrade(connection)
                found = _from(house.reader(), connection)
            _flatten(connection)
        status = _told(found, f"backed up to {file}", Archive(part))
    if with_keys:
        _copy_keys(house.folder / FILE, Path(f"{file}{KEYS}"))
        sys.stderr.write(IN_CLEAR.format(file=f"{file}{KEYS}") + "\n")
    else:
        _say(WITHOUT)
    return status


def restore(file: Path, house: Location, new: Callable[[], str], *, force: bool) -> int:
    """Put a backup in the place of what is there, under new epochs, so that every page loads afresh.

    An older backup is brought to this version's schema on the way; the file stays as it is.
    """
    if not file.exists():
        raise BadSetting(f"there is no {file}")
    keys = Path(f"{file}{KEYS}")
    with reached(house), _alone(house), _whole(house.folder / "restoring.db") as part:
        shutil.copyfile(file, part)
        _upgraded(part)
        if house.address:
            found = _into_postgres(part, house, new, force=force)
        else:
            found = _into_folder(part, house, new, force=force)
    if keys.exists() and (force or not (house.folder / FILE).exists()):
        _copy_keys(keys, house.folder / FILE)
    elif not (house.folder / FILE).exists():
        _say(f"There are no signing keys in {house.folder}; the next start makes new ones, unknown to old receipts.")
    return _told(found, f"restored to {house}", Archive(house.reader()))


def _into_postgres(part: Path, house: Location, new: Callable[[], str], *, force: bool) -> Counts:
    with house.engine().connect() as connection, connection.begin():
        upgrade(connection)
        if not force and not is_empty(connection):
            raise BadSetting(f"{house} is not empty; --force puts the backup in its place")
        clear(connection)
        found = _from(sqlite.reader(part), connection)
        renew_epochs(connection, new)
    return found


def _into_folder(part: Path, house: Location, new: Callable[[], str], *, force: bool) -> Counts:
    if house.file.exists() and not force:
        raise BadSetting(f"there is a database in {house}; --force puts the backup in its place")
    with sqlite.engine(part).connect() as connection:
        with connection.begin():
            found = counts(connection)
            renew_epochs(connection, new)
        _flatten(connection)
    for old in (house.file.with_name(house.file.name + end) for end in ("-wal", "-shm")):
        old.unlink(missing_ok=True)
    _synced(part)
    os.replace(part, house.file)
    _synced(house.folder)
    return found


def _from(source: Engine, target: Connection) -> Counts:
    """Copy from one moment of the source, and count on both sides."""
    with source.connect() as connection, connection.begin():
        found = copy(connection, target)
        if not found == counts(connection) == counts(target):
            raise BadSetting("not every row arrived; nothing was changed")
    return found


def _upgraded(part: Path) -> None:
    with part.open("rb") as opened:
        known = opened.read(len(MAGIC)) == MAGIC
    with ExitStack() as stack:
        connection = stack.enter_context(sqlite.engine(part).connect()) if known else None
        if connection is None or "event" not in inspect(connection).get_table_names():
            raise BadSetting("that file is no backup of Roadshow")
        connection.rollback()
        with connection.begin():
            upgrade(connection)
        _flatten(connection)


def _told(found: Counts, what: str, archive: Archive) -> int:
    """Say how much it was, and check every log where it is now."""
    _say(f"{what}: {sum(found.values())} rows in {sum(map(bool, found.values()))} tables")
    status = PROVEN
    for roadshow in archive.roadshows():
        heads, extent = archive.heads(roadshow), archive.extent(roadshow)
        audit = Audit(roadshow, heads)
        if fault := audit.of(archive.records(roadshow, extent.last), extent.end):
            status = BROKEN
        for line in words.of_log(audit, fault, heads):
            _say(line)
    return status


@contextmanager
def _alone(house: Location) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            if house.address:
                with house.engine().connect() as connection, connection.begin():
                    alone_on(connection)
            else:
                house.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(alone_in(house.folder))
        except Occupied as error:
            raise BadSetting(str(error)) from error
        yield


def _there(house: Location) -> None:
    if not house.address and not house.file.exists():
        raise BadSetting(f"there is no database in {house}")


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file to write beside it, which gets its name once it is whole and synced, and goes if it does not."""
    part = file.with_name(file.name + ".part")
    ends = ("", "-wal", "-shm", "-journal")
    try:
        for end in ends:
            part.with_name(part.name + end).unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        if part.exists() and file.name != "restoring.db":
            _synced(part)
            os.replace(part, file)
            _synced(file.parent)
    except OSError as error:
        raise BadSetting(f"{file} cannot be written: {error.strerror}") from error
    finally:
        for end in ends:
            part.with_name(part.name + end).unlink(missing_ok=True)


def _flatten(connection: Connection) -> None:
    """Leave one file, without a WAL beside it."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA journal_mode = DELETE")
    cursor.fetchall()
    cursor.close()


def _copy_keys(source: Path, target: Path) -> None:
    content = source.read_bytes()
    target.unlink(missing_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _synced(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
