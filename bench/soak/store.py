"""What a server left behind, read from its database by drivers alone, and its log in an export."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from msgspec import Struct

Execute = Callable[[str, Sequence[str]], Iterable[Sequence[Any]]]


class Row(Struct, frozen=True, kw_only=True, dict=True):
    """One entry of the log, byte for byte."""

    seq: int
    at: str
    by: str
    body: bytes
    digest: bytes
    hash: bytes
    salt: bytes | None = None
    private: bytes | None = None

    @cached_property
    def event(self) -> dict[str, Any]:
        """What happened."""
        told: dict[str, Any] = json.loads(self.body)
        return told

    @cached_property
    def words(self) -> dict[str, Any]:
        """Its private part."""
        told: dict[str, Any] = json.loads(self.private or b"{}")
        return told


class Recorded(Struct, frozen=True, kw_only=True, dict=True):
    """One command on record, with the acknowledgement that its sender was or will be given."""

    seat: str
    key: str
    result: str

    @cached_property
    def seq(self) -> int:
        """Where its last entry stands."""
        return int(json.loads(self.result)["seq"])


class Message(Struct, frozen=True):
    """One message in the outbox."""

    id: str
    type: str


class Store(Struct, frozen=True, kw_only=True):
    """Everything on record of one roadshow; `exported` is the export of its log by lines, where one was made."""

    roadshow: str
    rows: Sequence[Row]
    commands: Sequence[Recorded]
    outbox: Sequence[Message] = ()
    exported: Sequence[str] | None = None


def read(folder: Path, roadshow: str, *, alone: bool = False, exported: Sequence[str] | None = None) -> Store:
    """The store in a data folder, all of it from one moment; `alone` says that no server runs on it.

    Only who is alone may recover what a crash left; beside a server nothing is ever written. A file of which a power
    cut has left not even the tables holds nothing.
    """
    with closing(_opened(folder / "roadshow.db", alone=alone)) as database:
        database.execute("BEGIN")
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone():
            return Store(roadshow=roadshow, rows=(), commands=(), exported=exported)
        return _read(database.execute, roadshow, exported)


def read_postgres(address: str, roadshow: str, *, exported: Sequence[str] | None = None) -> Store:
    """The store in PostgreSQL, all of it from one moment."""
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

        def execute(query: str, values: Sequence[str]) -> Iterable[Sequence[Any]]:
            return connection.execute(query.replace("?", "%s").encode(), values)

        return _read(execute, roadshow, exported)


def _read(execute: Execute, roadshow: str, exported: Sequence[str] | None) -> Store:
    return Store(
        roadshow=roadshow,
        rows=list(_rows(execute, roadshow)),
        commands=list(_commands(execute, roadshow)),
        outbox=list(_outbox(execute, roadshow)),
        exported=exported,
    )


def sound(folder: Path) -> str:
    """What SQLite says of a file's integrity that no server runs on: `ok`, or what is wrong."""
    with closing(_opened(folder / "roadshow.db", alone=True)) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def _opened(path: Path, *, alone: bool) -> sqlite3.Connection:
    mode = "rw" if alone else "ro"
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)


def _rows(execute: Execute, roadshow: str) -> Iterator[Row]:
    query = (
        "SELECT e.seq, e.at, e.by, e.body, e.digest, e.hash, p.salt, p.body FROM event e "
        "LEFT JOIN event_private p ON p.roadshow = e.roadshow AND p.seq = e.seq WHERE e.roadshow = ? ORDER BY e.seq"
    )
    names = ("seq", "at", "by", "body", "digest", "hash", "salt", "private")
    for values in execute(query, (roadshow,)):
        yield Row(**dict(zip(names, values, strict=True)))


def _commands(execute: Execute, roadshow: str) -> Iterator[Recorded]:
    query = "SELECT seat, key, result FROM command WHERE roadshow = ?"
    for seat, key, result in execute(query, (roadshow,)):
        yield Recorded(seat=seat, key=key, result=result.decode())


def _outbox(execute: Execute, roadshow: str) -> Iterator[Message]:
    query = (
        "SELECT DISTINCT m.id, m.type FROM message m JOIN delivery d ON d.message = m.id "
        "WHERE m.roadshow = ? AND d.endpoint IS NOT NULL"
    )
    for identity, kind in execute(query, (roadshow,)):
        yield Message(identity, kind)
