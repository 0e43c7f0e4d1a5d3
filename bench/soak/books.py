"""Where a house keeps its rows, as a trial finds them: SQLite's file in a folder, or a PostgreSQL beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from bench.soak import store
from bench.soak.store import Store


class Books(Protocol):
    """What is on record; `place` says where that is to a command of `roadshow`."""

    @property
    def place(self) -> Sequence[str]:
        """Arguments."""
        ...

    def read(self, roadshow: str, *, alone: bool = False, exported: Sequence[str] | None = None) -> Store:
        """All of a roadshow; `alone` says that no server runs on it."""
        ...

    def sound(self) -> str:
        """What the database itself says of its files, while no server runs: `ok`, or what is wrong."""
        ...


class Folder(Struct, frozen=True):
    """SQLite in a data folder."""

    path: Path

    @property
    def place(self) -> Sequence[str]:
        """The folder."""
        return ("--data", str(self.path))

    def read(self, roadshow: str, *, alone: bool = False, exported: Sequence[str] | None = None) -> Store:
        """From the file."""
        return store.read(self.path, roadshow, alone=alone, exported=exported)

    def sound(self) -> str:
        """SQLite's own check."""
        return store.sound(self.path)


class Shelf(Struct, frozen=True):
    """PostgreSQL at an address, with the keys in a data folder."""

    folder: Path
    address: str

    @property
    def place(self) -> Sequence[str]:
        """The folder and the address."""
        return ("--data", str(self.folder), "--database", self.address)

    def read(self, roadshow: str, *, alone: bool = False, exported: Sequence[str] | None = None) -> Store:
        """From a transaction of its own."""
        return store.read_postgres(self.address, roadshow, exported=exported)

    def sound(self) -> str:
        """It checks what it reads, and all of it is read."""
        return "ok"
