"""The runs of an evening in a full hall, one after the other on one server; each gives figures by what they are of."""

import asyncio
import time
from typing import Final
from urllib.parse import urlsplit

from bench.hall.house import Hall
from bench.hall.napping import napping
from bench.hall.posting import Order, Outcome, posted
from bench.hall.usage import held, usage
from rehearsal.house import House
from rehearsal.viewers import Crowd, Ticket

SETTLE: Final = 2.0
RATE, BURST, QUIET = 1000, 10_000, 25
STOPPED: Final = 10
"""One viewer of so many stops reading."""
SMALL_BUFFER: Final = 4096
LONGEST: Final = 60.0

Figures = dict[str, float]


class Evening:
    """One server and everybody in it."""

    def __init__(self, url: str, pid: int, hall: Hall, seconds: float) -> None:
        """Take where the server is, which process it is, who will come, and how long a run takes."""
        self.crowd = Crowd(House(url))
        self.seconds = seconds
        self.notes: list[str] = []
        self._url, self._pid, self._hall = url, pid, hall
        self._port = urlsplit(url).port or 0

    async def fill(self) -> Figures:
        """Everybody comes in; one of ten, who will stop reading, with a small buffer."""
        empty, began = usage(self._pid), time.perf_counter()
        stopping = self._stopping()
        await self.crowd.join(stopping, buffer=SMALL_BUFFER)
        await self.crowd.join([ticket for ticket in self._hall.viewers if ticket not in stopping])
        full, came = usage(self._pid), self.crowd.connected
        seconds, cpu = time.perf_counter() - began, full.cpu - empty.cpu
        self.notes.append(f"{came} viewers came in within {seconds:.1f} s, for {1000 * cpu / came:.2f} ms of CPU each")
        each = (full.memory - empty.memory) * 1024 / came
        return {"memory for each viewer": each, "memory with everybody in": full.memory}

    async def speak(self) -> Figures:
        """A thousand intents a second, and everybody is told of each."""
        before, began = usage(self._pid), time.perf_counter()
        seen = self.crowd.messages
        self.crowd.lags.take()
        outcome = await self._post(RATE, round(RATE * self.seconds))
        await self._all_told()
        after, seconds = usage(self._pid), time.perf_counter() - began
        frames, cores = (self.crowd.messages - seen) / seconds, (after.cpu - before.cpu) / seconds
        lags = self.crowd.lags.take()
        self.notes.append(
            f"{outcome.taken} intents, p50 {outcome.p50} ms; {frames:,.0f} frames a second, p50 {lags.at(0.5)} ms; "
            f"{cores:.2f} cores; {after.memory - before.memory:+.0f} MiB"
        )
        return {
            "an event to every viewer, p99": lags.at(0.99),
            "an event to every viewer, the slowest": lags.longest,
            "an intent on record at 1,000 a second, p99": outcome.p99,
        }

    async def rush(self) -> Figures:
        """Ten thousand intents within a second."""
        outcome = await self._post(BURST, BURST)
        await self._all_told()
        self.notes.append(f"of the rush {outcome.taken} on record, p99 {outcome.p99} ms")
        return {"10,000 intents at once, all on record": outcome.seconds}

    async def drop(self) -> Figures:
        """Everybody is dropped, something happens, and everybody comes back."""
        before = self.crowd.reloads
        self.crowd.drop()
        await self._post(QUIET, 2 * QUIET)
        began = time.perf_counter()
        await self.crowd.come_back(self.crowd.viewers)
        await self._all_told()
        seconds = time.perf_counter() - began
        self.notes.append(f"{self.crowd.connected} came back")
        return {
            "all dropped at once, back and caught up": seconds,
            "of them given the whole picture again": self.crowd.reloads - before,
        }

    async def stall(self) -> Figures:
        """One of ten stops reading."""
        quiet = await self._lag()
        before, stopping = usage(self._pid).memory, self._stopping()
        stopped = [viewer for viewer in self.crowd.viewers if viewer.ticket in stopping]
        for viewer in stopped:
            viewer.stop_reading()
        work = asyncio.create_task(self._lag())
        gone, most = await self._until_gone({viewer.port for viewer in stopped})
        busy = await work
        self.notes.append(f"p99 of the others {quiet} -> {busy} ms while {len(stopped)} did not read")
        return {
            "p99 of the others more while one of ten stops reading": 100 * (busy / quiet - 1),
            "memory more meanwhile": most - before,
            "until the last of those who stopped is put off": gone,
        }

    def _stopping(self) -> dict[Ticket, None]:
        return dict.fromkeys(self._hall.viewers[::STOPPED])

    async def _lag(self) -> int:
        self.crowd.lags.take()
        await self._post(RATE, round(RATE * self.seconds))
        return self.crowd.lags.take().at(0.99)

    async def _until_gone(self, peers: set[int]) -> tuple[float, float]:
        """Seconds until the server holds no connection from these ports, and the most memory until then."""
        began, most = time.perf_counter(), 0.0
        while held(self._port, peers) and time.perf_counter() - began < LONGEST:
            await asyncio.sleep(0.5)
            most = max(most, usage(self._pid).memory)
        return time.perf_counter() - began, most

    async def _post(self, rate: int, total: int) -> Outcome:
        order = Order(
            url=self._url, investors=list(self._hall.investors), project=self._hall.project, rate=rate, total=total
        )
        async with napping():
            outcome = await posted(order)
        if outcome.refused:
            self.notes.append(f"refused: {outcome.refused}")
        return outcome

    async def _all_told(self) -> None:
        """Wait until nobody is behind anybody, for ten seconds at most."""
        end = time.perf_counter() + 10
        while self.crowd.behind() and time.perf_counter() < end:  # noqa: ASYNC110 - no event says so
            await asyncio.sleep(0.05)
