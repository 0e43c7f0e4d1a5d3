"""A redis-server of the test's own: on a free port of this machine, with nothing on disk."""

import os
import shutil
import subprocess
import time
from typing import Self

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.stories.process import free_port

COMMAND = "redis-server"


class RealRedis:
    """Starts, stops and starts again under the same address."""

    def __init__(self) -> None:
        if shutil.which(COMMAND) is None:
            assert os.environ.get("CI") != "true", "redis-server is missing"
            pytest.skip("redis-server is not installed")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
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
        with Redis.from_url(self.url, password=password) as client:
            client.execute_command(*command)

    def flush(self) -> None:
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
