"""What the kernel counted of one process and of UDP: /proc, and so Linux only."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

SERVER_CORE, LOAD_CORE = 0, 1


class Datagrams(Struct, frozen=True):
    """UDP datagrams of this network namespace that found a full buffer, since the machine started."""

    receive_errors: int
    send_errors: int

    @classmethod
    def now(cls) -> "Datagrams":
        """Read /proc/net/snmp."""
        names, values = (line.split()[1:] for line in _lines("/proc/net/snmp") if line.startswith("Udp:"))
        found = dict(zip(names, map(int, values), strict=True))
        return cls(found["RcvbufErrors"], found["SndbufErrors"])


class Cpu(Struct, frozen=True):
    """Seconds of one core, in user and kernel mode, to the nanosecond: the sum over a process's threads."""

    spent: float
    waited: float
    """While it could have run, but something else did."""

    @classmethod
    def of(cls, pid: int) -> "Cpu":
        """Read each thread's schedstat."""
        spent, waited = 0, 0
        for task in _tasks(pid):
            with suppress(OSError):  # it may have ended since
                ran, queued, _ = map(int, (task / "schedstat").read_text().split())
                spent, waited = spent + ran, waited + queued
        return cls(spent / 1e9, waited / 1e9)


def resident_kib(pid: int) -> int:
    """Memory of a process that is in RAM."""
    line = next(line for line in _lines(f"/proc/{pid}/status") if line.startswith("VmRSS:"))
    return int(line.split()[1])


def pin(pid: int, core: int) -> None:
    """Have every thread of a process run on one core; with a single core everybody shares it."""
    for task in _tasks(pid):
        os.sched_setaffinity(int(task.name), {core % (os.cpu_count() or 1)})


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="ascii").splitlines()
