"""What one run found, and how it is told: medians of several runs, each beside what is to be reached."""

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct

from bench.media.load import PACKETS_A_SECOND


class Spread(Struct, frozen=True):
    """Milliseconds from the publisher's clock to a viewer's socket; nothing arrived where there are none."""

    packets: int = 0
    p50: float = 0.0
    p99: float = 0.0

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Sum up a sample."""
        ordered = sorted(values)
        count = len(ordered)
        return cls(count, ordered[count // 2], ordered[count * 99 // 100]) if ordered else cls()


class Joins(Struct, frozen=True, kw_only=True):
    """An audience that came, before anything was sent."""

    connected: int
    cpu_ms: float
    """CPU of the server for one of them."""
    memory_kib: float
    """What the server grew by for one of them."""


class Steady(Struct, frozen=True, kw_only=True):
    """The load at rest."""

    expected: int
    """Packets sent to the server, times viewers."""
    received: int
    receive_errors: int
    send_errors: int
    dropped: int
    """What the server itself says it could not send or did not take."""
    packet_us: float
    """CPU of the server for each packet that was to reach a viewer."""
    busy: float
    """Share of one core the server used."""
    waited: float
    """Share of the time the server could have run, but something else on its core did: how noisy this machine is."""
    latency: Spread


class Storm(Struct, frozen=True, kw_only=True):
    """More viewers, as fast as they can come, while the load goes on."""

    connected: int
    seconds: float
    latency: Spread


class Figures(Struct, frozen=True, kw_only=True):
    """One server under one level of load."""

    viewers: int
    joins: Joins
    steady: Steady
    storm: Storm

    @property
    def carried(self) -> float:
        """How many viewers of the reference load fill one core."""
        return 1e6 / (self.steady.packet_us * PACKETS_A_SECOND)


class Target(NamedTuple):
    """A figure to reach; `levels` are the numbers of viewers it is meant for, all where there are none."""

    name: str
    unit: str
    read: Callable[[Figures], float]
    most: float | None = None
    levels: tuple[int, ...] = ()


LINES = (
    Target("connected", "viewers", lambda each: each.joins.connected),
    Target("expected", "packets", lambda each: each.steady.expected),
    Target("lost", "packets", lambda each: each.steady.expected - each.steady.received, 0),
    Target("receive buffers full", "datagrams", lambda each: each.steady.receive_errors, 0),
    Target("send buffers full", "datagrams", lambda each: each.steady.send_errors, 0),
    Target("dropped by the server", "datagrams", lambda each: each.steady.dropped, 0),
    Target("CPU a packet", "µs", lambda each: each.steady.packet_us, 6, (300,)),
    Target("of one core", "%", lambda each: 100 * each.steady.busy, 100),
    Target("waited for its core", "%", lambda each: 100 * each.steady.waited),
    Target("viewers a core", "", lambda each: each.carried),
    Target("CPU a join", "ms", lambda each: each.joins.cpu_ms, 4),
    Target("memory a viewer", "KiB", lambda each: each.joins.memory_kib, 150),
    Target("added latency p50", "ms", lambda each: each.steady.latency.p50),
    Target("added latency p99", "ms", lambda each: each.steady.latency.p99),
    Target("joined in the storm", "viewers", lambda each: each.storm.connected),
    Target("joins a second", "", lambda each: each.storm.connected / each.storm.seconds),
    Target("p50 in the storm", "ms", lambda each: each.storm.latency.p50),
    Target("p99 in the storm", "ms", lambda each: each.storm.latency.p99, 35, (100, 300)),
)
RATIO = 2.5
"""How many times the viewers a core of Janus are to be reached."""


def report(title: str, runs: Sequence[Figures], *, judged: bool = True) -> list[str]:
    """Lines for the medians of some runs of one level."""
    times = "" if len(runs) == 1 else f", medians of {len(runs)} runs"
    return [f"{title}, {runs[0].viewers} viewers{times}"] + [_line(target, runs, judged=judged) for target in LINES]


def compare(ours: Sequence[Figures], theirs: Sequence[Figures]) -> str:
    """One line for how many times the viewers a core carries, run against run as they alternated."""
    ratios = [mine.carried / other.carried for mine, other in zip(ours, theirs, strict=False)]
    verdict = _verdict(reached=statistics.median(ratios) >= RATIO)
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    text = f"{statistics.median(ratios):.2f} times the viewers a core of Janus at {ours[0].viewers} viewers"
    return f"{text} (run by run {each}; at least {RATIO}: {verdict})"


def _line(target: Target, runs: Sequence[Figures], *, judged: bool) -> str:
    value = statistics.median(map(target.read, runs))
    digits = 0 if value == int(value) or value >= 1000 else 2
    text = f"  {target.name:22} {value:12.{digits}f} {target.unit:9}"
    applies = judged and target.most is not None and (not target.levels or runs[0].viewers in target.levels)
    if not applies or target.most is None:
        return text.rstrip()
    return f"{text} (at most {target.most:g}: {_verdict(reached=value <= target.most)})"


def _verdict(*, reached: bool) -> str:
    return "reached" if reached else "missed"
