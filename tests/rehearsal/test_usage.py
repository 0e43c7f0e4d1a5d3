"""Cores and memory are read from /metrics, or not told at all."""

import pytest

from rehearsal.usage import Usage, between, usage
from tests.rehearsal.conftest import House


def test_cores_are_what_was_used_between_two_looks() -> None:
    before, after = Usage(10.0, 100.0, 0.0), Usage(14.0, 103.0, 64 * 2**20)

    assert between(before, after) == {"cpu": 0.75, "memory_mib": 64.0}
    assert between(None, after) is None
    assert between(before, None) is None


@pytest.mark.asyncio
async def test_a_server_tells_who_has_the_token(house: House) -> None:
    found = await usage(house.url, "a-secret-for-metrics-of-some-length")

    assert found is not None
    assert found.memory > 2**20
    assert found.cpu > 0
    assert await usage(house.url, "another") is None
    assert await usage(house.url, "") is None


@pytest.mark.asyncio
async def test_where_nobody_answers_nothing_is_told() -> None:
    assert await usage("http://127.0.0.1:1", "token") is None
