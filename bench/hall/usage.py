"""What a process uses, as the kernel counts it (proc(5))."""

import os
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
