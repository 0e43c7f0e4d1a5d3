"""A redis-server for tests: without one on the machine they are skipped, and fail under CI."""

import os

import pytest

from bench.soak import redis_server


class RealRedis(redis_server.RealRedis):
    """One that there is."""

    def __init__(self) -> None:
        if reason := redis_server.missing():
            assert os.environ.get("CI") != "true", reason
            pytest.skip(reason)
        super().__init__()
