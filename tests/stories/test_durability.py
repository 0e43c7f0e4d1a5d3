"""No acknowledgement leaves before the write-ahead log is synced, seen in the system calls of the server itself.

A kill cannot show this, because the page cache survives it. The defect that this must catch is planted to see that it
does.
"""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.stories.process import Server
from tests.stories.test_kills import Investor, Sent, invest, roadshow

INTENTS = 60
TRACED = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg"

WRITTEN = re.compile(r"pwrite64\(\d+<[^>]*roadshow\.db-wal>")
SYNCED = re.compile(r"(fdatasync|fsync)\(\d+<[^>]*roadshow\.db-wal>\)\s*= 0|<\.\.\. (fdatasync|fsync) resumed>\)\s*= 0")
ANSWERED = re.compile(r"(write|writev|sendto|sendmsg)\(.*\\\"receipt\\\":\{")


def early_answers(lines: Iterable[str]) -> tuple[int, int]:
    """How many acknowledgements there are, and how many of them left while the log had unsynced writes."""
    answers = early = 0
    dirty = False
    for line in lines:
        if WRITTEN.search(line):
            dirty = True
        elif SYNCED.search(line):
            dirty = False
        elif ANSWERED.search(line):
            answers += 1
            early += dirty
    return answers, early


async def state_each(investor: Investor, project: str) -> None:
    for number in range(INTENTS):
        body = {"type": "intent.state", "project": project, "kind": "pilot", "comment": f"{number}"}
        await investor.send(Sent(f"durable-{number}", body))
    await investor.guest.close()


async def traced(folder: Path, module: str) -> tuple[int, int]:
    trace = folder / "trace"
    wrapper = ("strace", "-D", "-f", "-yy", "-s", "4096", "-e", f"trace={TRACED}", "--seccomp-bpf", "-o", str(trace))
    server = Server(folder, wrapper)
    try:
        await server.start("-m", module)
        async with roadshow(server) as (host, _, project):
            await state_each(await invest(server, host, project, 1), project)
        pid = server.pid
        await server.stop()
    finally:
        await server.kill()
    async with asyncio.timeout(10):
        ended = re.compile(rf"^{pid} +\+\+\+ exited", re.MULTILINE)
        while not ended.search(trace.read_text(errors="replace")[-2000:]):  # noqa: ASYNC110 - strace tells nobody
            await asyncio.sleep(0.05)
    with trace.open(errors="replace") as lines:
        return early_answers(lines)


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_every_acknowledgement_leaves_after_the_sync(tmp_path: Path) -> None:
    assert await traced(tmp_path, "server") == (INTENTS, 0)


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_a_server_that_acknowledges_early_is_caught(tmp_path: Path) -> None:
    answers, early = await traced(tmp_path, "tests.stories.early")

    assert answers == INTENTS
    assert early > 0
