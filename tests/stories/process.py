"""A real server in a process of its own, on a folder that outlives it."""

import asyncio
import re
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

INVITATION = re.compile(r"/i/(\S+)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`python -m server serve` on one port and folder; `wrapper` goes in front of the command, `options` behind it."""

    def __init__(self, folder: Path, wrapper: Sequence[str] = (), options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.invitation = ""
        self._wrapper = wrapper
        self._options = options
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *module: str) -> None:
        """Start, and wait until it says that it serves."""
        command = [*self._wrapper, sys.executable, *(module or ("-m", "server")), "serve"]
        options = ["--data", str(self.folder), "--port", str(self.port), "--media-port", "0"]
        options += self._options
        self._process = await asyncio.create_subprocess_exec(*command, *options, stdout=asyncio.subprocess.PIPE)
        await self._until("serves")
        if not self.invitation:
            self.invitation = INVITATION.findall(await self._until("/i/"))[0]

    @property
    def pid(self) -> int:
        """The process that serves now."""
        return self._process.pid if self._process else 0

    async def kill(self) -> None:
        """End it without a word, as a crash does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as an operator does."""
        await self._end(signal.SIGTERM)

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        """Leave nothing running, whatever happened in between."""
        await self.kill()

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.send_signal(how)
            await process.communicate()

    async def _until(self, word: str) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(90):
            while line := (await self._process.stdout.readline()).decode():
                if word in line:
                    return line
        raise AssertionError(f"the server ended before it said {word!r}")
