"""A redis-server of one's own: on a free port of this machine, with nothing on disk."""

import shutil
import subprocess
import time
from typing import Self

from redis import Redis
from redis.exceptions import RedisError

from bench.soak.process import free_port

COMMAND = "redis-server"


def missing() -> str:
    """Why this machine has none, or nothing."""
    return "" if shutil.which(COMMAND) else "redis-server is not installed"


class RealRedis:
    """Starts, stops and starts again under the same address."""

    def __init__(self) -> None:
        """Take a port."""
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([COMMAND, *options], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
                return
            except RedisError:
                time.sleep(0.02)
        raise AssertionError("redis-server does not answer")

    def stop(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def execute(self, *command: str, password: str | None = None) -> None:
        """Run a command."""
        with Redis.from_url(self.url, password=password) as client:
            client.execute_command(*command)

    def flush(self) -> None:
        """Forget everything."""
        with Redis.from_url(self.url) as client:
            client.flushall()

    def cut(self) -> None:
        """Close every connection to it but this one."""
        with Redis.from_url(self.url) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()
