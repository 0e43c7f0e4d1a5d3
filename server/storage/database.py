"""One database, one thread that owns its connection: whoever needs a row sends the thread a function."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.ports import LogBroken, LogFull

T = TypeVar("T")

FULL = ("full", "readonly")
BROKEN = ("disk i/o error", "malformed", "not a database")


class Database:
    """Runs functions on the connection, each in one transaction, in the order they were sent.

    A function that raises leaves no trace. Once COMMIT has returned, what was written survives a power cut. After one
    LogBroken there is nothing else: a disk that failed a sync may say of the next that it is done, and be wrong.
    """

    def __init__(self, engine: Engine) -> None:
        """Take an engine; the connection is opened by the first function and belongs to the thread."""
        self.engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._connection: Connection | None = None
        self._broken: LogBroken | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`; raises LogFull or LogBroken where the disk is the reason, else what `work` raised."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transaction, work)

    async def empty_wal(self) -> None:
        """Write the WAL into the database and empty it; what was overwritten lies in it until then."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._checkpoint)

    async def close(self) -> None:
        """Finish what was sent, then close; nothing may be sent after."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        if self._broken is not None:
            raise self._broken
        try:
            connection = self._connect()
            with connection.begin():
                return work(connection)
        except DBAPIError as error:
            named = _named(error)
            self._broken = named if isinstance(named, LogBroken) else None
            raise named from error

    def _checkpoint(self) -> None:
        if self._broken is None:
            cursor = self._connect().connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.close()

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self.engine.dispose()


def _named(error: DBAPIError) -> Exception:
    message = str(error.orig).lower()
    if any(word in message for word in FULL):
        return LogFull(message)
    if any(word in message for word in BROKEN):
        return LogBroken(message)
    return error
