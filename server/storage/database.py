"""One database and the threads that own its connections: whoever needs a row sends a thread a function."""

import asyncio
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.ports import LogAway, LogBroken, LogUnsure
from server.storage.failures import Contended, named

T = TypeVar("T")

CONNECTIONS: Final = 4
"""To a database on which transactions may run at the same time. SQLite writes one at a time."""

TRIES: Final = 12
PAUSE: Final = 0.01
"""The longest pause in seconds before the second try of a transaction; it doubles with each, up to a second."""


class Database:
    """Runs functions on a connection, each in one transaction.

    A function that raises leaves no trace. Once COMMIT has returned, what was written survives a power cut.

    With SQLite they run one after the other, in the order they were sent. With PostgreSQL several run at the same time
    and come to what they would have come to one after the other, in whatever order; whoever needs an order waits for
    the first before sending the second. A function may be run more than once, with what it did before undone: it must
    depend on nothing but the connection, and change nothing else.

    After one LogBroken there is nothing else: a disk that failed a sync may say of the next that it is done, and be
    wrong. After LogAway a new connection is tried for the next function.
    """

    def __init__(self, engine: Engine) -> None:
        """Take an engine; each connection is opened by the first function on its thread and belongs to the thread."""
        self.engine = engine
        threads = 1 if engine.dialect.name == "sqlite" else CONNECTIONS
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="database")
        self._own = threading.local()
        self._open: set[Connection] = set()
        self._broken: LogBroken | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`; raises LogFull, LogBroken or LogAway where those are the reason, else what `work` did.

        After LogUnsure nobody knows whether it was recorded; after any other exception nothing was.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._transaction, work)

    async def empty_wal(self) -> None:
        """Write SQLite's WAL into the database and empty it; what was overwritten lies in it until then.

        PostgreSQL recycles its own as it goes.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, self._checkpoint)

    async def close(self) -> None:
        """Finish what was sent, then close; nothing may be sent after."""
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._open:
            connection.close()
        self.engine.dispose()

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(TRIES):
            kept = self._has_connection()
            try:
                return self._attempt(work)
            except Contended as error:
                cause = error.__cause__
                if isinstance(cause, IntegrityError) and attempt > 0:
                    raise cause from None
                _pause(attempt)
            except LogAway as away:
                # A connection that was kept may have been cut long ago. Nothing was committed, so a new one may try.
                if isinstance(away, LogUnsure) or not kept:
                    raise
        raise LogAway("other transactions were in the way each time")

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        if self._broken is not None:
            raise self._broken
        committing = False
        try:
            with self._connect().begin():
                result = work(self._connect())
                committing = True
        except DBAPIError as error:
            failure = named(error, committing=committing)
            self._remember(failure)
            raise failure from error
        return result

    def _remember(self, failure: Exception) -> None:
        if isinstance(failure, LogBroken):
            self._broken = failure
        if isinstance(failure, LogAway):
            self._drop()

    def _checkpoint(self) -> None:
        if self._broken is None and self.engine.dialect.name == "sqlite":
            cursor = self._connect().connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.close()

    def _has_connection(self) -> bool:
        return getattr(self._own, "connection", None) is not None

    def _connect(self) -> Connection:
        if not self._has_connection():
            self._own.connection = self.engine.connect()
            self._open.add(self._own.connection)
        connection: Connection = self._own.connection
        return connection

    def _drop(self) -> None:
        if self._has_connection():
            gone = self._connect()
            self._own.connection = None
            self._open.discard(gone)
            with suppress(DBAPIError):
                gone.invalidate()
                gone.close()


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, min(PAUSE * 2**attempt, 1)))  # noqa: S311 - nobody guesses it to any use
