"""What a process uses, as the kernel counts it (proc(5))."""

import os
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage(Struct, frozen=True):
    """Seconds of CPU since it started, MiB of memory that are resident now, and open files, sockets among them."""

    cpu: float
    memory: float
    files: int


def usage(pid: int) -> Usage:
    """Of one process, now; its children count apart."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu, memory = (int(fields[11]) + int(fields[12])) / TICKS, int(fields[21]) * PAGE / 2**20
    return Usage(cpu, memory, len(os.listdir(f"/proc/{pid}/fd")))


def held(port: int, peers: Collection[int]) -> int:
    """How many connections from these ports of this machine some process holds at its port."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    ends = [(_port(row[1]), _port(row[2])) for row in rows if row[9] != "0"]
    return sum(here == port and there in peers for here, there in ends)


def _port(end: str) -> int:
    return int(end.partition(":")[2], 16)
