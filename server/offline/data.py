"""What lies in a data folder, and in the files that people name; whatever is not there is one line."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy.exc import OperationalError

from server.config import BadSetting
from server.domain.keys import KeySet
from server.domain.ledger import SignedHead
from server.domain.messages import RoadshowId
from server.domain.proof import LIMIT
from server.storage.archive import Archive
from server.storage.keys import FILE, KeyRing, UnreadableKeys
from server.storage.location import Location
from server.storage.postgres import Unfit


class Heads(Struct, frozen=True):
    """What a roadshow publishes at `heads.json`."""

    heads: tuple[SignedHead, ...]


def located(place: Path | Location) -> Location:
    """A house, of which a data folder is enough where SQLite is its database."""
    return place if isinstance(place, Location) else Location(folder=place)


def archive_of(place: Path | Location) -> Archive:
    """The logs of a house."""
    house = located(place)
    if not house.address and not house.file.exists():
        raise BadSetting(f"there is no database in {house}")
    with reached(house):
        engine = house.reader()
        engine.connect().close()
    return Archive(engine)


@contextmanager
def reached(house: Location) -> Iterator[None]:
    """What a database says that cannot be used or reached is one line."""
    try:
        yield
    except (Unfit, OperationalError) as error:
        raise BadSetting(f"--database {house}: {error}") from error


def known_in(archive: Archive, roadshow: str, folder: Path | Location) -> RoadshowId:
    """The roadshow of that name."""
    if roadshow not in archive.roadshows():
        raise BadSetting(f"there is no roadshow {roadshow} in {folder}")
    return RoadshowId(roadshow)


def ring_of(folder: Path) -> KeyRing:
    """The signing keys of a data folder."""
    path = folder / FILE
    if not path.exists():
        raise BadSetting(f"there are no keys in {folder}; the first start of the server makes one there")
    try:
        return KeyRing(path)
    except UnreadableKeys as error:
        raise BadSetting(str(error)) from error


def keys_for(file: str, folder: Path) -> KeySet:
    """The public keys in a JWK Set, or else those of a data folder, or else none.

    BadSetting where the file is no such set, or a key says to follow another that denies it.
    """
    if not file:
        return ring_of(folder).public() if (folder / FILE).exists() else KeySet(keys=())
    try:
        keys = msgspec.json.decode(content_of(file), type=KeySet)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSetting(f"--keys {file} is no JWK Set of Ed25519 keys: {error}") from error
    if doubtful := keys.doubtful():
        raise BadSetting(f"--keys {file}: key {doubtful[0]} was not named by the key it says to follow")
    return keys


def heads_in(file: str) -> Sequence[SignedHead]:
    """Heads that somebody kept, as they are published; BadSetting where the file has none."""
    try:
        return msgspec.json.decode(content_of(file), type=Heads).heads
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSetting(f"--heads {file} holds no published heads: {error}") from error


def content_of(file: str) -> bytes:
    """A small file, or standard input for `-`; one byte more than LIMIT where it is no small one."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(LIMIT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LIMIT + 1)
    except OSError as error:
        raise BadSetting(f"{file} cannot be read: {error.strerror}") from error
