"""The newest backup in the folder that an operator names: how old it is, where it lies, whether it can be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.doctor.findings import Finding, Mark
from server.offline.moving import MAGIC
from server.storage.migrate import latest, version
from server.storage.sqlite import reader

HOUR: Final = 3600.0
NIGHTLY: Final = 26 * HOUR
"""A day, and what a backup of a large house may take."""
WEEK: Final = 7 * 24 * HOUR


def examine(folder: Path | None, data: Path, now: float) -> Iterator[Finding]:
    """Look at it as of a time in seconds since 1970, and at whether it lies apart from the data folder."""
    if folder is None:
        yield Finding(Mark.hint, "Nothing is known of backups: name the folder that they lie in (--backups).")
        return
    try:
        found = [(file.stat().st_mtime, file) for file in folder.iterdir() if _is_backup(file)]
    except OSError as error:
        yield Finding(Mark.bad, f"The backups in {folder} cannot be read by this user: {error.strerror}.")
        return
    if not found:
        yield Finding(Mark.bad, f"There is no backup in {folder}. Make one: roadshow backup {folder}/FILE")
        return
    at, newest = max(found)
    yield _age(newest, now - at)
    yield _whole(newest)
    yield from _apart(newest, data)


def _is_backup(file: Path) -> bool:
    """Whether it is a whole one; what is being written has another ending."""
    if file.suffix == ".part" or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def _age(file: Path, seconds: float) -> Finding:
    told = f"The newest backup {file} is {seconds / HOUR:.0f} hours old"
    if seconds <= NIGHTLY:
        return Finding(Mark.good, f"{told}.")
    lost = "a restore forgets all since. Does what makes them every night still run?"
    return Finding(Mark.bad if seconds > WEEK else Mark.hint, f"{told}: {lost}")


def _whole(file: Path) -> Finding:
    try:
        with reader(file).connect() as connection:
            # It reads every page; a backup of a gigabyte takes seconds.
            wrong, here = connection.execute(text("PRAGMA quick_check(1)")).scalar_one(), version(connection)
    except SQLAlchemyError as error:
        wrong, here = str(getattr(error, "orig", error)), ""
    if wrong != "ok":
        return Finding(Mark.bad, f"It cannot be read ({wrong}). Make another, and look at that disk.")
    if here > latest():
        return Finding(Mark.bad, f"Its schema {here} is newer than this version knows ({latest()}); install that.")
    return Finding(Mark.good, "It can be read. That all of it is there shows roadshow restore into an empty folder.")


def _apart(file: Path, data: Path) -> Iterator[Finding]:
    if data.is_dir() and file.stat().st_dev == data.stat().st_dev:
        yield Finding(Mark.hint, "It lies on the disk of the data folder, and is lost with it. Keep another elsewhere.")
