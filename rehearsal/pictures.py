"""The media half of a rehearsal: presenters who stream, a process each, and viewers who decode, in one."""

import asyncio
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from demo.presenter import TOKEN_VARIABLE
from rehearsal.doors import Doors, Person, cookies
from rehearsal.spread import Spread

LEAVING = 10.0
PUBLISHING = 30.0


class Pictures:
    """`first_frames` are spread over the viewers who saw something; `failures` say why others did not.

    `presenters` began to stream, the pictures of `missing` of them did not come; `stood` is the longest time in
    milliseconds for which a viewer's picture stood still while somebody was on stage.
    """

    def __init__(self, url: str, folder: Path) -> None:
        """Take the server's address, and where the presenters' clip is kept; it is made once, which takes a minute."""
        self._url = url
        self._folder = folder
        self._presenting: dict[str, asyncio.subprocess.Process] = {}
        self._watching: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.first_frames = Spread()
        self.failures: list[str] = []
        self.asked = self.presenters = self.missing = 0
        self.stood = 0.0
        self._since = time.perf_counter()

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
        self.presenters += 1
        self._presenting[seat] = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "demo.presenter", "--whip", f"{self._url}/whip/{seat}", "--clip", self._folder),
            env={**os.environ, TOKEN_VARIABLE: str(told["token"])},
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def published(self, doors: Doors, presenter: Person) -> None:
        """Wait for a presenter's picture; where it does not come, that is what the card will tell."""
        try:
            async with asyncio.timeout(PUBLISHING), doors.host.watching() as messages:
                async for message in messages:
                    if message["type"] == "media" and presenter.ticket.seat in message["sources"]:
                        return
        except TimeoutError:
            self.missing += 1

    def on_stage(self) -> None:
        """Somebody is shown from now on; what stood still before did so because nobody was."""
        self._since = time.perf_counter()

    def step_down(self, presenter: Person) -> None:
        """Have a presenter stream no longer."""
        _tell(self._presenting[presenter.ticket.seat])

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
        presenting = list(self._presenting.values())
        for process in presenting:
            _tell(process)
        for process in filter(None, (self._watching, *presenting)):
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
            elif "stood" in told:
                self.stood = max(self.stood, min(told["stood"], (time.perf_counter() - self._since) * 1000))
            else:
                self.failures.append(told["failed"])


def _tell(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), LEAVING)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
