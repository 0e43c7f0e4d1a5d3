"""A TURN server: Debian's coturn, as an operator would set it up for Roadshow, on this machine alone."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.media.peers import PATIENCE

TURNSERVER = shutil.which("turnserver")
POSSIBLE = TURNSERVER is not None or "CI" in os.environ
SECRET = "north"
CONFIGURATION = """
listening-ip=127.0.0.1
listening-port={port}
relay-ip=127.0.0.1
realm=roadshow.example
use-auth-secret
static-auth-secret={secret}
fingerprint
allow-loopback-peers
denied-peer-ip=0.0.0.0-255.255.255.255
allowed-peer-ip=127.0.0.1
no-tls
no-dtls
no-cli
no-rfc5780
no-multicast-peers
pidfile={folder}/turn.pid
userdb={folder}/turn.db
log-file=stdout
simple-log
"""


@asynccontextmanager
async def relay(folder: Path) -> AsyncIterator[str]:
    """Serve, and give the server's address."""
    port = free_port()
    configuration = folder / "turn.conf"
    configuration.write_text(CONFIGURATION.format(port=port, secret=SECRET, folder=folder))
    assert TURNSERVER is not None
    process = await asyncio.create_subprocess_exec(
        TURNSERVER, "-c", str(configuration), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await _listening(port)
        yield f"turn:127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


def free_port() -> int:
    """A number that nobody had a moment ago."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
