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

from server.ports import LogAway, LogBroken, LogFull, LogUnsure
from server.storage.failures import Contended, hush, named, of_sqlite
from server.storage.sqlite import driver
from server.storage.wal import WriteAhead, checkpoint

T = TypeVar("T")

CONNECTIONS: Final = 4
"""To a database on which transactions may run at the same time. SQLite writes one at a time."""

TRIES: Final = 12
PAUSE: Final = 0.01
"""The longest pause in seconds before the second try of a transaction; it doubles with each, up to a second."""


def _unheard(error: LogBroken) -> None:
    return None


class Database:
    """Runs functions on a connection, each in one transaction.

    A function that raises leaves no trace. Once COMMIT has returned, what was written survives a power cut.

    With SQLite they run one after the other, in the order they were sent. With PostgreSQL several run at the same time
    and come to what they would have come to one after the other, in whatever order; whoever needs an order waits for
    the first before sending the second. A function may be run more than once, with what it did before undone: it must
    depend on nothing but the connection, and change nothing else.

    After one LogBroken there is nothing else: a disk that failed a sync may say of the next that it is done, and be
    wrong. After LogAway a new connection is tried for the next function.

    SQLite's write-ahead log is written into its file in between, after whoever waited for a function was answered.
    """

    def __init__(self, engine: Engine, broken: Callable[[LogBroken], None] = _unheard) -> None:
        """Take an engine; each connection is opened by the first function on its thread and belongs to the thread.

        `broken` is called on that thread with the first LogBroken, before anybody else hears of it.
        """
        self.engine = engine
        self._on_broken = broken
        self._ahead = WriteAhead() if engine.dialect.name == "sqlite" else None
        threads = 1 if self._ahead else CONNECTIONS
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

        PostgreSQL recycles its own as it goes. Raises LogFull or LogBroken.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, self._checkpoint, "TRUNCATE")

    async def close(self) -> None:
        """Finish what was sent, then close; nothing may be sent after. Raises LogBroken where the disk is at the end.

        What a full disk or a reader leaves in the WAL stays there.
        """
        try:
            with suppress(LogFull, driver().Error):
                await asyncio.get_running_loop().run_in_executor(self._threads, self._checkpoint)
        finally:
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
            hush(error)
            failure = named(error, committing=committing)
            self._remember(failure)
            raise failure from error
        self._look_at_the_wal()
        return result

    def _remember(self, failure: Exception) -> None:
        if isinstance(failure, LogBroken) and self._broken is None:
            self._broken = failure
            self._on_broken(failure)
        if isinstance(failure, LogAway):
            self._drop()

    def _look_at_the_wal(self) -> None:
        if self._ahead and self._ahead.is_long(self._connect()):
            # Whoever closes the database has sent the last one.
            with suppress(RuntimeError):
                self._threads.submit(self._checkpoint)

    def _checkpoint(self, mode: str = "PASSIVE") -> None:
        if self._broken is not None or not self._ahead or not self._has_connection():
            return
        try:
            checkpoint(self._connect(), mode)
        except driver().Error as error:
            failure = of_sqlite(error) or error
            self._remember(failure)
            raise failure from error

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
