"""A PostgreSQL for tests: without one on the machine they are skipped, and fail under CI."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.soak.cluster import USER, missing
from bench.soak.cluster import Cluster as Cluster
from bench.soak.cluster import cluster as running


@contextmanager
def cluster(settings: str = "", superuser: str = USER) -> Iterator[Cluster]:
    """A cluster that runs; `settings` are lines of postgresql.conf."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running(settings, superuser) as made:
        yield made
