"""Where a house keeps its rows: SQLite in its data folder, or PostgreSQL at an address."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import Engine

from server.storage import postgres, sqlite
from server.storage.presence import alone_in

FILE: Final = "roadshow.db"


class Location(Struct, frozen=True, kw_only=True):
    """The data folder, which holds the signing keys in any case, and the address of a database where there is one."""

    folder: Path
    address: str = ""
    password: str = ""

    @property
    def file(self) -> Path:
        """SQLite's file."""
        return self.folder / FILE

    def engine(self) -> Engine:
        """An engine that reads and writes; raises Unfit for an address that is none."""
        return postgres.engine(self.address, self.password) if self.address else sqlite.engine(self.file)

    def reader(self) -> Engine:
        """An engine that cannot write, for reading beside a server that runs."""
        return postgres.reader(self.address, self.password) if self.address else sqlite.reader(self.file)

    def alone(self) -> AbstractContextManager[None]:
        """Hold SQLite's folder, in which one server runs at a time; raises Occupied. A database is for several."""
        return nullcontext() if self.address else alone_in(self.folder)

    def __str__(self) -> str:
        return self.address or str(self.folder)
