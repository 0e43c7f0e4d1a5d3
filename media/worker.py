"""The worker process: `python -m media.worker FD`, where FD is its end of the supervisor's socket.

It serves until that socket is closed. That is how it ends with its parent, however the parent ended: a worker that
outlived it would keep the UDP port.
"""

import asyncio
import gc
import logging
import resource
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from media import protocol
from media.api import MediaError, MediaEvent, PlaneUnavailable
from media.embedded.plane import Forwarder
from media.lines import log_as_json

log = logging.getLogger(__name__)

Carry = Callable[[Forwarder, Any], Awaitable[protocol.Done]]


async def _publish(forwarder: Forwarder, request: protocol.Publish) -> protocol.Done:
    answer = await forwarder.publish(request.room, request.source, request.offer)
    return protocol.Done(number=request.number, answer=answer)


async def _view(forwarder: Forwarder, request: protocol.View) -> protocol.Done:
    answer = await forwarder.view(request.room, request.source, request.offer)
    return protocol.Done(number=request.number, answer=answer)


async def _put_on_stage(forwarder: Forwarder, request: protocol.PutOnStage) -> protocol.Done:
    await forwarder.put_on_stage(request.room, request.source)
    return protocol.Done(number=request.number)


async def _follow(forwarder: Forwarder, request: protocol.Follow) -> protocol.Done:
    await forwarder.follow(request.room, request.relay)
    return protocol.Done(number=request.number)


async def _restart(forwarder: Forwarder, request: protocol.Restart) -> protocol.Done:
    answer = await forwarder.restart(request.session, request.fragment, request.ice)
    return protocol.Done(number=request.number, answer=answer)


async def _limit(forwarder: Forwarder, request: protocol.Limit) -> protocol.Done:
    await forwarder.limit(request.session, request.quality)
    return protocol.Done(number=request.number)


async def _end(forwarder: Forwarder, request: protocol.End) -> protocol.Done:
    await forwarder.end(request.session)
    return protocol.Done(number=request.number)


async def _close_room(forwarder: Forwarder, request: protocol.CloseRoom) -> protocol.Done:
    await forwarder.close_room(request.room)
    return protocol.Done(number=request.number)


async def _count(forwarder: Forwarder, request: protocol.Count) -> protocol.Done:
    return protocol.Done(number=request.number, counters=forwarder.counters())


async def _observe(forwarder: Forwarder, request: protocol.Observe) -> protocol.Done:
    return protocol.Done(number=request.number, deliveries=tuple(forwarder.deliveries(request.room)))


_CARRY: dict[type[protocol.Request], Carry] = {
    protocol.Publish: _publish,
    protocol.View: _view,
    protocol.PutOnStage: _put_on_stage,
    protocol.Follow: _follow,
    protocol.Restart: _restart,
    protocol.Limit: _limit,
    protocol.End: _end,
    protocol.CloseRoom: _close_room,
    protocol.Count: _count,
    protocol.Observe: _observe,
}


async def serve(sock: socket.socket) -> None:
    """Serve one supervisor until it closes its end."""
    reader, writer = await asyncio.open_unix_connection(sock=sock)
    try:
        first = await protocol.receive(reader)
        match protocol.decode_from_supervisor(first) if first is not None else None:
            case protocol.Configure() as configure:
                await _serve(configure, reader, writer)
            case _:
                return
    finally:
        writer.close()


async def _serve(configure: protocol.Configure, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    def emit(event: MediaEvent) -> None:
        protocol.send(writer, protocol.Happened(event=event))

    settings = configure.settings
    try:
        forwarder = Forwarder(settings, emit, configure.worker)
        if configure.relay:
            await forwarder.listen(configure.relay)
    except OSError as error:
        refusal = f"the media port {settings.host}:{settings.port} cannot be used: {error.strerror}"
        protocol.send(writer, _refused(0, PlaneUnavailable(refusal)))
        return
    protocol.send(writer, protocol.Ready(port=forwarder.port, rung=forwarder.rung))
    try:
        # One after the other: a room's commands take effect in the order they were given.
        while (message := await protocol.receive(reader)) is not None:
            protocol.send(writer, await _reply(forwarder, protocol.decode_from_supervisor(message)))
    finally:
        await forwarder.close()


async def _reply(forwarder: Forwarder, request: protocol.FromSupervisor) -> protocol.Done | protocol.Refused:
    if isinstance(request, protocol.Configure):
        raise TypeError("a worker is configured once")
    try:
        return await _CARRY[type(request)](forwarder, request)
    except MediaError as error:
        return _refused(request.number, error)
    except Exception:
        # One request must not end everybody's sessions.
        log.exception("a request failed")
        return _refused(request.number, PlaneUnavailable("the media worker could not do it; its log says why"))


def _refused(number: int, error: MediaError) -> protocol.Refused:
    return protocol.Refused(number=number, code=error.code, reason=error.reason, detail=error.detail)


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


def main() -> None:
    """Be the process."""
    # Ctrl-C and a service manager's stop reach the whole group; the supervisor decides when this process ends.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Each viewer by TCP is an open file, and the usual 1,024 are fewer than a full house.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    log_as_json()
    # What importing left behind never becomes garbage; not looking at it keeps collections short.
    gc.freeze()
    run(serve(socket.socket(fileno=int(sys.argv[1]))))


if __name__ == "__main__":
    main()
