"""`roadshow keys`: the signing keys of a data folder."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from server.domain.keys import KeySet, PublicKey
from server.domain.messages import SYSTEM
from server.domain.trail import Deed
from server.offline.data import archive_of, located, ring_of
from server.storage.database import Database
from server.storage.keys import FILE, rotate
from server.storage.location import Location
from server.storage.trail import DatabaseTrail


def tell(folder: Path) -> int:
    """Print the keys, the one that signs last."""
    _print(ring_of(folder).public())
    return 0


def renew(place: Path | Location, at: datetime) -> int:
    """Make a new key, and print all; a server that runs signs with it from the next receipt on.

    Where there is a database, each roadshow's trail says so.
    """
    house = located(place)
    ring_of(house.folder)
    keys = rotate(house.folder / FILE, at)
    if house.address or house.file.exists():
        asyncio.run(_note(house, Deed(by=SYSTEM, at=at, kind="key.rotated", about=keys.keys[-1].kid)))
    _print(keys)
    return 0


async def _note(house: Location, deed: Deed) -> None:
    roadshows = archive_of(house).roadshows()
    database = Database(house.engine())
    try:
        for roadshow in roadshows:
            await DatabaseTrail(database).note(roadshow, deed)
    finally:
        await database.close()


def _print(keys: KeySet) -> None:
    for key in keys.keys:
        sys.stdout.write(_line(key) + "\n")


def _line(key: PublicKey) -> str:
    return f"{key.kid}  signed from {key.since} to {key.until}" if key.until else f"{key.kid}  signs since {key.since}"
