"""One run: viewers join, the load flows and is counted, then a storm of joins comes upon it."""

import asyncio
import sys
import time
from contextlib import suppress
from typing import Protocol

from bench.media import usage
from bench.media.drain import Drain
from bench.media.figures import Figures, Joins, Spread, Steady, Storm
from bench.media.load import Generator, Level
from bench.media.sink import Sample, Sink

AT_ONCE = 8
"""Joins under way together."""
SETTLE = 1.0
WARM_UP = 1.5
QUIET = 0.1
SILENT = 10
"""So many times in turn without a packet: what has not arrived is lost."""
LONGEST_QUIET = 150

LONGEST_STORM = 15.0


class Server(Protocol):
    """What is measured."""

    pid: int

    async def join(self) -> Sink:
        """Connect one more viewer; raises whatever went wrong."""
        ...

    async def feed(self, load: Generator) -> None:
        """Begin to publish, and tell the load where to send."""
        ...

    async def dropped(self) -> int:
        """Datagrams the server says it lost."""
        ...


class Run:
    """A server and its audience."""

    def __init__(self, server: Server, level: Level) -> None:
        self._server = server
        self._level = level
        self._drain = Drain()
        self.sinks: list[Sink] = []
        self._places = asyncio.Semaphore(AT_ONCE)

    async def measure(self) -> Figures:
        """Run it all, and leave nobody behind."""
        generator = Generator()
        try:
            await self._server.feed(generator)
            return await self._measure(generator)
        finally:
            await generator.stop()
            self._drain.close()
            for sink in self.sinks:
                await sink.close()

    async def _measure(self, generator: Generator) -> Figures:
        joins = await self._fill()
        samples = self._sample()
        generator.resume()
        await asyncio.sleep(WARM_UP)
        generator.pause()
        await self._quiet()
        _take(samples)
        steady = await self._hold(generator, samples)
        generator.resume()
        return Figures(viewers=self._level.viewers, joins=joins, steady=steady, storm=await self._storm(samples))

    async def _fill(self) -> Joins:
        cpu, memory = self._cpu().spent, usage.resident_kib(self._server.pid)
        await self._gather(self._level.viewers)
        await asyncio.sleep(SETTLE)
        if not self.sinks:
            raise ConnectionError("nobody connected")
        connected = len(self.sinks)
        return Joins(
            connected=connected,
            cpu_ms=(self._cpu().spent - cpu) / connected * 1000,
            memory_kib=(usage.resident_kib(self._server.pid) - memory) / connected,
        )

    async def _hold(self, generator: Generator, samples: list[Sample]) -> Steady:
        """Load the server for a while; from silence to silence, so that every packet is accounted for."""
        sent, received, dropped = generator.sent, self._received(), await self._server.dropped()
        errors, cpu, began = usage.Datagrams.now(), self._cpu(), time.perf_counter()
        generator.resume()
        await asyncio.sleep(self._level.seconds)
        generator.pause()
        elapsed = time.perf_counter() - began
        expected = (generator.sent - sent) * len(self.sinks)
        await self._quiet(received + expected)
        spent, waited = self._cpu().spent - cpu.spent, self._cpu().waited - cpu.waited
        now = usage.Datagrams.now()
        return Steady(
            expected=expected,
            received=self._received() - received,
            receive_errors=now.receive_errors - errors.receive_errors,
            send_errors=now.send_errors - errors.send_errors,
            dropped=await self._server.dropped() - dropped,
            packet_us=spent / expected * 1e6,
            busy=spent / elapsed,
            waited=waited / (time.perf_counter() - began),
            latency=Spread.of(_take(samples)),
        )

    async def _storm(self, samples: list[Sample]) -> Storm:
        before, began = len(self.sinks), time.perf_counter()
        with suppress(TimeoutError):
            # A server that is full already would take minutes.
            async with asyncio.timeout(LONGEST_STORM):
                await self._gather(self._level.storm)
        seconds = time.perf_counter() - began
        return Storm(connected=len(self.sinks) - before, seconds=seconds, latency=Spread.of(_take(samples)))

    async def _gather(self, count: int) -> None:
        await asyncio.gather(*(self._join() for _ in range(count)))

    async def _join(self) -> None:
        async with self._places:
            try:
                sink = await self._server.join()
            except Exception as error:
                print(f"a viewer did not connect: {error!r}", file=sys.stderr)
                return
        self.sinks.append(sink)
        self._drain.add(sink)

    def _sample(self) -> list[Sample]:
        """Some viewers from the first to the last, as a server may serve them in that order."""
        last = len(self.sinks) - 1
        chosen = {last * number // max(1, self._level.samples - 1) for number in range(self._level.samples)}
        for number in chosen:
            self._drain.keep(self.sinks[number])
        return [Sample(self.sinks[number]) for number in sorted(chosen)]

    def _received(self) -> int:
        return sum(sink.received for sink in self.sinks)

    def _cpu(self) -> usage.Cpu:
        return usage.Cpu.of(self._server.pid)

    async def _quiet(self, expected: int = 0) -> None:
        """Wait until all has arrived, or nothing does any more."""
        silent = 0
        for _ in range(LONGEST_QUIET):
            before = self._received()
            if before == expected or silent == SILENT:
                return
            await asyncio.sleep(QUIET)
            silent = silent + 1 if self._received() == before else 0


def _take(samples: list[Sample]) -> list[float]:
    taken = [value for sample in samples for value in sample.milliseconds]
    for sample in samples:
        sample.milliseconds.clear()
    return taken
