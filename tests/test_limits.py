import subprocess
import sys
from pathlib import Path

BUSY = """
import asyncio
import pytest

async def work():
    while True:
        sum(range(100_000))
        await asyncio.sleep(0)

@pytest.mark.asyncio
@pytest.mark.timeout(1)
async def test_that_waits_for_ever_beside_busy_tasks():
    working = [asyncio.create_task(work()) for _ in range(5)]
    await asyncio.Event().wait()

@pytest.mark.asyncio
async def test_after_it():
    pass
"""


def test_a_test_that_hangs_while_its_tasks_are_busy_costs_its_limit_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "test_busy.py").write_text(BUSY)
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", "-p", "tests.limits")

    ended = subprocess.run(
        (*command, "--rootdir", str(tmp_path), str(tmp_path)), capture_output=True, text=True, check=False, timeout=100
    )

    assert "1 failed, 1 passed" in ended.stdout
    assert "Timeout (>1.0s) from pytest-timeout" in ended.stdout
