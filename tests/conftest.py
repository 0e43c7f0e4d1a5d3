"""Hypothesis judges behaviour and not speed, and under CI tries the same examples every time."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests.aftermath import pytest_runtest_makereport as pytest_runtest_makereport
from tests.aftermath import pytest_runtest_protocol as pytest_runtest_protocol
from tests.cluster import Cluster, cluster
from tests.limits import pytest_runtest_call as pytest_runtest_call
from tests.limits import pytest_runtest_setup as pytest_runtest_setup
from tests.limits import pytest_runtest_teardown as pytest_runtest_teardown
from tests.limits import pytest_timeout_set_timer as pytest_timeout_set_timer

settings.register_profile(
    "roadshow",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None if os.environ.get("CI") else DirectoryBasedExampleDatabase(".cache/hypothesis"),
)
settings.load_profile("roadshow")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One cluster for all tests of a session that ask for it."""
    with cluster() as made:
        made.fill()
        yield made
