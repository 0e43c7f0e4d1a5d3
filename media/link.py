"""One worker process and the socket to it: requests out, replies and events in."""

import asyncio
import itertools
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from msgspec import structs

from media import protocol
from media.api import (
    IceStale,
    MediaError,
    MediaEvent,
    OfferRefused,
    PlaneFull,
    PlaneUnavailable,
    RoomId,
    SessionUnknown,
)
from media.roster import Roster

START_TIMEOUT = 60.0
REPLY_TIMEOUT = 5.0
END_TIMEOUT = 2.0

_HERE = str(Path(__file__).resolve().parents[1])

_ERRORS: dict[str, type[MediaError]] = {
    each.code: each for each in (OfferRefused, SessionUnknown, IceStale, PlaneFull, PlaneUnavailable)
}


class Link:
    """A worker, which serves once it is told to; once it is lost, it stays lost."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self.roster = Roster()
        self.number = 0
        self.port = 0
        self.rung = ""
        self.lost = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._on_event: Callable[[MediaEvent], None] = lambda _: None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[protocol.Done]] = {}
        self._rooms: dict[int, RoomId] = {}
        self._listener: asyncio.Task[None] | None = None

    @classmethod
    async def spawn(cls) -> Self:
        """Start a worker that loads its code and then waits, without a port; PlaneUnavailable where none can be."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = await _spawn(theirs)
            except OSError as error:
                ours.close()
                raise PlaneUnavailable(f"the media worker cannot be started: {error}") from error
        return cls(process, *await asyncio.open_unix_connection(sock=ours))

    async def serve(self, configure: protocol.Configure, on_event: Callable[[MediaEvent], None]) -> None:
        """Have the worker serve; PlaneUnavailable says why it does not, and it is ended."""
        self.number, self._on_event = configure.worker, on_event
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await self._configure(configure)
        except TimeoutError:
            await self.close()
            raise PlaneUnavailable("the media worker does not start") from None
        except BaseException:
            await self.close()
            raise
        self._listener = asyncio.create_task(self._listen(), name="media worker's messages")

    async def _configure(self, configure: protocol.Configure) -> None:
        protocol.send(self._writer, configure)
        first = await protocol.receive(self._reader)
        match protocol.decode_from_worker(first) if first is not None else None:
            case protocol.Ready(port=port, rung=rung):
                self.port, self.rung = port, rung
            case protocol.Refused(detail=detail):
                raise PlaneUnavailable(detail)
            case _:
                raise PlaneUnavailable("the media worker ended before it served")

    async def ask(self, request: protocol.Request) -> protocol.Done:
        """Have a request carried out; raises what the worker refused it with, or PlaneUnavailable."""
        if self.lost.is_set():
            raise PlaneUnavailable("the media worker is gone")
        number = next(self._numbers)
        reply = self._waiting[number] = asyncio.get_running_loop().create_future()
        if isinstance(request, protocol.Publish | protocol.View):
            self._rooms[number] = request.room
            self.roster.expect(request.room)
        try:
            protocol.send(self._writer, structs.replace(request, number=number))
            return await asyncio.wait_for(reply, REPLY_TIMEOUT)
        except TimeoutError:
            raise PlaneUnavailable("the media worker does not answer") from None
        finally:
            del self._waiting[number]
            self._expect_no_more(number)

    def tell(self, request: protocol.Request) -> None:
        """Have a request carried out after those before it, and do not wait to hear how."""
        protocol.send(self._writer, request)

    def _expect_no_more(self, number: int) -> None:
        room = self._rooms.pop(number, None)
        if room is not None and not self.lost.is_set():
            self.roster.expect_no_more(room)

    async def _listen(self) -> None:
        try:
            while (message := await protocol.receive(self._reader)) is not None:
                self._take(protocol.decode_from_worker(message))
        finally:
            self._lose()

    def _take(self, message: protocol.FromWorker) -> None:
        match message:
            case protocol.Happened(event=event):
                self.roster.heard(event)
                self._on_event(event)
            case protocol.Done(number=number, answer=answer):
                if answer is not None and number in self._rooms:
                    self.roster.opened(self._rooms[number], answer.session)
                self._settle(number, message)
            case protocol.Refused(number=number, code=code, reason=reason, detail=detail):
                self._settle(number, _ERRORS.get(code, MediaError)(detail, reason))
            case protocol.Ready():
                pass

    def _settle(self, number: int, outcome: protocol.Done | MediaError) -> None:
        reply = self._waiting.get(number)
        if reply is None or reply.done():
            return
        if isinstance(outcome, MediaError):
            reply.set_exception(outcome)
        else:
            reply.set_result(outcome)

    def _lose(self) -> None:
        self.lost.set()
        for number in self._waiting:
            self._settle(number, PlaneUnavailable("the media worker died"))

    async def close(self) -> None:
        """End the worker: closing the socket asks it to, a kill follows if it does not; safe to call twice."""
        self._writer.close()
        try:
            await asyncio.wait_for(self.process.wait(), END_TIMEOUT)
        except TimeoutError:
            # It may have ended just now.
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
        if self._listener is not None:
            await asyncio.wait([self._listener])
        self._lose()

    async def kill(self) -> None:
        """End a worker that no longer answers."""
        if self.process.returncode is None:
            self.process.kill()
        await self.close()


async def _spawn(control: socket.socket) -> asyncio.subprocess.Process:
    path = os.pathsep.join(filter(None, (_HERE, os.environ.get("PYTHONPATH"))))
    # -P: a directory the parent happens to be in must not shadow a module of the worker.
    command = (sys.executable, "-P", "-m", "media.worker", str(control.fileno()))
    return await asyncio.create_subprocess_exec(
        *command, pass_fds=(control.fileno(),), stdin=asyncio.subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path}
    )
