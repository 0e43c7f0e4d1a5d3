"""F3: no acknowledgement leaves before the write-ahead log is synced, seen in the system calls of the server itself.

A kill cannot show this, because the page cache survives it.
"""

import asyncio
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bench.soak.process import Server
from bench.soak.result import Trial, settle
from bench.soak.scene import LOG, OPTIONS, Crowd, data_of, staged

CROWD = Crowd(investors=1, voters=0, watchers=1, pause=0.02)
TRACED: Final = "fdatasync,fsync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg"
EXIT_SECONDS: Final = 10.0

ASKED: Final = re.compile(r"(read|readv|recvfrom|recvmsg)\(.*Idempotency-Key: ", re.IGNORECASE)
SYNCED: Final = re.compile(
    r"(fdatasync|fsync)\(\d+<[^>]*roadshow\.db-wal>\)\s*= 0|<\.\.\. (fdatasync|fsync) resumed>\)\s*= 0"
)
ANSWERED: Final = re.compile(r"(write|writev|sendto|sendmsg)\(.*\{\\\"seq\\\":(\d+),.*\\\"receipt\\\":\{")


def missing() -> str:
    """Why this machine cannot do so, or nothing."""
    return "" if shutil.which("strace") else "strace not found"


def early_answers(lines: Iterable[str]) -> tuple[int, int]:
    """How many commands were acknowledged, and how many before any sync since they came; there is one at a time.

    An answer that is given again needs no sync of its own.
    """
    known: set[str] = set()
    early, synced = 0, False
    for line in lines:
        if ASKED.search(line):
            synced = False
        elif SYNCED.search(line):
            synced = True
        elif (answer := ANSWERED.search(line)) and answer[2] not in known:
            known.add(answer[2])
            early += not synced
    return len(known), early


async def run(folder: Path, seed: int, size: int, crowd: Crowd = CROWD, *module: str) -> Trial:
    """At least `size` intents, one after another, to a server whose system calls are traced."""
    trial = Trial(name="order of system calls", seed=seed)
    trace = folder / "trace"
    wrapper = ("strace", "-D", "-f", "-yy", "-s", "4096", "-e", f"trace={TRACED}", "--seccomp-bpf", "-o", str(trace))
    server = Server(data_of(folder), wrapper, OPTIONS, log=folder / LOG)
    try:
        await server.start(*module)
        async with staged(server, seed) as scene:
            await scene.begin(crowd)
            await scene.until_acknowledged(size)
            pid = server.pid
            await settle(trial, scene)
    finally:
        await server.kill()
    await _written(trace, pid)
    with trace.open(errors="replace") as lines:
        answers, early = early_answers(lines)
    trial.count("answers traced", answers)
    if early or not answers:
        trial.add("order", f"{early} of {answers} answers left before the log was synced")
    return trial


async def _written(trace: Path, pid: int) -> None:
    """Wait until the trace has the end of the process."""
    ended = re.compile(rf"^{pid} +\+\+\+ (exited|killed)", re.MULTILINE)
    async with asyncio.timeout(EXIT_SECONDS):
        while not ended.search(trace.read_text(errors="replace")[-4000:]):
            await asyncio.sleep(0.05)
