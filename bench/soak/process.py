"""A real server in a process of its own, on a folder that outlives it."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from time import monotonic
from typing import Final, Self

from bench.soak.books import Books, Folder

INVITATION: Final = re.compile(r"/i/(\S+)")
HERE: Final = "127.0.0.1"
START_SECONDS: Final = 90.0
END_SECONDS: Final = 120.0
LAST: Final = 2000
"""How many characters of its log are told of a server that does not start."""


def free_port(host: str = HERE) -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`python -m server serve` on one port and folder; `wrapper` goes in front of the command, `options` behind it."""

    def __init__(
        self,
        folder: Path,
        wrapper: Sequence[str] = (),
        options: Sequence[str] = (),
        host: str = HERE,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        """Take where it keeps its data, how it is started, and where it logs to, if not to this process's own."""
        self.folder = folder
        self.books: Books = Folder(folder)
        self.host = host
        self.port = free_port()
        self.url = f"http://{host}:{self.port}"
        self.invitation = ""
        self.wrapper = wrapper
        self.starts: list[float] = []
        self.options = options
        self._log = log
        self._module: Sequence[str] = ("-m", "server")
        self._environment = {**os.environ, **(environment or {})}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *module: str) -> None:
        """Start, and wait until it says that it serves; how long that took is noted, in seconds.

        A `module` in the place of the server's own is kept for later starts.
        """
        self._module = module or self._module
        command = [*self.wrapper, sys.executable, *self._module, "serve"]
        options = ["--data", str(self.folder), "--host", self.host, "--port", str(self.port), "--media-port", "0"]
        options += self.options
        begun = monotonic()
        with self._log.open("ab") if self._log else nullcontext() as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, *options, stdout=asyncio.subprocess.PIPE, stderr=log, env=self._environment
            )
        await self._until("serves")
        self.starts.append(monotonic() - begun)
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

    async def ended(self) -> int:
        """The status it ends with by itself; TimeoutError where it does not."""
        assert self._process is not None
        async with asyncio.timeout(END_SECONDS):
            await self._process.communicate()
        status, self._process = self._process.returncode, None
        return status or 0

    async def halt(self) -> None:
        """Stop all its threads where they are."""
        os.kill(self.pid, signal.SIGSTOP)
        while not all(" T " in state.read_text() for state in Path(f"/proc/{self.pid}/task").glob("*/stat")):
            await asyncio.sleep(0.001)

    def go_on(self) -> None:
        """Undo `halt`."""
        os.kill(self.pid, signal.SIGCONT)

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
        async with asyncio.timeout(START_SECONDS):
            while line := (await self._process.stdout.readline()).decode():
                if word in line:
                    return line
        last = self._log.read_text(errors="replace")[-LAST:] if self._log else ""
        raise AssertionError(f"the server ended before it said {word!r}: {last}")
