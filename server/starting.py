"""A start, in the order in which the fewest are turned away and the least is waited for.

Loading the house's code is most of a start. So the port is there before it, where connections wait meanwhile, and media
workers load their own beside it. Only what is light is loaded with this module.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

import uvloop
from msgspec.structs import replace

from media.settings import MediaSettings
from media.supervisor import Supervisor
from server import logs
from server.config import BadSetting, Settings
from server.footing import listening_on, writable
from server.system import collect_later
from server.versions import refuse_old

Plane = asyncio.Task[Supervisor]
"""The media plane, which starts; BadSetting where it does not."""

Serve = Callable[[Settings, socket.socket, Plane], Coroutine[Any, Any, None]]

DEMO: Final = "demo"


def run(settings: Settings) -> int:
    """Serve until interrupted."""
    return _run(settings, _loaded)


def run_demo(settings: Settings) -> int:
    """Serve a folder of the demo's own, begun afresh each time, with the demo's own process beside it."""
    return _run(replace(settings, data=settings.data / DEMO), _loaded_demo)


def _run(settings: Settings, load: Callable[[], Serve]) -> int:
    collect_later()
    logs.configure(settings.log_level, settings.node_url)
    refuse_old(sqlite=False)
    writable(settings.data)
    with listening_on(settings) as listening, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_start(settings, listening, load))
    return 0


async def _start(settings: Settings, listening: socket.socket, load: Callable[[], Serve]) -> None:
    plane = asyncio.create_task(_plane(settings))
    try:
        # On a thread, so that workers that are ready are heard meanwhile.
        serve = await asyncio.to_thread(load)
        await serve(settings, listening, plane)
    finally:
        with suppress(BadSetting):
            await (await plane).close()


def _loaded() -> Serve:
    from server.main import serve

    return serve


def _loaded_demo() -> Serve:
    from server.main import serve_demo

    return serve_demo


async def _plane(settings: Settings) -> Supervisor:
    media = MediaSettings(
        host=settings.media_host or settings.host,
        port=settings.media_port,
        announced=settings.announced,
        workers=settings.media_workers,
        first=first_worker(settings),
    )
    plane = Supervisor(media)
    try:
        await plane.start()
    except Exception as error:
        await plane.close()
        raise BadSetting(f"the media plane does not start: {error}; choose another --media-port") from error
    return plane


def first_worker(settings: Settings) -> int:
    """Where a node begins to number its media workers: as good as surely where no other does, so that pages tell."""
    return 1 + secrets.randbelow(1_000_000) * 1000 if settings.node_url else 1
