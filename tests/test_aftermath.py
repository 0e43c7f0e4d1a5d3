import subprocess
import sys
from pathlib import Path

LEAKING = """
import asyncio
import gc
import socket

import pytest

@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening

@pytest.mark.asyncio
async def test_that_fails_with_connections_open(listening):
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)
    assert False

def test_after_it():
    gc.collect()

def test_that_leaks_by_itself():
    ring = [socket.socket()]
    ring.append(ring)
    del ring
    gc.collect()
"""


def test_what_a_failing_test_leaves_open_is_held_against_no_other(tmp_path: Path) -> None:
    (tmp_path / "test_leaking.py").write_text(LEAKING)
    command = (sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "tests.aftermath")
    apart = ("-o", f"cache_dir={tmp_path / 'cache'}", "--rootdir", str(tmp_path), str(tmp_path))

    ended = subprocess.run((*command, *apart), capture_output=True, text=True, check=False, timeout=100)

    assert "test_that_fails_with_connections_open" in ended.stdout
    assert "test_that_leaks_by_itself" in ended.stdout
    assert "2 failed, 1 passed" in ended.stdout
