"""The media half of a rehearsal: a presenter who streams, and viewers who decode, each in a process of their own."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from demo.presenter import TOKEN_VARIABLE
from rehearsal.doors import Doors, Person, cookies
from rehearsal.spread import Spread

LEAVING = 10.0


class Pictures:
    """`first_frames` are spread over the viewers who saw something; `failures` say why others did not."""

    def __init__(self, url: str, folder: Path) -> None:
        """Take the server's address, and where the presenter's clip is kept; it is made once, which takes a minute."""
        self._url = url
        self._folder = folder
        self._presenter: asyncio.subprocess.Process | None = None
        self._watching: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.first_frames = Spread()
        self.failures: list[str] = []
        self.asked = 0

    @property
    def waiting(self) -> int:
        """How many have neither seen a picture nor failed."""
        return self.asked - self.first_frames.count - len(self.failures)

    async def present(self, doors: Doors, presenter: Person) -> None:
        """Begin to stream from a presenter's seat."""
        seat, headers = presenter.ticket.seat, {"cookie": presenter.ticket.cookie}
        answer = await doors.host.http.post(f"/api/seats/{seat}/encoder", json={}, headers=headers)
        told = answer.json()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._presenter = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "demo.presenter", "--whip", f"{self._url}/whip/{seat}", "--clip", self._folder),
            env={**os.environ, TOKEN_VARIABLE: str(told["token"])},
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def watch(self, people: list[Person]) -> None:
        """Let more people watch."""
        if self._watching is None:
            self._watching = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "rehearsal.watching", self._url),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            self._reading = asyncio.create_task(self._read(self._watching))
        if self._watching.stdin is None:
            return
        self.asked += len(people)
        for ticket in cookies(people):
            self._watching.stdin.write(json.dumps(ticket).encode() + b"\n")
        await self._watching.stdin.drain()

    async def close(self) -> None:
        """End both, and leave no process behind."""
        if self._watching is not None and self._watching.stdin is not None:
            self._watching.stdin.close()
        if self._presenter is not None:
            with suppress(ProcessLookupError):
                self._presenter.send_signal(signal.SIGTERM)
        for process in filter(None, (self._watching, self._presenter)):
            await _end(process)
        if self._reading is not None:
            await self._reading

    async def _read(self, watching: asyncio.subprocess.Process) -> None:
        if watching.stdout is None:
            return
        async for line in watching.stdout:
            told = json.loads(line)
            if "first_frame" in told:
                self.first_frames.add(told["first_frame"])
            else:
                self.failures.append(told["failed"])


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), LEAVING)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
