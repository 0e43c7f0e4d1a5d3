"""The process of viewers says a line for each ticket and ends with its input."""

import asyncio
import json
import sys

import pytest


@pytest.mark.asyncio
async def test_where_nobody_answers_every_ticket_fails_and_the_process_ends_with_its_input() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rehearsal.watching", "http://127.0.0.1:1"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"seat": "sea_1", "cookie": ""}\n{"seat": "sea_2", "cookie": ""}\n')

    told = [json.loads(await process.stdout.readline()) for _ in range(2)]
    process.stdin.close()

    assert sorted(one["seat"] for one in told) == ["sea_1", "sea_2"]
    assert all(one["failed"] for one in told)
    assert await process.wait() == 0
